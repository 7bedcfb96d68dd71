//! Members of the organization and of projects. Members cannot be added, only invited.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{ApiResult, INVITATIONS, MEMBERS, PEOPLE, Scope, projects, roles};
use crate::{
    account::Account,
    request::{ApiError, ApiRequest, Kind, required},
    store::text,
};

const LARGEST_PAGE: usize = 100;

/// Pages start at 1. A page size above the cap is reduced to the cap.
pub(super) fn list(account: &Account, request: &ApiRequest, scope: Scope<'_>) -> ApiResult {
    let page = request.positive("page", 1)?;
    let size = request.positive("pageSize", 25)?.min(LARGEST_PAGE);
    let rows: Vec<&Value> = account.listed(MEMBERS).filter(|row| scope.owns(row)).collect();
    let names = roles::names(account, scope);
    let start = (page - 1).saturating_mul(size);
    let shown: Vec<Value> = rows.iter().skip(start).take(size).map(|row| view(row, scope, &names)).collect();
    let total = match scope {
        Scope::Organization => "totalOrganizationMembers",
        Scope::Project(_) => "totalProjectMembers",
    };
    Ok(json!({"members": shown, total: rows.len(), "page": page, "pageSize": size}))
}

pub(super) fn update(account: &mut Account, request: &ApiRequest, scope: Scope<'_>, id: &str) -> ApiResult {
    let members = request.members(&[required("roleId", Kind::Text)])?;
    let member = find(account, scope, id)?;
    let owner = roles::built_in(account, scope, "Owner");
    let wanted = &members["roleId"];
    roles::find_usable(account, scope, text_of(wanted))?;
    if member["roleId"] == owner && *wanted != owner {
        return Err(ApiError::invalid("The Owner's role cannot be changed; make somebody else the Owner"));
    }
    if *wanted == owner {
        demote_owner(account, scope, &owner);
    }
    let row = account.store.find_mut(MEMBERS, |row| scope.owns(row) && row["id"] == id);
    let row = row.ok_or_else(|| ApiError::absent("Member"))?;
    row["roleId"] = wanted.clone();
    let row = row.clone();
    Ok(view(&row, scope, &roles::names(account, scope)))
}

pub(super) fn delete(account: &mut Account, scope: Scope<'_>, id: &str) -> ApiResult {
    let member = find(account, scope, id)?;
    if member["roleId"] == roles::built_in(account, scope, "Owner") {
        return Err(ApiError::invalid("The Owner cannot be removed"));
    }
    let member = member.clone();
    account.store.take(MEMBERS, |row| scope.owns(row) && row["id"] == id);
    after_removal(account, &member);
    Ok(json!({"id": id}))
}

/// Removes what belongs to a removed member: open invitations of the scope and, for the organization, all projects.
pub(crate) fn after_removal(account: &mut Account, member: &Value) {
    let everywhere = member["project_id"].is_null();
    if everywhere {
        account.store.take(MEMBERS, |row| row["id"] == member["id"]);
    }
    account.store.take(INVITATIONS, |row| {
        row["email"] == member["email"]
            && row["status"] != "ACCEPTED"
            && (everywhere || row["project_id"] == member["project_id"])
    });
}

/// Adds a person with a role.
pub(crate) fn insert(account: &mut Account, scope: Scope<'_>, person: &Value, role: &Value) {
    let row = json!({
        "project_id": scope.project_id(),
        "id": person["id"],
        "email": person["email"],
        "name": person["name"],
        "image": person["image"],
        "roleId": role,
    });
    account.insert(MEMBERS, row);
}

/// Assigns a role by name, and adds the person as a member if necessary. Returns false if there is no such role or
/// scope.
pub(crate) fn set_role(account: &mut Account, scope: Scope<'_>, email: &str, role: &str) -> bool {
    let Some(role) = roles::find_name(account, scope, role).map(|role| role["id"].clone()) else {
        return false;
    };
    if let Scope::Project(id) = scope
        && projects::find(account, id).is_err()
    {
        return false;
    }
    let person = person(account, email);
    if find_email(account, Scope::Organization, email).is_none() {
        let member = roles::built_in(account, Scope::Organization, "Member");
        insert(account, Scope::Organization, &person, &member);
    }
    if find_email(account, scope, email).is_none() {
        insert(account, scope, &person, &Value::Null);
    }
    let owner = roles::built_in(account, scope, "Owner");
    if role == owner {
        demote_owner(account, scope, &owner);
    }
    if let Some(row) = account.store.find_mut(MEMBERS, |row| scope.owns(row) && row["email"] == email) {
        row["roleId"] = role;
    }
    true
}

/// The person with this email address, created if there is none.
pub(crate) fn person(account: &mut Account, email: &str) -> Value {
    if let Some(person) = account.store.find(PEOPLE, |person| person["email"] == email) {
        return person.clone();
    }
    new_person(account, email)
}

/// A new person.
pub(crate) fn new_person(account: &mut Account, email: &str) -> Value {
    let name = email.split('@').next().unwrap_or_default();
    let person = json!({"id": account.store.cuid(), "email": email, "name": name, "image": null});
    account.insert(PEOPLE, person.clone());
    person
}

pub(crate) fn find_email<'a>(account: &'a Account, scope: Scope<'_>, email: &str) -> Option<&'a Value> {
    account.store.find(MEMBERS, |row| scope.owns(row) && row["email"] == email)
}

fn find<'a>(account: &'a Account, scope: Scope<'_>, id: &str) -> Result<&'a Value, ApiError> {
    let row = account.store.find(MEMBERS, |row| scope.owns(row) && row["id"] == id);
    row.ok_or_else(|| ApiError::absent("Member"))
}

fn demote_owner(account: &mut Account, scope: Scope<'_>, owner: &Value) {
    let second = roles::built_in(account, scope, scope.second_role());
    for row in account.store.rows_mut(MEMBERS) {
        if scope.owns(row) && row["roleId"] == *owner {
            row["roleId"] = second.clone();
        }
    }
}

/// The role is null if the member's role was deleted.
fn view(row: &Value, scope: Scope<'_>, names: &BTreeMap<&str, &str>) -> Value {
    let id = text(row, "roleId");
    let role = names.get(id).map(|name| json!({"id": id, "name": name}));
    let role_member = format!("{}Role", scope.word());
    json!({"id": row["id"], "email": row["email"], "name": row["name"], "image": row["image"], role_member: role})
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
