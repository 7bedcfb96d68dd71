//! Cortecs' project settings, a singleton.
//!
//! A PUT must contain the `created_at` and `updated_at` of the stored settings and replaces all of `inference_config`:
//! omitted fields are removed. `allowed_providers` is returned sorted, because its order has no meaning.

use serde_json::{Map, Value, json};

use super::SETTINGS;
use crate::{
    account::{Account, parse_rfc3339, rfc3339},
    request::{ApiError, ApiRequest, ApiResponse, Kind, closed, optional, required},
    store::text,
};

pub(super) fn get(account: &Account) -> Result<ApiResponse, ApiError> {
    let row =
        account.store.rows(SETTINGS).first().ok_or_else(|| ApiError::absent("Project configuration"))?;
    let shown = json!({
        "_id": row["_id"],
        "project_id": row["project_id"],
        "inference_config": row["inference_config"],
        "allow_overwrite": row["allow_overwrite"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    });
    Ok(ApiResponse::json(200, shown))
}

pub(super) fn put(account: &mut Account, request: &ApiRequest) -> Result<ApiResponse, ApiError> {
    let members = request.members(&[
        required("inference_config", Kind::Object),
        required("created_at", Kind::Text),
        required("updated_at", Kind::Text),
        optional("allow_overwrite", Kind::FlagOrNull),
    ])?;
    let config = members["inference_config"]
        .as_object()
        .ok_or_else(|| ApiError::invalid("inference_config has the wrong type"))?;
    let config = checked(config)?;
    let now = account.now_ms();
    let row = account.store.rows_mut(SETTINGS).first_mut();
    let row = row.ok_or_else(|| ApiError::absent("Project configuration"))?;
    if ["created_at", "updated_at"].iter().any(|name| !same_instant(&members[*name], &row[*name])) {
        return Err(ApiError::invalid("created_at and updated_at do not match the stored configuration"));
    }
    row["inference_config"] = config;
    if let Some(Value::Bool(allow)) = members.get("allow_overwrite") {
        row["allow_overwrite"] = (*allow).into();
    }
    let previous = parse_rfc3339(text(row, "updated_at")).unwrap_or_default();
    row["updated_at"] = rfc3339(now.max(previous + 1)).into();
    Ok(ApiResponse::json(200, json!({"success": true})))
}

fn checked(config: &Map<String, Value>) -> Result<Value, ApiError> {
    closed(
        config,
        &[
            optional("allowed_providers", Kind::Texts),
            optional("eu_native", Kind::Flag),
            optional("allow_quantization", Kind::Flag),
            optional("allow_zero_data_retention", Kind::Flag),
            optional("enable_model_fallback", Kind::Flag),
            optional("preference", Kind::TextOrNull),
            optional("max_tokens", Kind::IntegerOrNull),
        ],
    )?;
    if let Some(preference) = config.get("preference").and_then(Value::as_str)
        && !["speed", "cost", "balanced"].contains(&preference)
    {
        return Err(ApiError::invalid("preference must be speed, cost, balanced or null"));
    }
    if config.get("max_tokens").and_then(Value::as_i64).is_some_and(|tokens| tokens < 1) {
        return Err(ApiError::invalid("max_tokens must be positive"));
    }
    let mut config = config.clone();
    if let Some(providers) = config.get_mut("allowed_providers").and_then(Value::as_array_mut) {
        if providers.iter().any(|provider| provider.as_str().is_none_or(|name| name.trim().is_empty())) {
            return Err(ApiError::invalid("Registry validation failed: unknown provider"));
        }
        providers.sort_by(|left, right| left.as_str().cmp(&right.as_str()));
        providers.dedup();
    }
    Ok(config.into())
}

fn same_instant(sent: &Value, stored: &Value) -> bool {
    let instant = |value: &Value| value.as_str().and_then(parse_rfc3339);
    instant(sent).is_some() && instant(sent) == instant(stored)
}
