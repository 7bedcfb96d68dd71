//! Confident AI's projects. Creation also mints the first key; deletion takes everything in the project along.

use serde_json::{Value, json};

use super::{
    API_KEYS, Answered, INVITATIONS, MEMBERS, POLICIES, PROJECTS, ROLES, Scope, check_name, keys, members,
    organization, roles,
};
use crate::{
    call::{Call, Kind, Refusal, optional, required},
    store::text,
    world::World,
};

pub(super) fn list(world: &World) -> Value {
    let mut rows: Vec<&Value> = world.listed(PROJECTS).collect();
    rows.sort_by(|left, right| text(left, "name").cmp(text(right, "name")));
    let shown: Vec<Value> = rows.into_iter().map(view).collect();
    json!({"projects": shown})
}

pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let members = call.members(&[
        required("name", Kind::Text),
        optional("description", Kind::Text),
        optional("email", Kind::Text),
    ])?;
    check_name(&members["name"])?;
    check_free(world, &members["name"], None)?;
    check_plan(world)?;
    let owner = match members.get("email").and_then(Value::as_str) {
        None => None,
        Some(email) => Some(owner(world, email)?),
    };
    let mut row = row(world, &members["name"]);
    row["description"] = members.get("description").cloned().unwrap_or_default();
    let (project, key) = insert(world, row);
    if let Some(owner) = owner {
        let scope = Scope::Project(text(&project, "id"));
        let role = roles::built_in(world, scope, "Owner");
        members::insert(world, scope, &owner, &role);
    }
    let mut summary = view(&project);
    if let Some(summary) = summary.as_object_mut() {
        summary.remove("governancePolicy");
    }
    Ok(json!({"project": summary, "apiKey": key}))
}

pub(super) fn get(world: &World, id: &str) -> Answered {
    find(world, id).map(view)
}

pub(super) fn update(world: &mut World, call: &Call, id: &str) -> Answered {
    let members = call.members(&[optional("name", Kind::Text), optional("description", Kind::Text)])?;
    find(world, id)?;
    if members.is_empty() {
        return Err(Refusal::invalid("name or description is required"));
    }
    if let Some(name) = members.get("name") {
        check_name(name)?;
        check_free(world, name, Some(id))?;
    }
    let row =
        world.store.find_mut(PROJECTS, |row| row["id"] == id).ok_or_else(|| Refusal::absent("Project"))?;
    for (name, value) in members {
        row[name] = value.clone();
    }
    Ok(view(row))
}

pub(super) fn delete(world: &mut World, id: &str) -> Answered {
    find(world, id)?;
    world.store.take(PROJECTS, |row| row["id"] == id);
    delete_contents(world, id);
    Ok(json!({"id": id}))
}

pub(crate) fn find<'a>(world: &'a World, id: &str) -> Result<&'a Value, Refusal> {
    world.store.find(PROJECTS, |row| row["id"] == id).ok_or_else(|| Refusal::absent("Project"))
}

/// Takes out whatever belongs to a project that is gone.
pub(crate) fn delete_contents(world: &mut World, id: &str) {
    for table in [API_KEYS, MEMBERS, INVITATIONS, ROLES, POLICIES] {
        world.store.take(table, |row| row["project_id"] == id);
    }
}

/// A new project without description.
pub(crate) fn row(world: &mut World, name: &Value) -> Value {
    json!({
        "id": world.store.cuid(),
        "name": name,
        "description": null,
        "organizationId": organization::id(world),
        "created_at": world.now(),
        "governancePolicy": null,
    })
}

/// Adds a project and its first key; gives back both, the key with its secret.
pub(crate) fn insert(world: &mut World, row: Value) -> (Value, Value) {
    let key = keys::row(world, Scope::Project(text(&row, "id")), &"Default Key".into(), None);
    let shown = keys::with_secret(&key);
    world.insert(API_KEYS, key);
    world.insert(PROJECTS, row.clone());
    (row, shown)
}

fn view(row: &Value) -> Value {
    json!({
        "id": row["id"],
        "name": row["name"],
        "description": row["description"],
        "organizationId": row["organizationId"],
        "created_at": row["created_at"],
        "governancePolicy": row["governancePolicy"],
    })
}

fn check_free(world: &World, name: &Value, except: Option<&str>) -> Result<(), Refusal> {
    let taken = |row: &Value| row["name"] == *name && except.is_none_or(|id| row["id"] != id);
    match world.store.find(PROJECTS, taken) {
        Some(_) => Err(Refusal::conflict("A project with this name already exists")),
        None => Ok(()),
    }
}

fn check_plan(world: &World) -> Result<(), Refusal> {
    let (used, limit) = (world.store.rows(PROJECTS).len(), world.settings.confident_project_limit);
    if limit == 0 || used < limit {
        return Ok(());
    }
    let details = json!({"usage": used.to_string(), "limit": limit.to_string()});
    Err(Refusal { details: Some(details), ..Refusal::new(403, "The plan allows no further project") })
}

fn owner(world: &World, email: &str) -> Answered {
    let email = email.trim().to_lowercase();
    let member = members::find_email(world, Scope::Organization, &email);
    member.cloned().ok_or_else(|| Refusal::invalid("email must belong to a member of the organization"))
}
