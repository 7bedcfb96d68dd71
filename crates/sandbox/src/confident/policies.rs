//! Policies: named sets of permissions. Deleting one detaches it from its roles without a word.
//!
//! Permission ids of the other scope are stored like the right ones; they just never match.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Answered, POLICIES, ROLES, Scope, catalog, check_name, distinct};
use crate::{
    call::{Call, Kind, Member, Refusal, optional, required},
    store::text,
    world::World,
};

const BODY: [Member; 3] = [
    required("name", Kind::Text),
    required("permissionIds", Kind::Texts),
    optional("description", Kind::TextOrNull),
];

pub(super) fn list(world: &World, scope: Scope<'_>) -> Value {
    let permissions = catalog::names(world);
    let owned = world.listed(POLICIES).filter(|row| scope.owns(row));
    let shown: Vec<Value> = owned.map(|row| view(row, &permissions)).collect();
    json!({"policies": shown})
}

pub(super) fn create(world: &mut World, call: &Call, scope: Scope<'_>) -> Answered {
    let members = call.members(&BODY)?;
    check(world, members, scope, None)?;
    let mut row = row(world, scope, &members["name"]);
    row["permissionIds"] = members["permissionIds"].clone();
    row["description"] = members.get("description").cloned().unwrap_or_default();
    let shown = view(&row, &catalog::names(world));
    world.insert(POLICIES, row);
    Ok(shown)
}

/// A description left out is kept, null clears it.
pub(super) fn update(world: &mut World, call: &Call, scope: Scope<'_>, id: &str) -> Answered {
    let members = call.members(&BODY)?;
    find(world, scope, id)?;
    check(world, members, scope, Some(id))?;
    let row =
        world.store.find_mut(POLICIES, |row| row["id"] == id).ok_or_else(|| Refusal::absent("Policy"))?;
    for (name, value) in members {
        row[name] = value.clone();
    }
    let row = row.clone();
    Ok(view(&row, &catalog::names(world)))
}

pub(super) fn delete(world: &mut World, scope: Scope<'_>, id: &str) -> Answered {
    find(world, scope, id)?;
    world.store.take(POLICIES, |row| row["id"] == id);
    after_removal(world, id);
    Ok(json!({"id": id}))
}

/// Detaches a policy that is gone from every role.
pub(crate) fn after_removal(world: &mut World, id: &str) {
    for role in world.store.rows_mut(ROLES) {
        if let Some(ids) = role["policyIds"].as_array_mut() {
            ids.retain(|policy| policy != id);
        }
    }
}

pub(super) fn find<'a>(world: &'a World, scope: Scope<'_>, id: &str) -> Result<&'a Value, Refusal> {
    let row = world.store.find(POLICIES, |row| scope.owns(row) && row["id"] == id);
    row.ok_or_else(|| Refusal::absent("Policy"))
}

/// The names of all policies by their ids.
pub(super) fn names(world: &World) -> BTreeMap<&str, &str> {
    world.store.rows(POLICIES).iter().map(|row| (text(row, "id"), text(row, "name"))).collect()
}

/// A new policy without permissions.
pub(crate) fn row(world: &mut World, scope: Scope<'_>, name: &Value) -> Value {
    json!({
        "id": world.store.uuid(),
        "project_id": scope.project_id(),
        "name": name,
        "description": null,
        "permissionIds": [],
    })
}

fn view(row: &Value, permissions: &BTreeMap<&str, &str>) -> Value {
    let ids = row["permissionIds"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let granted: Vec<Value> =
        ids.filter_map(|id| permissions.get(id).map(|name| json!({"id": id, "name": name}))).collect();
    json!({"id": row["id"], "name": row["name"], "description": row["description"], "permissions": granted})
}

fn check(
    world: &World,
    members: &Map<String, Value>,
    scope: Scope<'_>,
    id: Option<&str>,
) -> Result<(), Refusal> {
    check_name(&members["name"])?;
    let taken = |row: &Value| {
        scope.owns(row) && row["name"] == members["name"] && id.is_none_or(|id| row["id"] != id)
    };
    if world.store.find(POLICIES, taken).is_some() {
        return Err(Refusal::conflict("A policy with this name already exists"));
    }
    let known = catalog::names(world);
    match distinct("permissionIds", &members["permissionIds"])?
        .iter()
        .find(|id| !known.contains_key(id.as_str()))
    {
        Some(unknown) => Err(Refusal::invalid(format!("There is no permission {unknown:?}"))),
        None => Ok(()),
    }
}
