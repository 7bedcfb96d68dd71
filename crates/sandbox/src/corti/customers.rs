//! Corti's customers. The caller chooses their id, and a PATCH may change it.

use serde_json::{Value, json};

use super::{CUSTOMERS, USERS, page};
use crate::{
    call::{Call, Kind, Refusal, Reply, optional, required},
    store::text,
    world::World,
};

pub(super) fn list(world: &World, call: &Call, project: &str) -> Result<Reply, Refusal> {
    page(world, call, "customers", world.listed(CUSTOMERS).filter(|row| row["projectId"] == project))
}

pub(super) fn create(world: &mut World, call: &Call, project: &str) -> Result<Reply, Refusal> {
    let members = call.members(&[
        required("customerId", Kind::Text),
        required("displayName", Kind::Text),
        optional("tenantName", Kind::Text),
        optional("region", Kind::Text),
        optional("isNfr", Kind::Flag),
    ])?;
    let id = members["customerId"].as_str().unwrap_or_default();
    check_id(id)?;
    check_name(&members["displayName"])?;
    let tenant = members.get("tenantName").and_then(Value::as_str).unwrap_or("base");
    if tenant.is_empty() || tenant.chars().count() > 14 {
        return Err(Refusal::invalid("tenantName must have 1 to 14 characters"));
    }
    let region = members.get("region").and_then(Value::as_str).unwrap_or("eu");
    if !["eu", "us"].contains(&region) {
        return Err(Refusal::invalid("region must be eu or us"));
    }
    if find(world, project, id).is_ok() {
        return Err(Refusal::conflict("A customer with this customerId already exists"));
    }
    let mut row = row(world, project, id, &members["displayName"]);
    row["tenantName"] = tenant.into();
    row["region"] = region.into();
    row["isNfr"] = members.get("isNfr").cloned().unwrap_or(false.into());
    let shown = view(&row);
    world.insert(CUSTOMERS, row);
    Ok(Reply::json(201, shown))
}

pub(super) fn update(world: &mut World, call: &Call, project: &str, id: &str) -> Result<Reply, Refusal> {
    let members = call.members(&[
        optional("customerId", Kind::Text),
        optional("displayName", Kind::Text),
        optional("isNfr", Kind::Flag),
    ])?;
    find(world, project, id)?;
    members.get("displayName").map_or(Ok(()), check_name)?;
    let new_id = members.get("customerId").and_then(Value::as_str).unwrap_or(id);
    check_id(new_id)?;
    if new_id != id && find(world, project, new_id).is_ok() {
        return Err(Refusal::conflict("A customer with this customerId already exists"));
    }
    let wanted = |row: &Value| row["projectId"] == project && row["customerId"] == id;
    let Some(row) = world.store.find_mut(CUSTOMERS, wanted) else { return Err(Refusal::absent("Customer")) };
    for (name, value) in members {
        row[name] = value.clone();
    }
    let shown = view(row);
    move_users(world, project, id, new_id);
    Ok(Reply::json(200, shown))
}

pub(super) fn delete(world: &mut World, project: &str, id: &str) -> Result<Reply, Refusal> {
    find(world, project, id)?;
    if world.store.find(USERS, |user| user["projectId"] == project && user["customerId"] == id).is_some() {
        return Err(Refusal::conflict("The customer still has users"));
    }
    world.store.take(CUSTOMERS, |row| row["projectId"] == project && row["customerId"] == id);
    Ok(Reply::empty())
}

pub(crate) fn find<'a>(world: &'a World, project: &str, id: &str) -> Result<&'a Value, Refusal> {
    let found = world.store.find(CUSTOMERS, |row| row["projectId"] == project && row["customerId"] == id);
    found.ok_or_else(|| Refusal::absent("Customer"))
}

/// Keeps the users with a customer that got another id.
pub(crate) fn move_users(world: &mut World, project: &str, old_id: &str, new_id: &str) {
    if old_id == new_id {
        return;
    }
    for user in world.store.rows_mut(USERS) {
        if user["projectId"] == project && user["customerId"] == old_id {
            user["customerId"] = new_id.into();
        }
    }
}

/// A new customer with every default.
pub(crate) fn row(world: &World, project: &str, id: &str, name: &Value) -> Value {
    json!({
        "projectId": project,
        "customerId": id,
        "displayName": name,
        "tenantName": "base",
        "region": "eu",
        "isNfr": false,
        "createdAt": world.now(),
    })
}

pub(super) fn view(row: &Value) -> Value {
    json!({
        "customerId": row["customerId"],
        "displayName": row["displayName"],
        "tenantName": row["tenantName"],
        "region": row["region"],
        "isNfr": row["isNfr"],
        "createdAt": row["createdAt"],
    })
}

/// Whether a user belongs to this customer's identity realm.
pub(super) fn same_realm(customer: &Value, user: &Value) -> bool {
    text(customer, "region") == text(user, "region")
        && text(customer, "tenantName") == text(user, "tenantName")
}

fn check_id(id: &str) -> Result<(), Refusal> {
    if id.is_empty() || id.chars().count() > 64 || id == "." || id == ".." {
        return Err(Refusal::invalid("customerId must have 1 to 64 characters"));
    }
    Ok(())
}

fn check_name(name: &Value) -> Result<(), Refusal> {
    match name.as_str() {
        Some(name) if !name.trim().is_empty() => Ok(()),
        _ => Err(Refusal::invalid("displayName must not be empty")),
    }
}
