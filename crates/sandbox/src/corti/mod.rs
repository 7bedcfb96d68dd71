//! Corti's Admin API: which request goes to which handler, who may call, and the shape of its refusals.
//!
//! Statuses and rules the contract marks ASSUMED take the stricter reading. The error body is unknown; `message` is
//! what the gateway in front of it sends.

pub(crate) mod customers;
mod quotas;
mod token;
pub(crate) mod users;

use serde_json::{Value, json};

use crate::{
    call::{Call, Refusal, Reply},
    store::{Product, Table},
    world::{Pagination, World},
};

pub(crate) const ACCOUNTS: Table = Table(Product::Corti, "accounts");
pub(crate) const PROJECTS: Table = Table(Product::Corti, "projects");
pub(crate) const CUSTOMERS: Table = Table(Product::Corti, "customers");
pub(crate) const USERS: Table = Table(Product::Corti, "users");
pub(crate) const TOKENS: Table = Table(Product::Corti, "tokens");

/// Answers one request.
pub(crate) fn answer(world: &mut World, call: &Call) -> Reply {
    match authorize(world, call) {
        Ok(()) => answer_admitted(world, call),
        Err(refusal) => refused(&refusal),
    }
}

/// The same for a request whose credentials are not looked at.
pub(crate) fn answer_admitted(world: &mut World, call: &Call) -> Reply {
    route(world, call).unwrap_or_else(|refusal| refused(&refusal))
}

/// A refusal in this product's error body.
pub(crate) fn refused(refusal: &Refusal) -> Reply {
    Reply::json(refusal.status, json!({"code": refusal.status, "message": refusal.message}))
}

/// Whether the request carries a token that is still good. The log-in itself needs none.
fn authorize(world: &World, call: &Call) -> Result<(), Refusal> {
    if is_log_in(call) {
        return Ok(());
    }
    let sent = call.bearer().ok_or_else(|| Refusal::new(401, "Missing authorization header"))?;
    let known = world.store.find(TOKENS, |token| token["token"] == sent);
    match known.and_then(|token| token["expires_ms"].as_i64()) {
        Some(expires_ms) if world.now_ms() < expires_ms => Ok(()),
        _ => Err(Refusal::new(401, "Invalid JWT")),
    }
}

/// Whether the request brings what it needs: a good token, or at the log-in a known account.
pub(crate) fn is_authorized(world: &World, call: &Call) -> bool {
    if is_log_in(call) { token::is_good(world, call) } else { authorize(world, call).is_ok() }
}

fn is_log_in(call: &Call) -> bool {
    call.parts() == ["auth", "token"]
}

fn route(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    match (call.method.as_str(), call.parts().as_slice()) {
        ("POST", ["auth", "token"]) => token::create(world, call),
        (_, ["projects", project, rest @ ..]) => {
            check_project(world, project)?;
            in_project(world, call, project, rest)
        }
        _ => Err(Refusal::new(404, "Requested function was not found")),
    }
}

fn in_project(world: &mut World, call: &Call, project: &str, rest: &[&str]) -> Result<Reply, Refusal> {
    match (call.method.as_str(), rest) {
        ("GET", ["quotas"]) => Ok(quotas::of_project(world, project)),
        ("GET", ["customers"]) => customers::list(world, call, project),
        ("POST", ["customers"]) => customers::create(world, call, project),
        ("PATCH", ["customers", customer]) => customers::update(world, call, project, customer),
        ("DELETE", ["customers", customer]) => customers::delete(world, project, customer),
        ("GET", ["customers", customer, "quotas"]) => quotas::of_customer(world, project, customer),
        ("GET", ["customers", customer, "users"]) => users::list(world, call, project, customer),
        ("POST", ["customers", customer, "users"]) => users::create(world, call, project, customer),
        ("PATCH", ["customers", customer, "users", id]) => {
            users::update(world, call, [project, customer, id])
        }
        ("DELETE", ["customers", customer, "users", id]) => users::delete(world, [project, customer, id]),
        ("GET", ["customers", customer, "users", id, "consumption"]) => {
            users::consumption(world, call, [project, customer, id])
        }
        _ => Err(Refusal::new(404, "Requested function was not found")),
    }
}

fn check_project(world: &World, project: &str) -> Result<(), Refusal> {
    let row = world.store.find(PROJECTS, |row| row["projectId"] == project);
    match row.ok_or_else(|| Refusal::absent("Project"))? {
        row if row["embeddedAssistant"] == true => Ok(()),
        _ => Err(Refusal::new(403, "Embedded Assistant is not enabled for this project")),
    }
}

/// One page of rows under the given key, with the pagination object of the configured generation.
fn page<'a>(
    world: &World,
    call: &Call,
    key: &str,
    rows: impl Iterator<Item = &'a Value>,
) -> Result<Reply, Refusal> {
    let page = call.positive("page", 1)?;
    let size = call.positive("pageSize", 20)?.min(world.settings.corti_page_cap.max(1));
    let rows: Vec<&Value> = rows.collect();
    let start = (page - 1).saturating_mul(size).min(rows.len());
    let end = start.saturating_add(size).min(rows.len());
    let shown: Vec<Value> = rows[start..end].iter().map(|row| view(row)).collect();
    let pagination = match world.settings.corti_pagination {
        Pagination::New => json!({"page": page, "pageSize": size, "hasNextPage": end < rows.len()}),
        Pagination::Old => json!({"page": page, "pageSize": size, "total": rows.len()}),
    };
    Ok(Reply::json(200, json!({key: shown, "pagination": pagination})))
}

/// A customer or user as the API shows it.
fn view(row: &Value) -> Value {
    if row["id"].is_null() { customers::view(row) } else { users::view(row) }
}
