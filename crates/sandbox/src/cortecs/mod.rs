//! Cortecs' management API: routes, authorization and error bodies.

pub(crate) mod keys;
mod settings;

use serde_json::{Value, json};

use crate::{
    account::Account,
    request::{ApiError, ApiRequest, ApiResponse},
    store::{Product, Table},
};

pub(crate) const API_KEYS: Table = Table(Product::Cortecs, "api_keys");
pub(crate) const SETTINGS: Table = Table(Product::Cortecs, "settings");
pub(crate) const BALANCE: Table = Table(Product::Cortecs, "balance");

/// Handles one request.
pub(crate) fn answer(account: &mut Account, request: &ApiRequest) -> ApiResponse {
    match authorize(account, request) {
        Ok(caller) => {
            let caller = caller["name"].clone();
            answer_authorized(account, request, &caller)
        }
        Err(error) => error_response(&error),
    }
}

/// The same without checking credentials, as if sent with the key of this name.
pub(crate) fn answer_authorized(account: &mut Account, request: &ApiRequest, caller: &Value) -> ApiResponse {
    route(account, request, caller).unwrap_or_else(|error| error_response(&error))
}

/// The error body of this product.
pub(crate) fn error_response(error: &ApiError) -> ApiResponse {
    ApiResponse::json(error.status, json!({"error": error.message}))
}

/// The management key of the request.
pub(crate) fn authorize<'a>(account: &'a Account, request: &ApiRequest) -> Result<&'a Value, ApiError> {
    let sent = request.bearer().ok_or_else(|| ApiError::new(401, "Missing API key"))?;
    let key = account.store.find(API_KEYS, |key| key["api_key"] == sent);
    match key.ok_or_else(|| ApiError::new(401, "Invalid API key"))? {
        key if key["is_management_key"] == true => Ok(key),
        _ => Err(ApiError::new(403, "This API key is not a management key")),
    }
}

fn route(account: &mut Account, request: &ApiRequest, caller: &Value) -> Result<ApiResponse, ApiError> {
    match (request.method.as_str(), request.parts().as_slice()) {
        ("GET", ["manage", "api-keys"]) => Ok(keys::list(account)),
        ("POST", ["manage", "api-keys"]) => keys::create(account, request),
        ("DELETE", ["manage", "api-keys"]) => keys::delete(account, request, caller),
        ("GET", ["manage", "project-configs"]) => settings::get(account),
        ("PUT", ["manage", "project-configs"]) => settings::put(account, request),
        ("GET", ["manage", "users", "balance"]) => balance(account),
        _ => Err(ApiError::absent("Path")),
    }
}

fn balance(account: &Account) -> Result<ApiResponse, ApiError> {
    let row = account.store.rows(BALANCE).first().ok_or_else(|| ApiError::new(500, "No balance"))?;
    let shown = json!({"current_balance": row["current_balance"], "currency": row["currency"]});
    Ok(ApiResponse::json(200, shown))
}
