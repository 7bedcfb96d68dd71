//! Creates many records at once, named `seed-0001`, `seed-0002`, …. A second call continues with the next number.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    account::Account,
    confident::{self, Scope, invitations, keys, members, policies, projects, roles},
    cortecs, corti, initial,
    out_of_band::Problem,
    store::{Product, Table, text},
};

/// What to create, how many, and in which project or customer. Without `project_id` it is Corti's first project or
/// Confident AI's organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seed {
    product: Product,
    collection: String,
    count: usize,
    project_id: Option<String>,
    customer_id: Option<String>,
}

pub(crate) fn seed(account: &mut Account, seed: &Seed) -> Result<Value, Problem> {
    match seed.product {
        Product::Corti => corti(account, seed)?,
        Product::Cortecs if seed.collection == "api_keys" => {
            for name in names(account, cortecs::API_KEYS, "name", seed.count, |_| true) {
                let row = cortecs::keys::row(account, &name, false);
                account.insert(cortecs::API_KEYS, row);
            }
        }
        Product::Confident => confident(account, seed)?,
        Product::Cortecs => return Err(unseedable(seed)),
    }
    Ok(json!({"changed": seed.count}))
}

fn corti(account: &mut Account, seed: &Seed) -> Result<(), Problem> {
    let first =
        account.store.rows(corti::PROJECTS).first().map_or("", |row| text(row, "projectId")).to_owned();
    let project = seed.project_id.as_deref().unwrap_or(&first);
    let in_project = |row: &Value| row["projectId"] == project;
    match seed.collection.as_str() {
        "customers" => {
            for name in names(account, corti::CUSTOMERS, "customerId", seed.count, in_project) {
                let row = corti::customers::row(account, project, &name, &name.as_str().into());
                account.insert(corti::CUSTOMERS, row);
            }
        }
        "users" => {
            let customer = seed.customer_id.as_deref().unwrap_or_default();
            let parent = corti::customers::find(account, project, customer);
            let parent = parent.map_err(|error| Problem(error.message))?.clone();
            // Email addresses are unique across customers and projects.
            for name in names(account, corti::USERS, "email", seed.count, |_| true) {
                let row = corti::users::row(account, &parent, &format!("{name}@sandbox.example"));
                account.insert(corti::USERS, row);
            }
        }
        _ => return Err(unseedable(seed)),
    }
    Ok(())
}

fn confident(account: &mut Account, seed: &Seed) -> Result<(), Problem> {
    let scope = seed.project_id.as_deref().map_or(Scope::Organization, Scope::Project);
    if let Scope::Project(id) = scope {
        projects::find(account, id).map_err(|error| Problem(error.message))?;
    }
    let (make, naming): (fn(&mut Account, Scope<'_>, &str) -> Value, _) = match seed.collection.as_str() {
        "projects" => (|account, _, name| projects::row(account, &name.into()), "name"),
        "api_keys" => (|account, scope, name| keys::row(account, scope, &name.into(), None), "name"),
        "roles" => (|account, scope, name| roles::SETS.row(account, scope, &name.into()), "name"),
        "policies" => (|account, scope, name| policies::SETS.row(account, scope, &name.into()), "name"),
        "invitations" => {
            (|account, scope, name| invitations::row(account, scope, &email(name), &Value::Null), "email")
        }
        "members" => {
            seed_members(account, scope, seed.count);
            return Ok(());
        }
        _ => return Err(unseedable(seed)),
    };
    let table = initial::table(seed.product, &seed.collection).ok_or_else(|| unseedable(seed))?;
    for name in names(account, table, naming, seed.count, |row| scope.owns(row)) {
        let row = make(account, scope, &name);
        if seed.collection == "projects" {
            projects::insert(account, row);
        } else {
            account.insert(table, row);
        }
    }
    Ok(())
}

/// Members of a project are members of the organization first. Known people are looked up in one pass.
fn seed_members(account: &mut Account, scope: Scope<'_>, count: usize) {
    let names = names(account, confident::MEMBERS, "email", count, |row| scope.owns(row));
    let known = account.store.rows(confident::PEOPLE).iter();
    let known: BTreeMap<String, Value> =
        known.map(|row| (text(row, "email").to_owned(), row.clone())).collect();
    let rows = account.store.rows(confident::MEMBERS).iter().filter(|row| Scope::Organization.owns(row));
    let inside: BTreeSet<String> = rows.map(|row| text(row, "email").to_owned()).collect();
    let organization_role = roles::built_in(account, Scope::Organization, "Member");
    let project_role = roles::built_in(account, scope, "Member");
    for name in names {
        let email = email(&name);
        let person = match known.get(&email) {
            Some(person) => person.clone(),
            None => members::new_person(account, &email),
        };
        if !inside.contains(&email) {
            members::insert(account, Scope::Organization, &person, &organization_role);
        }
        if let Scope::Project(_) = scope {
            members::insert(account, scope, &person, &project_role);
        }
    }
}

/// The next names, after the highest number in use.
fn names(
    account: &Account,
    table: Table,
    naming: &str,
    count: usize,
    concerned: impl Fn(&Value) -> bool,
) -> Vec<String> {
    let number = |row: &Value| -> Option<usize> {
        let digits = text(row, naming).strip_prefix("seed-")?;
        digits.split('@').next()?.parse().ok()
    };
    let rows = account.store.rows(table).iter().filter(|row| concerned(row));
    let last = rows.filter_map(number).max().unwrap_or(0);
    (last + 1..=last + count).map(|number| format!("seed-{number:04}")).collect()
}

fn email(name: &str) -> String {
    format!("{name}@sandbox.example")
}

fn unseedable(seed: &Seed) -> Problem {
    Problem(format!("{:?} of {:?} cannot be seeded", seed.collection, seed.product))
}
