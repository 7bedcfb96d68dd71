//! Members of the organization and of projects. Nobody can be added here: that takes an accepted invitation.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Answered, INVITATIONS, MEMBERS, PEOPLE, Scope, projects, roles};
use crate::{
    call::{Call, Kind, Refusal, required},
    store::text,
    world::World,
};

const LARGEST_PAGE: usize = 100;

/// Pages from 1; a larger page size than the cap is answered with the cap.
pub(super) fn list(world: &World, call: &Call, scope: Scope<'_>) -> Answered {
    let page = call.positive("page", 1)?;
    let size = call.positive("pageSize", 25)?.min(LARGEST_PAGE);
    let rows: Vec<&Value> = world.listed(MEMBERS).filter(|row| scope.owns(row)).collect();
    let names = roles::names(world, scope);
    let start = (page - 1).saturating_mul(size);
    let shown: Vec<Value> = rows.iter().skip(start).take(size).map(|row| view(row, scope, &names)).collect();
    let total = match scope {
        Scope::Organization => "totalOrganizationMembers",
        Scope::Project(_) => "totalProjectMembers",
    };
    Ok(json!({"members": shown, total: rows.len(), "page": page, "pageSize": size}))
}

pub(super) fn update(world: &mut World, call: &Call, scope: Scope<'_>, id: &str) -> Answered {
    let members = call.members(&[required("roleId", Kind::Text)])?;
    let member = find(world, scope, id)?;
    let owner = roles::built_in(world, scope, "Owner");
    let wanted = &members["roleId"];
    roles::find_usable(world, scope, text_of(wanted))?;
    if member["roleId"] == owner && *wanted != owner {
        return Err(Refusal::invalid("The Owner's role cannot be changed; make somebody else the Owner"));
    }
    if *wanted == owner {
        demote_owner(world, scope, &owner);
    }
    let row = world.store.find_mut(MEMBERS, |row| scope.owns(row) && row["id"] == id);
    let row = row.ok_or_else(|| Refusal::absent("Member"))?;
    row["roleId"] = wanted.clone();
    let row = row.clone();
    Ok(view(&row, scope, &roles::names(world, scope)))
}

pub(super) fn delete(world: &mut World, scope: Scope<'_>, id: &str) -> Answered {
    let member = find(world, scope, id)?;
    if member["roleId"] == roles::built_in(world, scope, "Owner") {
        return Err(Refusal::invalid("The Owner cannot be removed"));
    }
    let member = member.clone();
    world.store.take(MEMBERS, |row| scope.owns(row) && row["id"] == id);
    after_removal(world, &member);
    Ok(json!({"id": id}))
}

/// What goes with a removed member: open invitations of the scope; from the organization also every project.
pub(crate) fn after_removal(world: &mut World, member: &Value) {
    let everywhere = member["project_id"].is_null();
    if everywhere {
        world.store.take(MEMBERS, |row| row["id"] == member["id"]);
    }
    world.store.take(INVITATIONS, |row| {
        row["email"] == member["email"]
            && row["status"] != "ACCEPTED"
            && (everywhere || row["project_id"] == member["project_id"])
    });
}

/// Adds a person with a role.
pub(crate) fn insert(world: &mut World, scope: Scope<'_>, person: &Value, role: &Value) {
    let row = json!({
        "project_id": scope.project_id(),
        "id": person["id"],
        "email": person["email"],
        "name": person["name"],
        "image": person["image"],
        "roleId": role,
    });
    world.insert(MEMBERS, row);
}

/// Gives a person a role by its name, as a member if need be. False when the scope has no such role or is not there.
pub(crate) fn set_role(world: &mut World, scope: Scope<'_>, email: &str, role: &str) -> bool {
    let Some(role) = roles::find_name(world, scope, role).map(|role| role["id"].clone()) else {
        return false;
    };
    if let Scope::Project(id) = scope
        && projects::find(world, id).is_err()
    {
        return false;
    }
    let person = person(world, email);
    if find_email(world, Scope::Organization, email).is_none() {
        let member = roles::built_in(world, Scope::Organization, "Member");
        insert(world, Scope::Organization, &person, &member);
    }
    if find_email(world, scope, email).is_none() {
        insert(world, scope, &person, &Value::Null);
    }
    let owner = roles::built_in(world, scope, "Owner");
    if role == owner {
        demote_owner(world, scope, &owner);
    }
    if let Some(row) = world.store.find_mut(MEMBERS, |row| scope.owns(row) && row["email"] == email) {
        row["roleId"] = role;
    }
    true
}

/// The person of this address, made known when nobody has it yet.
pub(crate) fn person(world: &mut World, email: &str) -> Value {
    if let Some(person) = world.store.find(PEOPLE, |person| person["email"] == email) {
        return person.clone();
    }
    new_person(world, email)
}

/// A person nobody had heard of.
pub(crate) fn new_person(world: &mut World, email: &str) -> Value {
    let name = email.split('@').next().unwrap_or_default();
    let person = json!({"id": world.store.cuid(), "email": email, "name": name, "image": null});
    world.insert(PEOPLE, person.clone());
    person
}

pub(crate) fn find_email<'a>(world: &'a World, scope: Scope<'_>, email: &str) -> Option<&'a Value> {
    world.store.find(MEMBERS, |row| scope.owns(row) && row["email"] == email)
}

fn find<'a>(world: &'a World, scope: Scope<'_>, id: &str) -> Result<&'a Value, Refusal> {
    let row = world.store.find(MEMBERS, |row| scope.owns(row) && row["id"] == id);
    row.ok_or_else(|| Refusal::absent("Member"))
}

fn demote_owner(world: &mut World, scope: Scope<'_>, owner: &Value) {
    let second = roles::built_in(world, scope, scope.second_role());
    for row in world.store.rows_mut(MEMBERS) {
        if scope.owns(row) && row["roleId"] == *owner {
            row["roleId"] = second.clone();
        }
    }
}

/// The role is null when the one the member had is gone.
fn view(row: &Value, scope: Scope<'_>, names: &BTreeMap<&str, &str>) -> Value {
    let id = text(row, "roleId");
    let role = names.get(id).map(|name| json!({"id": id, "name": name}));
    let role_member = format!("{}Role", scope.word());
    json!({"id": row["id"], "email": row["email"], "name": row["name"], "image": row["image"], role_member: role})
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
