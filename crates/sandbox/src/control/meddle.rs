//! Changes made behind a client's back: edited and removed rows, answered invitations, a key rotated by somebody else.
//!
//! The account stays sound: what depends on a removed row goes with it, as it would in the vendor's own console.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Problem;
use crate::{
    confident::{self, Scope},
    corti, fresh,
    store::{Product, Table, text},
    world::World,
};

/// The members of rows that hold a secret.
const SECRETS: [&str; 5] = ["password", "api_key", "value", "shadowValue", "token"];

/// Rows of one collection. An empty `match` is every row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Remove {
    product: Product,
    collection: String,
    #[serde(default, rename = "match")]
    wanted: Map<String, Value>,
}

/// Rows of one collection and the members to set in them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    product: Product,
    collection: String,
    #[serde(default, rename = "match")]
    wanted: Map<String, Value>,
    set: Map<String, Value>,
}

/// An invited person; without `project_id` the invitation is the organization's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Invited {
    email: String,
    project_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotated {
    key_id: i64,
}

pub(super) fn edit(world: &mut World, edit: &Edit) -> Result<Value, Problem> {
    let table = table(edit.product, &edit.collection)?;
    for name in SECRETS {
        world.store.secrets.extend(edit.set.get(name).and_then(Value::as_str).map(str::to_owned));
    }
    let mut renamed = Vec::new();
    let mut changed = 0;
    for row in world.store.rows_mut(table).iter_mut().filter(|row| matches(row, &edit.wanted)) {
        changed += 1;
        let old = row.clone();
        for (name, value) in &edit.set {
            row[name] = value.clone();
        }
        renamed.push((old, row.clone()));
    }
    if edit.product == Product::Corti && edit.collection == "customers" {
        for (old, new) in renamed {
            let project = text(&old, "projectId");
            corti::customers::move_users(world, project, text(&old, "customerId"), text(&new, "customerId"));
        }
    }
    Ok(json!({"changed": changed}))
}

pub(super) fn remove(world: &mut World, remove: &Remove) -> Result<Value, Problem> {
    let table = table(remove.product, &remove.collection)?;
    let removed = world.store.take(table, |row| matches(row, &remove.wanted));
    for row in &removed {
        match (remove.product, remove.collection.as_str()) {
            (Product::Corti, "customers") => {
                let (project, customer) = (&row["projectId"], &row["customerId"]);
                world.store.take(corti::USERS, |user| {
                    user["projectId"] == *project && user["customerId"] == *customer
                });
            }
            (Product::Confident, "projects") => confident::projects::delete_contents(world, text(row, "id")),
            (Product::Confident, "members") => confident::members::after_removal(world, row),
            (Product::Confident, "roles") => confident::roles::after_removal(world, text(row, "id")),
            (Product::Confident, "policies") => confident::policies::after_removal(world, text(row, "id")),
            _ => {}
        }
    }
    Ok(json!({"changed": removed.len()}))
}

pub(super) fn accept(world: &mut World, invited: &Invited) -> Result<Value, Problem> {
    answered(confident::invitations::accept(world, invited.scope(), &invited.email()))
}

pub(super) fn decline(world: &mut World, invited: &Invited) -> Result<Value, Problem> {
    answered(confident::invitations::decline(world, invited.scope(), &invited.email()))
}

pub(super) fn rotate(world: &mut World, rotated: &Rotated) -> Result<Value, Problem> {
    if confident::keys::rotate_elsewhere(world, rotated.key_id) {
        return Ok(json!({"changed": 1}));
    }
    Err(Problem(format!("there is no key {}", rotated.key_id)))
}

impl Invited {
    fn scope(&self) -> Scope<'_> {
        self.project_id.as_deref().map_or(Scope::Organization, Scope::Project)
    }

    fn email(&self) -> String {
        self.email.trim().to_lowercase()
    }
}

fn answered(found: bool) -> Result<Value, Problem> {
    if found { Ok(json!({"changed": 1})) } else { Err(Problem("there is no pending invitation".to_owned())) }
}

fn matches(row: &Value, wanted: &Map<String, Value>) -> bool {
    wanted.iter().all(|(name, value)| row[name] == *value)
}

fn table(product: Product, collection: &str) -> Result<Table, Problem> {
    fresh::table(product, collection).ok_or_else(|| {
        let known: Vec<&str> =
            fresh::TABLES.iter().filter(|table| table.0 == product).map(|table| table.1).collect();
        Problem(format!("there is no collection {collection:?}; there are {}", known.join(", ")))
    })
}
