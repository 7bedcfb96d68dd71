//! Authorization of Confident AI's administration API: an organization key with its current or new secret.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::{API_KEYS, keys};
use crate::{
    account::{Account, parse_rfc3339},
    request::{ApiError, ApiRequest},
    store::text,
};

const HEADER: &str = "confident_api_key";

/// The organization key of the request.
pub(crate) fn authorize<'a>(account: &'a Account, request: &ApiRequest) -> Result<&'a Value, ApiError> {
    let sent = sent(request).ok_or_else(|| ApiError::new(401, "Missing CONFIDENT_API_KEY header"))?;
    let now = account.now_ms();
    let known = account.store.find(API_KEYS, |key| holds(key, sent, now));
    match known.ok_or_else(|| ApiError::new(401, "Invalid API key"))? {
        key if key["project_id"].is_null() => Ok(key),
        _ => Err(ApiError::new(403, "This endpoint needs an organization API key")),
    }
}

/// The response headers for a request with the previous secret during a grace period.
pub(super) fn warnings(key: &Value, request: &ApiRequest) -> Vec<(&'static str, String)> {
    let outgoing = sent(request).is_some_and(|sent| key["value"] == sent);
    let Some(rotates_ms) = parse_rfc3339(text(key, "rotatesAt")).filter(|_| outgoing) else {
        return Vec::new();
    };
    let sunset = SystemTime::UNIX_EPOCH + Duration::from_millis(rotates_ms.unsigned_abs());
    let warning = "This API key has been rotated; switch to the new value before the Sunset date".to_owned();
    vec![("sunset", httpdate::fmt_http_date(sunset)), ("x-api-key-warning", warning)]
}

/// Keeps the time of a key's last use.
pub(super) fn record_use(account: &mut Account, request: &ApiRequest) {
    let now = account.now();
    if let Some(key) = sent(request).and_then(|sent| keys::find_secret(account, sent)) {
        key["lastUsed"] = now.into();
    }
}

fn sent(request: &ApiRequest) -> Option<&str> {
    request.header(HEADER).map(str::trim).filter(|key| !key.is_empty())
}

fn holds(key: &Value, sent: &str, now: i64) -> bool {
    let current = key["value"] == sent && parse_rfc3339(text(key, "rotatesAt")).is_none_or(|at| now < at);
    (current || key["shadowValue"] == sent) && key["valid"] == true && !keys::is_expired(key, now)
}
