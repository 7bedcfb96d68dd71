//! Corti's log-in: e-mail and password for a bearer token.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::{ACCOUNTS, TOKENS};
use crate::{
    call::{Call, Kind, Member, Refusal, Reply, required},
    world::World,
};

const BODY: [Member; 2] = [required("email", Kind::Text), required("password", Kind::Text)];

pub(super) fn create(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let members = call.members(&BODY)?;
    check_account(world, members)?;
    let now = world.now_ms();
    world.store.take(TOKENS, |token| token["expires_ms"].as_i64() <= Some(now));
    let seconds = world.settings.token_seconds;
    let expires_ms = now.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000));
    let token = jwt(world, expires_ms);
    world.insert(TOKENS, json!({"token": token, "expires_ms": expires_ms}));
    Ok(Reply::json(200, json!({"accessToken": token, "tokenType": "bearer", "expiresIn": seconds})))
}

/// Whether a log-in names an account and its password.
pub(super) fn is_good(world: &World, call: &Call) -> bool {
    call.members(&BODY).and_then(|members| check_account(world, members)).is_ok()
}

fn check_account(world: &World, members: &Map<String, Value>) -> Result<(), Refusal> {
    let known = world.store.find(ACCOUNTS, |account| {
        account["email"] == members["email"] && account["password"] == members["password"]
    });
    known.map(|_| ()).ok_or_else(|| Refusal::new(401, "Invalid login credentials"))
}

/// A text in the shape of a JWT whose signature is the random part.
fn jwt(world: &mut World, expires_ms: i64) -> String {
    let encode = |part: &str| BASE64_URL_SAFE_NO_PAD.encode(part);
    let header = encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let payload = encode(&json!({"sub": "sandbox-admin", "exp": expires_ms / 1000}).to_string());
    world.store.secret(&format!("{header}.{payload}."))
}
