//! Confident AI's projects. Creating one also creates its first key; deleting one deletes everything in it.

use serde_json::{Value, json};

use super::{API_KEYS, ApiResult, PROJECTS, Scope, check_name, keys, members, organization, roles};
use crate::{
    account::Account,
    initial::TABLES,
    request::{ApiError, ApiRequest, Kind, optional, required},
    store::{Product, text},
};

pub(super) fn list(account: &Account) -> Value {
    let mut rows: Vec<&Value> = account.listed(PROJECTS).collect();
    rows.sort_by(|left, right| text(left, "name").cmp(text(right, "name")));
    let shown: Vec<Value> = rows.into_iter().map(view).collect();
    json!({"projects": shown})
}

pub(super) fn create(account: &mut Account, request: &ApiRequest) -> ApiResult {
    let members = request.members(&[
        required("name", Kind::Text),
        optional("description", Kind::Text),
        optional("email", Kind::Text),
    ])?;
    check_name(&members["name"])?;
    check_free(account, &members["name"], None)?;
    check_plan(account)?;
    let owner = match members.get("email").and_then(Value::as_str) {
        None => None,
        Some(email) => Some(owner(account, email)?),
    };
    let mut row = row(account, &members["name"]);
    row["description"] = members.get("description").cloned().unwrap_or_default();
    let (project, key) = insert(account, row);
    if let Some(owner) = owner {
        let scope = Scope::Project(text(&project, "id"));
        let role = roles::built_in(account, scope, "Owner");
        members::insert(account, scope, &owner, &role);
    }
    let mut summary = view(&project);
    if let Some(summary) = summary.as_object_mut() {
        summary.remove("governancePolicy");
    }
    Ok(json!({"project": summary, "apiKey": key}))
}

pub(super) fn get(account: &Account, id: &str) -> ApiResult {
    find(account, id).map(view)
}

pub(super) fn update(account: &mut Account, request: &ApiRequest, id: &str) -> ApiResult {
    let members = request.members(&[optional("name", Kind::Text), optional("description", Kind::Text)])?;
    find(account, id)?;
    if members.is_empty() {
        return Err(ApiError::invalid("name or description is required"));
    }
    if let Some(name) = members.get("name") {
        check_name(name)?;
        check_free(account, name, Some(id))?;
    }
    let row =
        account.store.find_mut(PROJECTS, |row| row["id"] == id).ok_or_else(|| ApiError::absent("Project"))?;
    for (name, value) in members {
        row[name] = value.clone();
    }
    Ok(view(row))
}

pub(super) fn delete(account: &mut Account, id: &str) -> ApiResult {
    find(account, id)?;
    account.store.take(PROJECTS, |row| row["id"] == id);
    delete_contents(account, id);
    Ok(json!({"id": id}))
}

pub(crate) fn find<'a>(account: &'a Account, id: &str) -> Result<&'a Value, ApiError> {
    account.store.find(PROJECTS, |row| row["id"] == id).ok_or_else(|| ApiError::absent("Project"))
}

/// Deletes everything that belongs to a deleted project.
pub(crate) fn delete_contents(account: &mut Account, id: &str) {
    for table in TABLES.into_iter().filter(|table| table.0 == Product::Confident) {
        account.store.take(table, |row| row["project_id"] == id);
    }
}

/// A new project without description.
pub(crate) fn row(account: &mut Account, name: &Value) -> Value {
    json!({
        "id": account.store.cuid(),
        "name": name,
        "description": null,
        "organizationId": organization::id(account),
        "created_at": account.now(),
        "governancePolicy": null,
    })
}

/// Adds a project and its first key. Returns both, the key with its secret.
pub(crate) fn insert(account: &mut Account, row: Value) -> (Value, Value) {
    let key = keys::row(account, Scope::Project(text(&row, "id")), &"Default Key".into(), None);
    let shown = keys::with_secret(&key);
    account.insert(API_KEYS, key);
    account.insert(PROJECTS, row.clone());
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

fn check_free(account: &Account, name: &Value, except: Option<&str>) -> Result<(), ApiError> {
    let taken = |row: &Value| row["name"] == *name && except.is_none_or(|id| row["id"] != id);
    match account.store.find(PROJECTS, taken) {
        Some(_) => Err(ApiError::conflict("A project with this name already exists")),
        None => Ok(()),
    }
}

fn check_plan(account: &Account) -> Result<(), ApiError> {
    let (used, limit) = (account.store.rows(PROJECTS).len(), account.settings.confident_project_limit);
    if limit == 0 || used < limit {
        return Ok(());
    }
    let details = json!({"usage": used.to_string(), "limit": limit.to_string()});
    Err(ApiError { details: Some(details), ..ApiError::new(403, "The plan allows no further project") })
}

fn owner(account: &Account, email: &str) -> ApiResult {
    let email = email.trim().to_lowercase();
    let member = members::find_email(account, Scope::Organization, &email);
    member.cloned().ok_or_else(|| ApiError::invalid("email must belong to a member of the organization"))
}
