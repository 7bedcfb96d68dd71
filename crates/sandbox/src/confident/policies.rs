//! Policies: named sets of permissions. Deleting one detaches it from its roles without a word.
//!
//! Permission ids of the other scope are stored like the right ones; they just never match.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{ApiResult, POLICIES, ROLES, Scope, catalog, check_name, distinct};
use crate::{
    account::Account,
    request::{ApiError, ApiRequest, Kind, Member, optional, required},
    store::text,
};

const BODY: [Member; 3] = [
    required("name", Kind::Text),
    required("permissionIds", Kind::Texts),
    optional("description", Kind::TextOrNull),
];

pub(super) fn list(account: &Account, scope: Scope<'_>) -> Value {
    let permissions = catalog::names(account);
    let owned = account.listed(POLICIES).filter(|row| scope.owns(row));
    let shown: Vec<Value> = owned.map(|row| view(row, &permissions)).collect();
    json!({"policies": shown})
}

pub(super) fn create(account: &mut Account, request: &ApiRequest, scope: Scope<'_>) -> ApiResult {
    let members = request.members(&BODY)?;
    check(account, members, scope, None)?;
    let mut row = row(account, scope, &members["name"]);
    row["permissionIds"] = members["permissionIds"].clone();
    row["description"] = members.get("description").cloned().unwrap_or_default();
    let shown = view(&row, &catalog::names(account));
    account.insert(POLICIES, row);
    Ok(shown)
}

/// A description left out is kept, null clears it.
pub(super) fn update(account: &mut Account, request: &ApiRequest, scope: Scope<'_>, id: &str) -> ApiResult {
    let members = request.members(&BODY)?;
    find(account, scope, id)?;
    check(account, members, scope, Some(id))?;
    let row =
        account.store.find_mut(POLICIES, |row| row["id"] == id).ok_or_else(|| ApiError::absent("Policy"))?;
    for (name, value) in members {
        row[name] = value.clone();
    }
    let row = row.clone();
    Ok(view(&row, &catalog::names(account)))
}

pub(super) fn delete(account: &mut Account, scope: Scope<'_>, id: &str) -> ApiResult {
    find(account, scope, id)?;
    account.store.take(POLICIES, |row| row["id"] == id);
    after_removal(account, id);
    Ok(json!({"id": id}))
}

/// Detaches a policy that is gone from every role.
pub(crate) fn after_removal(account: &mut Account, id: &str) {
    for role in account.store.rows_mut(ROLES) {
        if let Some(ids) = role["policyIds"].as_array_mut() {
            ids.retain(|policy| policy != id);
        }
    }
}

pub(super) fn find<'a>(account: &'a Account, scope: Scope<'_>, id: &str) -> Result<&'a Value, ApiError> {
    let row = account.store.find(POLICIES, |row| scope.owns(row) && row["id"] == id);
    row.ok_or_else(|| ApiError::absent("Policy"))
}

/// The names of all policies by their ids.
pub(super) fn names(account: &Account) -> BTreeMap<&str, &str> {
    account.store.rows(POLICIES).iter().map(|row| (text(row, "id"), text(row, "name"))).collect()
}

/// A new policy without permissions.
pub(crate) fn row(account: &mut Account, scope: Scope<'_>, name: &Value) -> Value {
    json!({
        "id": account.store.uuid(),
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
    account: &Account,
    members: &Map<String, Value>,
    scope: Scope<'_>,
    id: Option<&str>,
) -> Result<(), ApiError> {
    check_name(&members["name"])?;
    let taken = |row: &Value| {
        scope.owns(row) && row["name"] == members["name"] && id.is_none_or(|id| row["id"] != id)
    };
    if account.store.find(POLICIES, taken).is_some() {
        return Err(ApiError::conflict("A policy with this name already exists"));
    }
    let known = catalog::names(account);
    match distinct("permissionIds", &members["permissionIds"])?
        .iter()
        .find(|id| !known.contains_key(id.as_str()))
    {
        Some(unknown) => Err(ApiError::invalid(format!("There is no permission {unknown:?}"))),
        None => Ok(()),
    }
}
