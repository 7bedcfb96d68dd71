//! Cortecs' management API: which request goes to which handler, who may call, and the shape of its refusals.

pub(crate) mod keys;
mod settings;

use serde_json::{Value, json};

use crate::{
    call::{Call, Refusal, Reply},
    store::{Product, Table},
    world::World,
};

pub(crate) const API_KEYS: Table = Table(Product::Cortecs, "api_keys");
pub(crate) const SETTINGS: Table = Table(Product::Cortecs, "settings");
pub(crate) const BALANCE: Table = Table(Product::Cortecs, "balance");

/// Answers one request.
pub(crate) fn answer(world: &mut World, call: &Call) -> Reply {
    match authorize(world, call) {
        Ok(caller) => {
            let caller = caller["name"].clone();
            answer_admitted(world, call, &caller)
        }
        Err(refusal) => refused(&refusal),
    }
}

/// The same for a request whose credentials are not looked at, made with the key of this name.
pub(crate) fn answer_admitted(world: &mut World, call: &Call, caller: &Value) -> Reply {
    route(world, call, caller).unwrap_or_else(|refusal| refused(&refusal))
}

/// A refusal in this product's error body.
pub(crate) fn refused(refusal: &Refusal) -> Reply {
    Reply::json(refusal.status, json!({"error": refusal.message}))
}

/// The management key the request was made with.
pub(crate) fn authorize<'a>(world: &'a World, call: &Call) -> Result<&'a Value, Refusal> {
    let sent = call.bearer().ok_or_else(|| Refusal::new(401, "Missing API key"))?;
    let key = world.store.find(API_KEYS, |key| key["api_key"] == sent);
    match key.ok_or_else(|| Refusal::new(401, "Invalid API key"))? {
        key if key["is_management_key"] == true => Ok(key),
        _ => Err(Refusal::new(403, "This API key is not a management key")),
    }
}

fn route(world: &mut World, call: &Call, caller: &Value) -> Result<Reply, Refusal> {
    match (call.method.as_str(), call.parts().as_slice()) {
        ("GET", ["manage", "api-keys"]) => Ok(keys::list(world)),
        ("POST", ["manage", "api-keys"]) => keys::create(world, call),
        ("DELETE", ["manage", "api-keys"]) => keys::delete(world, call, caller),
        ("GET", ["manage", "project-configs"]) => settings::get(world),
        ("PUT", ["manage", "project-configs"]) => settings::put(world, call),
        ("GET", ["manage", "users", "balance"]) => balance(world),
        _ => Err(Refusal::absent("Path")),
    }
}

fn balance(world: &World) -> Result<Reply, Refusal> {
    let row = world.store.rows(BALANCE).first().ok_or_else(|| Refusal::new(500, "No balance"))?;
    let shown = json!({"current_balance": row["current_balance"], "currency": row["currency"]});
    Ok(Reply::json(200, shown))
}
