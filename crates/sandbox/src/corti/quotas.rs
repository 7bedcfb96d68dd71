//! Corti's quotas: the maximum number of enabled users of an identity realm. A realm without a configured quota has no
//! limit.

use serde_json::{Value, json};

use super::{CUSTOMERS, PROJECTS, USERS, customers};
use crate::{
    account::Account,
    request::{ApiError, ApiResponse},
    store::text,
};

pub(super) fn of_project(account: &Account, project: &str) -> ApiResponse {
    let mut realms: Vec<(&str, &str)> = configured(account, project).map(realm).collect();
    for customer in account.store.rows(CUSTOMERS).iter().filter(|row| row["projectId"] == project) {
        if !realms.contains(&realm(customer)) {
            realms.push(realm(customer));
        }
    }
    let quotas: Vec<Value> = realms
        .into_iter()
        .map(|(region, tenant)| {
            json!({"region": region, "tenantName": tenant, "users": usage(account, project, (region, tenant))})
        })
        .collect();
    ApiResponse::json(200, json!({"quotas": quotas}))
}

pub(super) fn of_customer(account: &Account, project: &str, customer: &str) -> Result<ApiResponse, ApiError> {
    let customer = customers::find(account, project, customer)?;
    Ok(ApiResponse::json(200, json!({"users": usage(account, project, realm(customer))})))
}

/// Rejects another enabled user if the quota of the customer's realm is exhausted.
pub(super) fn check_seat(account: &Account, customer: &Value) -> Result<(), ApiError> {
    let usage = usage(account, text(customer, "projectId"), realm(customer));
    if usage["remaining"] == 0 {
        return Err(ApiError::new(403, "The user quota of this tenant is used up"));
    }
    Ok(())
}

fn usage(account: &Account, project: &str, wanted: (&str, &str)) -> Value {
    let enabled = |user: &&Value| user["enabled"] == true && realm(user) == wanted;
    let usage = i64::try_from(account.store.rows(USERS).iter().filter(enabled).count()).unwrap_or(i64::MAX);
    let quota = configured(account, project).find(|row| realm(row) == wanted);
    let quota = quota.and_then(|row| row["quota"].as_i64()).unwrap_or(-1);
    let remaining = if quota < 0 { -1 } else { (quota - usage).max(0) };
    json!({"quota": quota, "usage": usage, "remaining": remaining})
}

fn configured<'a>(account: &'a Account, project: &str) -> impl Iterator<Item = &'a Value> {
    let project = account.store.find(PROJECTS, |row| row["projectId"] == project);
    project.and_then(|row| row["quotas"].as_array()).into_iter().flatten()
}

fn realm(row: &Value) -> (&str, &str) {
    (text(row, "region"), text(row, "tenantName"))
}
