//! Roles: read-only built-in ones, and custom ones with policies.
//!
//! A built-in role's row has `built_in`, the scope it is for, and belongs to no project.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{INVITATIONS, MEMBERS, ROLES, Scope, organization, policies, sets::Sets};
use crate::{account::Account, request::ApiError, store::text};

pub(crate) const SETS: Sets = Sets {
    table: ROLES,
    noun: "Role",
    plural: "roles",
    ids: "policyIds",
    elements: "policies",
    names: policies::names,
    is_element: |account, scope, id| policies::SETS.find(account, scope, id).is_ok(),
    is_shown: is_usable,
    same_name: |a, b| a.to_lowercase() == b.to_lowercase(),
    extend: |account, row, scope, shown| {
        shown[format!("{}Id", scope.word())] = match scope {
            _ if row["built_in"].is_string() => Value::Null,
            Scope::Organization => organization::id(account),
            Scope::Project(id) => id.into(),
        };
    },
    refuse_delete: |account, id| match account.store.find(MEMBERS, |member| member["roleId"] == id) {
        Some(_) => Err(ApiError::conflict("The role is held by a member")),
        None => Ok(()),
    },
    after_removal,
};

/// Open invitations with a deleted role get the default role.
pub(crate) fn after_removal(account: &mut Account, id: &str) {
    for invitation in account.store.rows_mut(INVITATIONS) {
        if invitation["roleId"] == id {
            invitation["roleId"] = Value::Null;
        }
    }
}

/// The ID of a built-in role; null if the store has none with that name.
pub(crate) fn built_in(account: &Account, scope: Scope<'_>, name: &str) -> Value {
    let row = account.store.find(ROLES, |row| row["built_in"] == scope.word() && row["name"] == name);
    row.map(|row| row["id"].clone()).unwrap_or_default()
}

/// The role with this name that can be assigned in this scope.
pub(super) fn find_name<'a>(account: &'a Account, scope: Scope<'_>, name: &str) -> Option<&'a Value> {
    account.store.find(ROLES, |row| row["name"] == name && is_usable(row, scope))
}

/// A role that can be assigned in this scope.
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

fn is_usable(row: &Value, scope: Scope<'_>) -> bool {
    match row["built_in"].as_str() {
        Some(word) => word == scope.word(),
        None => scope.owns(row),
    }
}
