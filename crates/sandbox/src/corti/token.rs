//! Corti's sign-in: returns a bearer token for an email address and a password.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::{ACCOUNTS, TOKENS};
use crate::{
    account::Account,
    request::{ApiError, ApiRequest, ApiResponse, Kind, Member, required},
};

const BODY: [Member; 2] = [required("email", Kind::Text), required("password", Kind::Text)];

pub(super) fn create(account: &mut Account, request: &ApiRequest) -> Result<ApiResponse, ApiError> {
    let members = request.members(&BODY)?;
    check_account(account, members)?;
    let now = account.now_ms();
    account.store.take(TOKENS, |token| token["expires_ms"].as_i64() <= Some(now));
    let seconds = account.settings.token_seconds;
    let expires_ms = now.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000));
    let token = jwt(account, expires_ms);
    account.insert(TOKENS, json!({"token": token, "expires_ms": expires_ms}));
    Ok(ApiResponse::json(200, json!({"accessToken": token, "tokenType": "bearer", "expiresIn": seconds})))
}

/// Whether a sign-in has the email address and the password of an account.
pub(super) fn is_good(account: &Account, request: &ApiRequest) -> bool {
    request.members(&BODY).and_then(|members| check_account(account, members)).is_ok()
}

fn check_account(account: &Account, members: &Map<String, Value>) -> Result<(), ApiError> {
    let known = account.store.find(ACCOUNTS, |account| {
        account["email"] == members["email"] && account["password"] == members["password"]
    });
    known.map(|_| ()).ok_or_else(|| ApiError::new(401, "Invalid login credentials"))
}

/// A string in JWT format with a random signature.
fn jwt(account: &mut Account, expires_ms: i64) -> String {
    let encode = |part: &str| BASE64_URL_SAFE_NO_PAD.encode(part);
    let header = encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let payload = encode(&json!({"sub": "sandbox-admin", "exp": expires_ms / 1000}).to_string());
    account.store.secret(&format!("{header}.{payload}."))
}
