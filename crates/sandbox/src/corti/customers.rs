//! Corti's customers. The caller chooses their id, and a PATCH may change it.

use serde_json::{Value, json};

use super::{CUSTOMERS, USERS, page};
use crate::{
    account::Account,
    request::{ApiError, ApiRequest, ApiResponse, Kind, optional, required},
    store::text,
};

pub(super) fn list(account: &Account, request: &ApiRequest, project: &str) -> Result<ApiResponse, ApiError> {
    page(account, request, "customers", account.listed(CUSTOMERS).filter(|row| row["projectId"] == project))
}

pub(super) fn create(
    account: &mut Account,
    request: &ApiRequest,
    project: &str,
) -> Result<ApiResponse, ApiError> {
    let members = request.members(&[
        required("customerId", Kind::Text),
        required("displayName", Kind::Text),
        optional("tenantName", Kind::Text),
        optional("region", Kind::Text),
        optional("isNfr", Kind::Flag),
    ])?;
    let id = members["customerId"].as_str().unwrap_or_default();
    check_id(id)?;
    check_name(&members["displayName"])?;
    let tenant = members.get("tenantName").and_then(Value::as_str).unwrap_or("base");
    if tenant.is_empty() || tenant.chars().count() > 14 {
        return Err(ApiError::invalid("tenantName must have 1 to 14 characters"));
    }
    let region = members.get("region").and_then(Value::as_str).unwrap_or("eu");
    if !["eu", "us"].contains(&region) {
        return Err(ApiError::invalid("region must be eu or us"));
    }
    if find(account, project, id).is_ok() {
        return Err(ApiError::conflict("A customer with this customerId already exists"));
    }
    let mut row = row(account, project, id, &members["displayName"]);
    row["tenantName"] = tenant.into();
    row["region"] = region.into();
    row["isNfr"] = members.get("isNfr").cloned().unwrap_or(false.into());
    let shown = view(&row);
    account.insert(CUSTOMERS, row);
    Ok(ApiResponse::json(201, shown))
}

pub(super) fn update(
    account: &mut Account,
    request: &ApiRequest,
    project: &str,
    id: &str,
) -> Result<ApiResponse, ApiError> {
    let members = request.members(&[
        optional("customerId", Kind::Text),
        optional("displayName", Kind::Text),
        optional("isNfr", Kind::Flag),
    ])?;
    find(account, project, id)?;
    members.get("displayName").map_or(Ok(()), check_name)?;
    let new_id = members.get("customerId").and_then(Value::as_str).unwrap_or(id);
    check_id(new_id)?;
    if new_id != id && find(account, project, new_id).is_ok() {
        return Err(ApiError::conflict("A customer with this customerId already exists"));
    }
    let wanted = |row: &Value| row["projectId"] == project && row["customerId"] == id;
    let Some(row) = account.store.find_mut(CUSTOMERS, wanted) else {
        return Err(ApiError::absent("Customer"));
    };
    for (name, value) in members {
        row[name] = value.clone();
    }
    let shown = view(row);
    move_users(account, project, id, new_id);
    Ok(ApiResponse::json(200, shown))
}

pub(super) fn delete(account: &mut Account, project: &str, id: &str) -> Result<ApiResponse, ApiError> {
    find(account, project, id)?;
    if account.store.find(USERS, |user| user["projectId"] == project && user["customerId"] == id).is_some() {
        return Err(ApiError::conflict("The customer still has users"));
    }
    account.store.take(CUSTOMERS, |row| row["projectId"] == project && row["customerId"] == id);
    Ok(ApiResponse::empty())
}

pub(crate) fn find<'a>(account: &'a Account, project: &str, id: &str) -> Result<&'a Value, ApiError> {
    let found = account.store.find(CUSTOMERS, |row| row["projectId"] == project && row["customerId"] == id);
    found.ok_or_else(|| ApiError::absent("Customer"))
}

/// Moves the users of a customer whose ID changed.
pub(crate) fn move_users(account: &mut Account, project: &str, old_id: &str, new_id: &str) {
    if old_id == new_id {
        return;
    }
    for user in account.store.rows_mut(USERS) {
        if user["projectId"] == project && user["customerId"] == old_id {
            user["customerId"] = new_id.into();
        }
    }
}

/// A new customer with default values.
pub(crate) fn row(account: &Account, project: &str, id: &str, name: &Value) -> Value {
    json!({
        "projectId": project,
        "customerId": id,
        "displayName": name,
        "tenantName": "base",
        "region": "eu",
        "isNfr": false,
        "createdAt": account.now(),
    })
}

pub(super) fn view(row: &Value) -> Value {
    json!({
        "customerId": row["customerId"],
        "displayName": row["displayName"],
        "tenantName": row["tenantName"],
        "region": row["region"],
        "isNfr": row["isNfr"],
        "createdAt": row["createdAt"],
    })
}

/// Whether a user belongs to this customer's identity realm.
pub(super) fn same_realm(customer: &Value, user: &Value) -> bool {
    text(customer, "region") == text(user, "region")
        && text(customer, "tenantName") == text(user, "tenantName")
}

fn check_id(id: &str) -> Result<(), ApiError> {
    if id.is_empty() || id.chars().count() > 64 || id == "." || id == ".." {
        return Err(ApiError::invalid("customerId must have 1 to 64 characters"));
    }
    Ok(())
}

fn check_name(name: &Value) -> Result<(), ApiError> {
    match name.as_str() {
        Some(name) if !name.trim().is_empty() => Ok(()),
        _ => Err(ApiError::invalid("displayName must not be empty")),
    }
}
