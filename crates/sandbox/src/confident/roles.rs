//! Roles: built-in ones that nobody can touch, custom ones made of policies.
//!
//! A built-in role's row has `built_in`, the scope it is for, and belongs to no project.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{ApiResult, INVITATIONS, MEMBERS, ROLES, Scope, check_name, distinct, organization, policies};
use crate::{
    account::Account,
    request::{ApiError, ApiRequest, Kind, Member, optional, required},
    store::text,
};

const BODY: [Member; 3] = [
    required("name", Kind::Text),
    required("policyIds", Kind::Texts),
    optional("description", Kind::TextOrNull),
];

pub(super) fn list(account: &Account, scope: Scope<'_>) -> Value {
    let policies = policies::names(account);
    let usable = account.listed(ROLES).filter(|row| is_usable(row, scope));
    let shown: Vec<Value> = usable.map(|row| view(account, row, scope, &policies)).collect();
    json!({"roles": shown})
}

pub(super) fn create(account: &mut Account, request: &ApiRequest, scope: Scope<'_>) -> ApiResult {
    let members = request.members(&BODY)?;
    check(account, members, scope, None)?;
    let mut row = row(account, scope, &members["name"]);
    row["policyIds"] = members["policyIds"].clone();
    row["description"] = members.get("description").cloned().unwrap_or_default();
    let shown = view(account, &row, scope, &policies::names(account));
    account.insert(ROLES, row);
    Ok(shown)
}

/// A description left out is kept, null clears it.
pub(super) fn update(account: &mut Account, request: &ApiRequest, scope: Scope<'_>, id: &str) -> ApiResult {
    let members = request.members(&BODY)?;
    find_custom(account, scope, id)?;
    check(account, members, scope, Some(id))?;
    let row = account.store.find_mut(ROLES, |row| row["id"] == id).ok_or_else(|| ApiError::absent("Role"))?;
    for (name, value) in members {
        row[name] = value.clone();
    }
    let row = row.clone();
    Ok(view(account, &row, scope, &policies::names(account)))
}

pub(super) fn delete(account: &mut Account, scope: Scope<'_>, id: &str) -> ApiResult {
    find_custom(account, scope, id)?;
    if account.store.find(MEMBERS, |member| member["roleId"] == id).is_some() {
        return Err(ApiError::conflict("The role is held by a member"));
    }
    account.store.take(ROLES, |row| row["id"] == id);
    after_removal(account, id);
    Ok(json!({"id": id}))
}

/// Open invitations to a role that is gone fall back to the default role.
pub(crate) fn after_removal(account: &mut Account, id: &str) {
    for invitation in account.store.rows_mut(INVITATIONS) {
        if invitation["roleId"] == id {
            invitation["roleId"] = Value::Null;
        }
    }
}

/// The id of a built-in role, null when the store has none of that name.
pub(crate) fn built_in(account: &Account, scope: Scope<'_>, name: &str) -> Value {
    let row = account.store.find(ROLES, |row| row["built_in"] == scope.word() && row["name"] == name);
    row.map(|row| row["id"].clone()).unwrap_or_default()
}

/// The role of this name that can be given in this scope.
pub(super) fn find_name<'a>(account: &'a Account, scope: Scope<'_>, name: &str) -> Option<&'a Value> {
    account.store.find(ROLES, |row| row["name"] == name && is_usable(row, scope))
}

/// A role that can be given in this scope.
pub(super) fn find_usable<'a>(
    account: &'a Account,
    scope: Scope<'_>,
    id: &str,
) -> Result<&'a Value, ApiError> {
    let row = account.store.find(ROLES, |row| row["id"] == id && is_usable(row, scope));
    row.ok_or_else(|| ApiError::invalid(format!("There is no {} role {id:?}", scope.word())))
}

/// The names of the roles of a scope by their ids.
pub(super) fn names<'a>(account: &'a Account, scope: Scope<'_>) -> BTreeMap<&'a str, &'a str> {
    let usable = account.store.rows(ROLES).iter().filter(|row| is_usable(row, scope));
    usable.map(|row| (text(row, "id"), text(row, "name"))).collect()
}

/// A new custom role without policies.
pub(crate) fn row(account: &mut Account, scope: Scope<'_>, name: &Value) -> Value {
    json!({
        "id": account.store.uuid(),
        "project_id": scope.project_id(),
        "built_in": null,
        "name": name,
        "description": null,
        "policyIds": [],
    })
}

fn view(account: &Account, row: &Value, scope: Scope<'_>, policies: &BTreeMap<&str, &str>) -> Value {
    let owner = match scope {
        _ if row["built_in"].is_string() => Value::Null,
        Scope::Organization => organization::id(account),
        Scope::Project(id) => id.into(),
    };
    let ids = row["policyIds"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let attached: Vec<Value> =
        ids.filter_map(|id| policies.get(id).map(|name| json!({"id": id, "name": name}))).collect();
    let owner_member = format!("{}Id", scope.word());
    json!({
        "id": row["id"],
        "name": row["name"],
        "description": row["description"],
        "policies": attached,
        owner_member: owner,
    })
}

fn is_usable(row: &Value, scope: Scope<'_>) -> bool {
    match row["built_in"].as_str() {
        Some(word) => word == scope.word(),
        None => scope.owns(row),
    }
}

/// A built-in role answers as if it did not exist.
fn find_custom<'a>(account: &'a Account, scope: Scope<'_>, id: &str) -> Result<&'a Value, ApiError> {
    let wanted = |row: &Value| row["id"] == id && row["built_in"].is_null() && scope.owns(row);
    account.store.find(ROLES, wanted).ok_or_else(|| ApiError::absent("Role"))
}

fn check(
    account: &Account,
    members: &Map<String, Value>,
    scope: Scope<'_>,
    id: Option<&str>,
) -> Result<(), ApiError> {
    check_name(&members["name"])?;
    let name = members["name"].as_str().unwrap_or_default().to_lowercase();
    let taken = |row: &Value| {
        is_usable(row, scope)
            && id.is_none_or(|id| row["id"] != id)
            && text(row, "name").to_lowercase() == name
    };
    if account.store.find(ROLES, taken).is_some() {
        return Err(ApiError::conflict("A role with this name already exists"));
    }
    for policy in distinct("policyIds", &members["policyIds"])? {
        policies::find(account, scope, &policy)
            .map_err(|_| ApiError::invalid(format!("There is no {} policy {policy:?}", scope.word())))?;
    }
    Ok(())
}
