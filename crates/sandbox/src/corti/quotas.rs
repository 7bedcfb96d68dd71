//! Corti's quotas: how many enabled users an identity realm may hold. A realm without a configured quota has no limit.

use serde_json::{Value, json};

use super::{CUSTOMERS, PROJECTS, USERS, customers};
use crate::{
    call::{Refusal, Reply},
    store::text,
    world::World,
};

pub(super) fn of_project(world: &World, project: &str) -> Reply {
    let mut realms: Vec<(&str, &str)> = configured(world, project).map(realm).collect();
    for customer in world.store.rows(CUSTOMERS).iter().filter(|row| row["projectId"] == project) {
        if !realms.contains(&realm(customer)) {
            realms.push(realm(customer));
        }
    }
    let quotas: Vec<Value> = realms
        .into_iter()
        .map(|(region, tenant)| {
            json!({"region": region, "tenantName": tenant, "users": usage(world, project, (region, tenant))})
        })
        .collect();
    Reply::json(200, json!({"quotas": quotas}))
}

pub(super) fn of_customer(world: &World, project: &str, customer: &str) -> Result<Reply, Refusal> {
    let customer = customers::find(world, project, customer)?;
    Ok(Reply::json(200, json!({"users": usage(world, project, realm(customer))})))
}

/// Refuses one more enabled user when the customer's realm is full.
pub(super) fn check_seat(world: &World, customer: &Value) -> Result<(), Refusal> {
    let usage = usage(world, text(customer, "projectId"), realm(customer));
    if usage["remaining"] == 0 {
        return Err(Refusal::new(403, "The user quota of this tenant is used up"));
    }
    Ok(())
}

fn usage(world: &World, project: &str, wanted: (&str, &str)) -> Value {
    let enabled = |user: &&Value| user["enabled"] == true && realm(user) == wanted;
    let usage = i64::try_from(world.store.rows(USERS).iter().filter(enabled).count()).unwrap_or(i64::MAX);
    let quota = configured(world, project).find(|row| realm(row) == wanted);
    let quota = quota.and_then(|row| row["quota"].as_i64()).unwrap_or(-1);
    let remaining = if quota < 0 { -1 } else { (quota - usage).max(0) };
    json!({"quota": quota, "usage": usage, "remaining": remaining})
}

fn configured<'a>(world: &'a World, project: &str) -> impl Iterator<Item = &'a Value> {
    let project = world.store.find(PROJECTS, |row| row["projectId"] == project);
    project.and_then(|row| row["quotas"].as_array()).into_iter().flatten()
}

fn realm(row: &Value) -> (&str, &str) {
    (text(row, "region"), text(row, "tenantName"))
}
