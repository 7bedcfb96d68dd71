//! Corti's Admin API: routes, authorization and error bodies.
//!
//! Statuses and rules that the contract marks ASSUMED follow the stricter reading. The error body is unknown; `message`
//! is the format of the gateway in front of the API.

pub(crate) mod customers;
mod quotas;
mod token;
pub(crate) mod users;

use serde_json::{Value, json};

use crate::{
    account::{Account, Pagination},
    request::{ApiError, ApiRequest, ApiResponse},
    store::{Product, Table},
};

pub(crate) const ACCOUNTS: Table = Table(Product::Corti, "accounts");
pub(crate) const PROJECTS: Table = Table(Product::Corti, "projects");
pub(crate) const CUSTOMERS: Table = Table(Product::Corti, "customers");
pub(crate) const USERS: Table = Table(Product::Corti, "users");
pub(crate) const TOKENS: Table = Table(Product::Corti, "tokens");

/// Handles one request.
pub(crate) fn answer(account: &mut Account, request: &ApiRequest) -> ApiResponse {
    match authorize(account, request) {
        Ok(()) => answer_authorized(account, request),
        Err(error) => error_response(&error),
    }
}

/// The same without checking credentials.
pub(crate) fn answer_authorized(account: &mut Account, request: &ApiRequest) -> ApiResponse {
    route(account, request).unwrap_or_else(|error| error_response(&error))
}

/// The error body of this product.
pub(crate) fn error_response(error: &ApiError) -> ApiResponse {
    ApiResponse::json(error.status, json!({"code": error.status, "message": error.message}))
}

/// Whether the request has a valid token. The sign-in itself needs none.
fn authorize(account: &Account, request: &ApiRequest) -> Result<(), ApiError> {
    if is_log_in(request) {
        return Ok(());
    }
    let sent = request.bearer().ok_or_else(|| ApiError::new(401, "Missing authorization header"))?;
    let known = account.store.find(TOKENS, |token| token["token"] == sent);
    match known.and_then(|token| token["expires_ms"].as_i64()) {
        Some(expires_ms) if account.now_ms() < expires_ms => Ok(()),
        _ => Err(ApiError::new(401, "Invalid JWT")),
    }
}

/// Whether the request is authorized: by a valid token or, for a sign-in, by a known account.
pub(crate) fn is_authorized(account: &Account, request: &ApiRequest) -> bool {
    if is_log_in(request) { token::is_good(account, request) } else { authorize(account, request).is_ok() }
}

fn is_log_in(request: &ApiRequest) -> bool {
    request.parts() == ["auth", "token"]
}

fn route(account: &mut Account, request: &ApiRequest) -> Result<ApiResponse, ApiError> {
    match (request.method.as_str(), request.parts().as_slice()) {
        ("POST", ["auth", "token"]) => token::create(account, request),
        (_, ["projects", project, rest @ ..]) => {
            check_project(account, project)?;
            in_project(account, request, project, rest)
        }
        _ => Err(ApiError::new(404, "Requested function was not found")),
    }
}

fn in_project(
    account: &mut Account,
    request: &ApiRequest,
    project: &str,
    rest: &[&str],
) -> Result<ApiResponse, ApiError> {
    match (request.method.as_str(), rest) {
        ("GET", ["quotas"]) => Ok(quotas::of_project(account, project)),
        ("GET", ["customers"]) => customers::list(account, request, project),
        ("POST", ["customers"]) => customers::create(account, request, project),
        ("PATCH", ["customers", customer]) => customers::update(account, request, project, customer),
        ("DELETE", ["customers", customer]) => customers::delete(account, project, customer),
        ("GET", ["customers", customer, "quotas"]) => quotas::of_customer(account, project, customer),
        ("GET", ["customers", customer, "users"]) => users::list(account, request, project, customer),
        ("POST", ["customers", customer, "users"]) => users::create(account, request, project, customer),
        ("PATCH", ["customers", customer, "users", id]) => {
            users::update(account, request, [project, customer, id])
        }
        ("DELETE", ["customers", customer, "users", id]) => users::delete(account, [project, customer, id]),
        ("GET", ["customers", customer, "users", id, "consumption"]) => {
            users::consumption(account, request, [project, customer, id])
        }
        _ => Err(ApiError::new(404, "Requested function was not found")),
    }
}

fn check_project(account: &Account, project: &str) -> Result<(), ApiError> {
    let row = account.store.find(PROJECTS, |row| row["projectId"] == project);
    match row.ok_or_else(|| ApiError::absent("Project"))? {
        row if row["embeddedAssistant"] == true => Ok(()),
        _ => Err(ApiError::new(403, "Embedded Assistant is not enabled for this project")),
    }
}

/// One page of rows under the given key, with the pagination object of the configured generation.
fn page<'a>(
    account: &Account,
    request: &ApiRequest,
    key: &str,
    rows: impl Iterator<Item = &'a Value>,
) -> Result<ApiResponse, ApiError> {
    let page = request.positive("page", 1)?;
    let size = request.positive("pageSize", 20)?.min(account.settings.corti_page_cap.max(1));
    let rows: Vec<&Value> = rows.collect();
    let start = (page - 1).saturating_mul(size).min(rows.len());
    let end = start.saturating_add(size).min(rows.len());
    let shown: Vec<Value> = rows[start..end].iter().map(|row| view(row)).collect();
    let pagination = match account.settings.corti_pagination {
        Pagination::New => json!({"page": page, "pageSize": size, "hasNextPage": end < rows.len()}),
        Pagination::Old => json!({"page": page, "pageSize": size, "total": rows.len()}),
    };
    Ok(ApiResponse::json(200, json!({key: shown, "pagination": pagination})))
}

/// A customer or user as the API returns it.
fn view(row: &Value) -> Value {
    if row["id"].is_null() { customers::view(row) } else { users::view(row) }
}
