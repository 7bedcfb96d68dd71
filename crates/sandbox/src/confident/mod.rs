//! Confident AI's administration API, version 2: routes, envelope and who may call.
//!
//! Every success is `{"success": true, "data": …}` with status 200, a POST too. Rules whose status nobody knows answer
//! 400 for bad input, 409 for a conflict and 403 for a limit of the plan.

mod access;
pub(crate) mod catalog;
pub(crate) mod invitations;
pub(crate) mod keys;
pub(crate) mod members;
mod organization;
pub(crate) mod policies;
pub(crate) mod projects;
pub(crate) mod roles;
mod scope;

use serde_json::{Value, json};

pub(crate) use self::{access::authorize, scope::Scope};
use crate::{
    call::{Call, Refusal, Reply},
    store::{Product, Table},
    world::World,
};

pub(crate) const ORGANIZATION: Table = Table(Product::Confident, "organization");
pub(crate) const PROJECTS: Table = Table(Product::Confident, "projects");
pub(crate) const API_KEYS: Table = Table(Product::Confident, "api_keys");
/// People who were ever members; keeps a person's id over removal and return.
pub(crate) const PEOPLE: Table = Table(Product::Confident, "people");
pub(crate) const MEMBERS: Table = Table(Product::Confident, "members");
pub(crate) const INVITATIONS: Table = Table(Product::Confident, "invitations");
pub(crate) const ROLES: Table = Table(Product::Confident, "roles");
pub(crate) const POLICIES: Table = Table(Product::Confident, "policies");
pub(crate) const PERMISSIONS: Table = Table(Product::Confident, "permissions");

/// The payload of a success, or why there is none.
type Answered = Result<Value, Refusal>;

/// Answers one request.
pub(crate) fn answer(world: &mut World, call: &Call) -> Reply {
    let warnings = match authorize(world, call) {
        Ok(key) => access::warnings(key, call),
        Err(refusal) => return refused(&refusal),
    };
    access::note_use(world, call);
    let mut reply = answer_admitted(world, call);
    reply.headers.extend(warnings);
    reply
}

/// The same for a request whose credentials are not looked at.
pub(crate) fn answer_admitted(world: &mut World, call: &Call) -> Reply {
    match route(world, call) {
        Ok(data) => Reply::json(200, json!({"success": true, "data": data})),
        Err(refusal) => refused(&refusal),
    }
}

/// A refusal in this product's error body.
pub(crate) fn refused(refusal: &Refusal) -> Reply {
    let mut body = json!({"success": false, "error": refusal.message});
    if let Some(details) = &refusal.details {
        body["details"] = details.clone();
    }
    Reply::json(refusal.status, body)
}

fn route(world: &mut World, call: &Call) -> Answered {
    match (call.method.as_str(), call.parts().as_slice()) {
        ("GET", ["v2", "organization"]) => organization::get(world),
        ("PUT", ["v2", "organization"]) => organization::update(world, call),
        ("GET", ["v2", "projects"]) => Ok(projects::list(world)),
        ("POST", ["v2", "projects"]) => projects::create(world, call),
        ("GET", ["v2", "projects", id]) => projects::get(world, id),
        ("PUT", ["v2", "projects", id]) => projects::update(world, call, id),
        ("DELETE", ["v2", "projects", id]) => projects::delete(world, id),
        (_, ["v2", "organization", rest @ ..]) => in_scope(world, call, Scope::Organization, rest),
        (_, ["v2", "projects", id, rest @ ..]) => {
            projects::find(world, id)?;
            in_scope(world, call, Scope::Project(id), rest)
        }
        _ => Err(Refusal::absent("Path")),
    }
}

/// What the organization and every project have alike.
fn in_scope(world: &mut World, call: &Call, scope: Scope<'_>, rest: &[&str]) -> Answered {
    match (call.method.as_str(), rest) {
        ("GET", ["api-keys"]) => Ok(keys::list(world, scope)),
        ("POST", ["api-keys"]) => keys::create(world, call, scope),
        ("GET", ["api-keys", id]) => keys::get(world, scope, id),
        ("PUT", ["api-keys", id]) => keys::update(world, call, scope, id),
        ("DELETE", ["api-keys", id]) => keys::delete(world, scope, id),
        ("POST", ["api-keys", id, "rotate"]) => keys::rotate(world, call, scope, id),
        ("GET", ["members"]) => members::list(world, call, scope),
        ("PUT", ["members", id]) => members::update(world, call, scope, id),
        ("DELETE", ["members", id]) => members::delete(world, scope, id),
        ("GET", ["invitations"]) => Ok(invitations::list(world, scope)),
        ("POST", ["invitations"]) => invitations::create(world, call, scope),
        ("PUT", ["invitations", id]) => invitations::resend(world, call, scope, id),
        ("DELETE", ["invitations", id]) => invitations::delete(world, scope, id),
        ("GET", ["roles"]) => Ok(roles::list(world, scope)),
        ("POST", ["roles"]) => roles::create(world, call, scope),
        ("PUT", ["roles", id]) => roles::update(world, call, scope, id),
        ("DELETE", ["roles", id]) => roles::delete(world, scope, id),
        ("GET", ["policies"]) => Ok(policies::list(world, scope)),
        ("POST", ["policies"]) => policies::create(world, call, scope),
        ("PUT", ["policies", id]) => policies::update(world, call, scope, id),
        ("DELETE", ["policies", id]) => policies::delete(world, scope, id),
        ("GET", ["permissions"]) => Ok(catalog::list(world, scope)),
        _ => Err(Refusal::absent("Path")),
    }
}

/// A name that must not be blank.
fn check_name(name: &Value) -> Result<(), Refusal> {
    match name.as_str() {
        Some(name) if !name.trim().is_empty() => Ok(()),
        _ => Err(Refusal::invalid("name must not be empty")),
    }
}

/// The texts of a list that must not name anything twice.
fn distinct(name: &str, list: &Value) -> Result<Vec<String>, Refusal> {
    let mut texts: Vec<String> = Vec::new();
    for text in list.as_array().into_iter().flatten().filter_map(Value::as_str) {
        if texts.iter().any(|known| known == text) {
            return Err(Refusal::invalid(format!("{name} names {text:?} twice")));
        }
        texts.push(text.to_owned());
    }
    Ok(texts)
}
