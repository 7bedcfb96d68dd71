//! Cortecs' API keys: identified by name, immutable, the secret is only returned on create.

use serde_json::{Value, json};

use super::API_KEYS;
use crate::{
    account::Account,
    request::{ApiError, ApiRequest, ApiResponse, Kind, optional, required},
};

pub(super) fn list(account: &Account) -> ApiResponse {
    let keys: Vec<Value> = account
        .listed(API_KEYS)
        .map(|key| {
            json!({
                "name": key["name"],
                "created_at": key["created_at"],
                "is_management_key": key["is_management_key"],
            })
        })
        .collect();
    ApiResponse::json(200, json!({"api_keys": keys}))
}

/// Duplicate name, key limit and bad input share the status 400.
pub(super) fn create(account: &mut Account, request: &ApiRequest) -> Result<ApiResponse, ApiError> {
    let members =
        request.members(&[required("name", Kind::Text), optional("is_management_key", Kind::Flag)])?;
    let name = members["name"].as_str().unwrap_or_default();
    if name.trim().is_empty() {
        return Err(ApiError::invalid("name must not be empty"));
    }
    if account.store.find(API_KEYS, |key| key["name"] == name).is_some() {
        return Err(ApiError::invalid("An API key with this name already exists"));
    }
    let limit = account.settings.cortecs_key_limit;
    if limit > 0 && account.store.rows(API_KEYS).len() >= limit {
        return Err(ApiError::invalid("The maximum number of API keys is reached"));
    }
    let management = members.get("is_management_key").and_then(Value::as_bool).unwrap_or(false);
    let row = row(account, name, management);
    let shown = json!({"name": row["name"], "is_management_key": management, "api_key": row["api_key"]});
    account.insert(API_KEYS, row);
    Ok(ApiResponse::json(201, shown))
}

/// The body contains the name of the key to delete. The key in use is rejected.
pub(super) fn delete(
    account: &mut Account,
    request: &ApiRequest,
    caller: &Value,
) -> Result<ApiResponse, ApiError> {
    let members = request.members(&[required("name", Kind::Text)])?;
    if members["name"] == *caller {
        return Err(ApiError::invalid("The API key in use cannot be deleted"));
    }
    if account.store.take(API_KEYS, |key| key["name"] == members["name"]).is_empty() {
        return Err(ApiError::absent("API key"));
    }
    Ok(ApiResponse::json(200, json!({"success": true, "deleted": true})))
}

/// A new key with its secret.
pub(crate) fn row(account: &mut Account, name: &str, management: bool) -> Value {
    let prefix = if management { "cortecs_mgmt_" } else { "cortecs_" };
    json!({
        "name": name,
        "created_at": account.now_ms() / 1000,
        "is_management_key": management,
        "api_key": account.store.secret(prefix),
    })
}
