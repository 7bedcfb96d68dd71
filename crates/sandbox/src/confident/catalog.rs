//! The two permission catalogs, with every name in the vendor's documentation (contracts/confident.md 4).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{PERMISSIONS, Scope};
use crate::{account::Account, store::text};

const ORGANIZATION: [&str; 15] = [
    "apiKey:manage",
    "billing:manage",
    "billing:read",
    "featureAccess:manage",
    "iam:manage",
    "metric:manage",
    "modelCost:manage",
    "modelCredential:manage",
    "organization:manage",
    "project:create",
    "project:manage",
    "retentionConfig:manage",
    "sso:manage",
    "user:delete",
    "user:manage",
];

const PROJECT: [&str; 15] = [
    "dataset:create",
    "dataset:read",
    "dataset:update",
    "golden:create",
    "golden:read",
    "golden:update",
    "iam:manage",
    "project:delete",
    "promptBranch:merge",
    "retentionConfig:manage",
    "trace:delete",
    "trace:evaluate",
    "trace:read",
    "user:delete",
    "user:manage",
];

pub(super) fn list(account: &Account, scope: Scope<'_>) -> Value {
    let mine = account.store.rows(PERMISSIONS).iter().filter(|row| row["scope"] == scope.word());
    let shown: Vec<Value> = mine
        .map(|row| json!({"id": row["id"], "name": row["name"], "description": row["description"]}))
        .collect();
    json!({"permissions": shown})
}

/// The names of both catalogs by their ids.
pub(super) fn names(account: &Account) -> BTreeMap<&str, &str> {
    account.store.rows(PERMISSIONS).iter().map(|row| (text(row, "id"), text(row, "name"))).collect()
}

/// Fills both catalogs of a new store. Every third permission has no description.
pub(crate) fn fill(account: &mut Account) {
    let all = ORGANIZATION.map(|name| ("organization", name)).into_iter();
    for (place, (scope, name)) in all.chain(PROJECT.map(|name| ("project", name))).enumerate() {
        let description = (place % 3 > 0).then(|| name.split(':').rev().collect::<Vec<_>>().join(" "));
        let row =
            json!({"id": account.store.uuid(), "scope": scope, "name": name, "description": description});
        account.insert(PERMISSIONS, row);
    }
}
