//! Confident AI's API keys: masked except on create, rotated in place.
//!
//! During a grace period the row's `value` is the previous secret and `shadowValue` the new one. After the grace
//! period, a list or the next rotation completes the rotation, but a GET does not.

use serde_json::{Value, json};

use super::{API_KEYS, ApiResult, Scope, check_name};
use crate::{
    account::{Account, parse_rfc3339, rfc3339},
    request::{ApiError, ApiRequest, Body, Kind, optional, required},
    store::text,
};

const DAY_MS: i64 = 24 * 3600 * 1000;
const HOUR_MS: i64 = 3600 * 1000;
/// The API's limit is unknown. This one keeps every instant a valid date.
const LONGEST_DAYS: i64 = 36_500;

pub(super) fn list(account: &mut Account, scope: Scope<'_>) -> Value {
    let now = account.now_ms();
    for key in account.store.rows_mut(API_KEYS).iter_mut().filter(|key| scope.owns(key)) {
        complete_rotation(key, now);
    }
    let mut rows: Vec<&Value> = account.listed(API_KEYS).filter(|key| scope.owns(key)).collect();
    rows.sort_by_key(|key| std::cmp::Reverse(key["id"].as_i64()));
    let shown: Vec<Value> = rows.into_iter().map(masked).collect();
    json!({"apiKeys": shown})
}

pub(super) fn create(account: &mut Account, request: &ApiRequest, scope: Scope<'_>) -> ApiResult {
    let members =
        request.members(&[required("name", Kind::Text), optional("expiresInDays", Kind::Integer)])?;
    check_name(&members["name"])?;
    let expires_at = members.get("expiresInDays").map(|days| expiry(account, days)).transpose()?;
    let key = row(account, scope, &members["name"], expires_at.as_deref());
    let shown = with_secret(&key);
    account.insert(API_KEYS, key);
    Ok(shown)
}

pub(super) fn get(account: &Account, scope: Scope<'_>, id: &str) -> ApiResult {
    let key = account.store.find(API_KEYS, |key| is_at(key, scope, id));
    key.map(masked).ok_or_else(|| ApiError::absent("API key"))
}

pub(super) fn update(account: &mut Account, request: &ApiRequest, scope: Scope<'_>, id: &str) -> ApiResult {
    let members = request.members(&[required("valid", Kind::Flag)])?;
    let key = find_mut(account, scope, id)?;
    key["valid"] = members["valid"].clone();
    Ok(masked(key))
}

pub(super) fn delete(account: &mut Account, scope: Scope<'_>, id: &str) -> ApiResult {
    let taken = account.store.take(API_KEYS, |key| is_at(key, scope, id));
    let key = taken.first().ok_or_else(|| ApiError::absent("API key"))?;
    Ok(json!({"id": key["id"]}))
}

pub(super) fn rotate(account: &mut Account, request: &ApiRequest, scope: Scope<'_>, id: &str) -> ApiResult {
    let no_members = serde_json::Map::new();
    let members = match request.body {
        Body::Empty => &no_members,
        _ => request.members(&[
            optional("gracePeriodInHours", Kind::Integer),
            optional("expiresInDays", Kind::IntegerOrNull),
        ])?,
    };
    let grace_hours = members.get("gracePeriodInHours").and_then(Value::as_i64).unwrap_or(0);
    if !(0..=LONGEST_DAYS * 24).contains(&grace_hours) {
        return Err(ApiError::invalid("gracePeriodInHours is out of range"));
    }
    let new_expiry = match members.get("expiresInDays") {
        None => None,
        Some(Value::Null) => Some(Value::Null),
        Some(days) => Some(expiry(account, days)?.into()),
    };
    let now = account.now_ms();
    let key = find_mut(account, scope, id)?;
    if is_expired(key, now) && (new_expiry.is_none() || grace_hours > 0) {
        return Err(ApiError::invalid("An expired key needs expiresInDays and takes no grace period"));
    }
    let prefix = prefix(scope);
    let secret = account.store.secret(prefix);
    let key = find_mut(account, scope, id)?;
    if let Some(expires_at) = new_expiry {
        key["expiresAt"] = expires_at;
    }
    promote(key);
    if grace_hours == 0 {
        key["value"] = secret.into();
        return Ok(with_secret(key));
    }
    let grace_end = now + grace_hours * HOUR_MS;
    let rotates_ms =
        parse_rfc3339(text(key, "expiresAt")).map_or(grace_end, |expires| grace_end.min(expires));
    key["shadowValue"] = secret.into();
    key["rotatesAt"] = rfc3339(rotates_ms).into();
    let mut shown = masked(key);
    shown["shadowValue"] = key["shadowValue"].clone();
    Ok(shown)
}

