//! Cortecs' API keys: known by their name, never changed, the secret shown once.

use serde_json::{Value, json};

use super::API_KEYS;
use crate::{
    call::{Call, Kind, Refusal, Reply, optional, required},
    world::World,
};

pub(super) fn list(world: &World) -> Reply {
    let keys: Vec<Value> = world
        .listed(API_KEYS)
        .map(|key| {
            json!({
                "name": key["name"],
                "created_at": key["created_at"],
                "is_management_key": key["is_management_key"],
            })
        })
        .collect();
    Reply::json(200, json!({"api_keys": keys}))
}

/// Duplicate name, key limit and bad input share the status 400.
pub(super) fn create(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let members = call.members(&[required("name", Kind::Text), optional("is_management_key", Kind::Flag)])?;
    let name = members["name"].as_str().unwrap_or_default();
    if name.trim().is_empty() {
        return Err(Refusal::invalid("name must not be empty"));
    }
    if world.store.find(API_KEYS, |key| key["name"] == name).is_some() {
        return Err(Refusal::invalid("An API key with this name already exists"));
    }
    let limit = world.settings.cortecs_key_limit;
    if limit > 0 && world.store.rows(API_KEYS).len() >= limit {
        return Err(Refusal::invalid("The maximum number of API keys is reached"));
    }
    let management = members.get("is_management_key").and_then(Value::as_bool).unwrap_or(false);
    let row = row(world, name, management);
    let shown = json!({"name": row["name"], "is_management_key": management, "api_key": row["api_key"]});
    world.insert(API_KEYS, row);
    Ok(Reply::json(201, shown))
}

/// The name of the key to delete comes in the body. The key of the call itself is refused.
pub(super) fn delete(world: &mut World, call: &Call, caller: &Value) -> Result<Reply, Refusal> {
    let members = call.members(&[required("name", Kind::Text)])?;
    if members["name"] == *caller {
        return Err(Refusal::invalid("The API key in use cannot be deleted"));
    }
    if world.store.take(API_KEYS, |key| key["name"] == members["name"]).is_empty() {
        return Err(Refusal::absent("API key"));
    }
    Ok(Reply::json(200, json!({"success": true, "deleted": true})))
}

/// A new key with its secret.
pub(crate) fn row(world: &mut World, name: &str, management: bool) -> Value {
    let prefix = if management { "cortecs_mgmt_" } else { "cortecs_" };
    json!({
        "name": name,
        "created_at": world.now_ms() / 1000,
        "is_management_key": management,
        "api_key": world.store.secret(prefix),
    })
}
