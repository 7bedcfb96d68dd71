//! Corti's users: end users of the Embedded Assistant, each in one customer.
//!
//! Email addresses are lower-cased and unique in their identity realm, that is (region, tenant), not in the customer.

use serde_json::{Map, Value, json};

use super::{USERS, customers, page, quotas};
use crate::{
    account::{Account, parse_rfc3339},
    request::{ApiError, ApiRequest, ApiResponse, Kind, is_email, optional, required},
};

pub(super) fn list(
    account: &Account,
    request: &ApiRequest,
    project: &str,
    customer: &str,
) -> Result<ApiResponse, ApiError> {
    customers::find(account, project, customer)?;
    let mine = |user: &&Value| user["projectId"] == project && user["customerId"] == customer;
    page(account, request, "users", account.listed(USERS).filter(mine))
}

pub(super) fn create(
    account: &mut Account,
    request: &ApiRequest,
    project: &str,
    customer: &str,
) -> Result<ApiResponse, ApiError> {
    let members = request.members(&[
        required("email", Kind::Text),
        required("firstName", Kind::Text),
        required("lastName", Kind::Text),
        optional("password", Kind::Text),
    ])?;
    let parent = customers::find(account, project, customer)?.clone();
    check_members(members)?;
    let email = members["email"].as_str().unwrap_or_default().to_lowercase();
    if !is_email(&email) {
        return Err(ApiError::invalid("email must be an email address"));
    }
    let taken = |user: &Value| user["email"] == email.as_str() && customers::same_realm(&parent, user);
    if account.store.find(USERS, taken).is_some() {
        return Err(ApiError::conflict("A user with this email already exists"));
    }
    quotas::check_seat(account, &parent)?;
    let mut row = row(account, &parent, &email);
    row["firstName"] = members["firstName"].clone();
    row["lastName"] = members["lastName"].clone();
    row["password"] = members.get("password").cloned().unwrap_or_default();
    let shown = view(&row);
    account.insert(USERS, row);
    Ok(ApiResponse::json(201, shown))
}

pub(super) fn update(
    account: &mut Account,
    request: &ApiRequest,
    path: [&str; 3],
) -> Result<ApiResponse, ApiError> {
    let members = request.members(&[
        optional("firstName", Kind::Text),
        optional("lastName", Kind::Text),
        optional("enabled", Kind::Flag),
        optional("password", Kind::Text),
    ])?;
    let parent = customers::find(account, path[0], path[1])?;
    let user = find(account, path)?;
    check_members(members)?;
    if user["enabled"] == false && members.get("enabled") == Some(&Value::Bool(true)) {
        quotas::check_seat(account, parent)?;
    }
    let row =
        account.store.find_mut(USERS, |user| is_at(user, path)).ok_or_else(|| ApiError::absent("User"))?;
    for (name, value) in members {
        row[name] = value.clone();
    }
    Ok(ApiResponse::json(200, view(row)))
}

pub(super) fn delete(account: &mut Account, path: [&str; 3]) -> Result<ApiResponse, ApiError> {
    find(account, path)?;
    account.store.take(USERS, |user| is_at(user, path));
    Ok(ApiResponse::empty())
}

pub(super) fn consumption(
    account: &Account,
    request: &ApiRequest,
    path: [&str; 3],
) -> Result<ApiResponse, ApiError> {
    let user = find(account, path)?;
    let instant = |name: &str| {
        let sent = request.query.get(name).and_then(|text| parse_rfc3339(text));
        sent.ok_or_else(|| ApiError::invalid(format!("{name} must be an RFC 3339 date-time")))
    };
    if instant("from")? > instant("to")? {
        return Err(ApiError::invalid("from must not be after to"));
    }
    let zone = request.query.get("windowTimeZone").map_or("UTC", String::as_str);
    if zone.is_empty() || !zone.chars().all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c)) {
        return Err(ApiError::invalid("windowTimeZone must be an IANA time zone name"));
    }
    Ok(ApiResponse::json(200, json!({"consumption": user["consumption"]})))
}

/// A new user with default values, in the customer's identity realm.
pub(crate) fn row(account: &mut Account, customer: &Value, email: &str) -> Value {
    json!({
        "id": account.store.uuid(),
        "projectId": customer["projectId"],
        "customerId": customer["customerId"],
        "region": customer["region"],
        "tenantName": customer["tenantName"],
        "email": email,
        "firstName": "Seed",
        "lastName": "User",
        "password": null,
        "enabled": true,
        "emailVerified": false,
        "createdAt": account.now(),
        "consumption": 0.0,
    })
}

pub(super) fn view(row: &Value) -> Value {
    json!({
        "id": row["id"],
        "email": row["email"],
        "firstName": row["firstName"],
        "lastName": row["lastName"],
        "enabled": row["enabled"],
        "emailVerified": row["emailVerified"],
        "createdAt": row["createdAt"],
    })
}

fn find<'a>(account: &'a Account, path: [&str; 3]) -> Result<&'a Value, ApiError> {
    customers::find(account, path[0], path[1])?;
    account.store.find(USERS, |user| is_at(user, path)).ok_or_else(|| ApiError::absent("User"))
}

fn is_at(user: &Value, [project, customer, id]: [&str; 3]) -> bool {
    user["id"] == id && user["customerId"] == customer && user["projectId"] == project
}

fn check_members(members: &Map<String, Value>) -> Result<(), ApiError> {
    for name in ["firstName", "lastName"] {
        if members.get(name).and_then(Value::as_str).is_some_and(|text| text.trim().is_empty()) {
            return Err(ApiError::invalid(format!("{name} must not be empty")));
        }
    }
    let Some(password) = members.get("password").and_then(Value::as_str) else { return Ok(()) };
    if !(16..=64).contains(&password.len()) || !password.chars().all(|c| c.is_ascii_graphic()) {
        return Err(ApiError::invalid("password must have 16 to 64 letters, digits or special characters"));
    }
    Ok(())
}