/// Replaces a key's secret, as another user would in the dashboard. Returns false if there is no such key.
pub(crate) fn rotate_out_of_band(account: &mut Account, id: i64) -> bool {
    let wanted = |key: &Value| key["id"] == id;
    let Some(project_id) = account.store.find(API_KEYS, wanted).map(|key| key["project_id"].clone()) else {
        return false;
    };
    let scope = project_id.as_str().map_or(Scope::Organization, Scope::Project);
    let secret = account.store.secret(prefix(scope));
    if let Some(key) = account.store.find_mut(API_KEYS, wanted) {
        promote(key);
        key["value"] = secret.into();
    }
    true
}

/// The key with this current or new secret.
pub(super) fn find_secret<'a>(account: &'a mut Account, secret: &str) -> Option<&'a mut Value> {
    account.store.find_mut(API_KEYS, |key| key["value"] == secret || key["shadowValue"] == secret)
}

/// A new key with its secret. Without `expires_at` it never expires.
pub(crate) fn row(account: &mut Account, scope: Scope<'_>, name: &Value, expires_at: Option<&str>) -> Value {
    json!({
        "id": account.store.number(),
        "project_id": scope.project_id(),
        "name": name,
        "valid": true,
        "created_at": account.now(),
        "expiresAt": expires_at,
        "value": account.store.secret(prefix(scope)),
        "shadowValue": null,
        "rotatesAt": null,
        "lastUsed": null,
    })
}

/// The key as it is returned once, with its new secret.
pub(super) fn with_secret(key: &Value) -> Value {
    let mut shown = masked(key);
    shown["value"] = key["value"].clone();
    shown
}

pub(super) fn is_expired(key: &Value, now: i64) -> bool {
    parse_rfc3339(text(key, "expiresAt")).is_some_and(|expires| expires <= now)
}

/// The key as it is returned otherwise: fifteen asterisks and the last six characters of each secret.
fn masked(key: &Value) -> Value {
    json!({
        "id": key["id"],
        "name": key["name"],
        "valid": key["valid"],
        "created_at": key["created_at"],
        "expiresAt": key["expiresAt"],
        "value": mask(&key["value"]),
        "shadowValue": mask(&key["shadowValue"]),
        "rotatesAt": key["rotatesAt"],
        "lastUsed": key["lastUsed"],
    })
}

fn mask(secret: &Value) -> Value {
    let Some(secret) = secret.as_str() else { return Value::Null };
    let hidden = secret.chars().count().saturating_sub(6);
    let suffix: String = secret.chars().skip(hidden).collect();
    format!("***************{suffix}").into()
}

/// Completes a rotation whose grace period is over.
fn complete_rotation(key: &mut Value, now: i64) {
    if parse_rfc3339(text(key, "rotatesAt")).is_some_and(|rotates| rotates <= now) {
        promote(key);
    }
}

/// Makes a pending secret the current one.
fn promote(key: &mut Value) {
    if key["shadowValue"].is_string() {
        key["value"] = key["shadowValue"].take();
    }
    key["rotatesAt"] = Value::Null;
}

fn expiry(account: &Account, days: &Value) -> Result<String, ApiError> {
    match days.as_i64() {
        Some(days @ 1..=LONGEST_DAYS) => Ok(rfc3339(account.now_ms() + days * DAY_MS)),
        _ => Err(ApiError::invalid("expiresInDays must be at least 1")),
    }
}

fn find_mut<'a>(account: &'a mut Account, scope: Scope<'_>, id: &str) -> Result<&'a mut Value, ApiError> {
    account.store.find_mut(API_KEYS, |key| is_at(key, scope, id)).ok_or_else(|| ApiError::absent("API key"))
}

fn is_at(key: &Value, scope: Scope<'_>, id: &str) -> bool {
    scope.owns(key) && id.parse::<i64>().is_ok_and(|id| key["id"] == id)
}

fn prefix(scope: Scope<'_>) -> &'static str {
    match scope {
        Scope::Organization => "confident_us_org_",
        Scope::Project(_) => "confident_us_proj_",
    }
}
