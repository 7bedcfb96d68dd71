//! Confident AI's administration API, version 2: routes, envelope and authorization.
//!
//! Every success is `{"success": true, "data": …}` with status 200, also for a POST. If the status of an error is
//! unknown, it is 400 for invalid input, 409 for a conflict and 403 for a limit of the plan.

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
mod sets;

use serde_json::{Value, json};

pub(crate) use self::{access::authorize, scope::Scope};
use crate::{
    account::Account,
    request::{ApiError, ApiRequest, ApiResponse},
    store::{Product, Table},
};

pub(crate) const ORGANIZATION: Table = Table(Product::Confident, "organization");
pub(crate) const PROJECTS: Table = Table(Product::Confident, "projects");
pub(crate) const API_KEYS: Table = Table(Product::Confident, "api_keys");
/// All people who were ever members, so that a person who returns gets the same ID.
pub(crate) const PEOPLE: Table = Table(Product::Confident, "people");
pub(crate) const MEMBERS: Table = Table(Product::Confident, "members");
pub(crate) const INVITATIONS: Table = Table(Product::Confident, "invitations");
pub(crate) const ROLES: Table = Table(Product::Confident, "roles");
pub(crate) const POLICIES: Table = Table(Product::Confident, "policies");
pub(crate) const PERMISSIONS: Table = Table(Product::Confident, "permissions");

/// The payload of a success, or the error.
type ApiResult = Result<Value, ApiError>;

/// Handles one request.
pub(crate) fn answer(account: &mut Account, request: &ApiRequest) -> ApiResponse {
    let warnings = match authorize(account, request) {
        Ok(key) => access::warnings(key, request),
        Err(error) => return error_response(&error),
    };
    access::record_use(account, request);
    let mut response = answer_authorized(account, request);
    response.headers.extend(warnings);
    response
}

/// The same without checking credentials.
pub(crate) fn answer_authorized(account: &mut Account, request: &ApiRequest) -> ApiResponse {
    match route(account, request) {
        Ok(data) => ApiResponse::json(200, json!({"success": true, "data": data})),
        Err(error) => error_response(&error),
    }
}

/// The error body of this product.
pub(crate) fn error_response(error: &ApiError) -> ApiResponse {
    let mut body = json!({"success": false, "error": error.message});
    if let Some(details) = &error.details {
        body["details"] = details.clone();
    }
    ApiResponse::json(error.status, body)
}

fn route(account: &mut Account, request: &ApiRequest) -> ApiResult {
    match (request.method.as_str(), request.parts().as_slice()) {
        ("GET", ["v2", "organization"]) => organization::get(account),
        ("PUT", ["v2", "organization"]) => organization::update(account, request),
        ("GET", ["v2", "projects"]) => Ok(projects::list(account)),
        ("POST", ["v2", "projects"]) => projects::create(account, request),
        ("GET", ["v2", "projects", id]) => projects::get(account, id),
        ("PUT", ["v2", "projects", id]) => projects::update(account, request, id),
        ("DELETE", ["v2", "projects", id]) => projects::delete(account, id),
        (_, ["v2", "organization", rest @ ..]) => in_scope(account, request, Scope::Organization, rest),
        (_, ["v2", "projects", id, rest @ ..]) => {
            projects::find(account, id)?;
            in_scope(account, request, Scope::Project(id), rest)
        }
        _ => Err(ApiError::absent("Path")),
    }
}

/// The routes that the organization and projects share.
fn in_scope(account: &mut Account, request: &ApiRequest, scope: Scope<'_>, rest: &[&str]) -> ApiResult {
    if let [collection @ ("roles" | "policies"), rest @ ..] = rest {
        let sets = if *collection == "roles" { &roles::SETS } else { &policies::SETS };
        return match (request.method.as_str(), rest) {
            ("GET", []) => Ok(sets.list(account, scope)),
            ("POST", []) => sets.create(account, request, scope),
            ("PUT", [id]) => sets.update(account, request, scope, id),
            ("DELETE", [id]) => sets.delete(account, scope, id),
            _ => Err(ApiError::absent("Path")),
        };
    }
    match (request.method.as_str(), rest) {
        ("GET", ["api-keys"]) => Ok(keys::list(account, scope)),
        ("POST", ["api-keys"]) => keys::create(account, request, scope),
        ("GET", ["api-keys", id]) => keys::get(account, scope, id),
        ("PUT", ["api-keys", id]) => keys::update(account, request, scope, id),
        ("DELETE", ["api-keys", id]) => keys::delete(account, scope, id),
        ("POST", ["api-keys", id, "rotate"]) => keys::rotate(account, request, scope, id),
        ("GET", ["members"]) => members::list(account, request, scope),
        ("PUT", ["members", id]) => members::update(account, request, scope, id),
        ("DELETE", ["members", id]) => members::delete(account, scope, id),
        ("GET", ["invitations"]) => Ok(invitations::list(account, scope)),
        ("POST", ["invitations"]) => invitations::create(account, request, scope),
        ("PUT", ["invitations", id]) => invitations::resend(account, request, scope, id),
        ("DELETE", ["invitations", id]) => invitations::delete(account, scope, id),
        ("GET", ["permissions"]) => Ok(catalog::list(account, scope)),
        _ => Err(ApiError::absent("Path")),
    }
}

/// A name that must not be blank.
fn check_name(name: &Value) -> Result<(), ApiError> {
    match name.as_str() {
        Some(name) if !name.trim().is_empty() => Ok(()),
        _ => Err(ApiError::invalid("name must not be empty")),
    }
}

/// The strings of a list without duplicates.
fn distinct(name: &str, list: &Value) -> Result<Vec<String>, ApiError> {
    let mut texts: Vec<String> = Vec::new();
    for text in list.as_array().into_iter().flatten().filter_map(Value::as_str) {
        if texts.iter().any(|known| known == text) {
            return Err(ApiError::invalid(format!("{name} names {text:?} twice")));
        }
        texts.push(text.to_owned());
    }
    Ok(texts)
}
