//! Nothing is lost and nothing is orphaned: every write of every resource under every fault of the line and the server.
//!
//! The real server of the provider runs in this process against a sandbox of its own for each case; Terraform's part is
//! played here. What the API made must be what state holds.

#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod adoptions;
mod changes;
mod clock;
mod creations;
mod default_keys;
mod duplicates;
mod exclusive;
mod lag;
mod large_accounts;
mod ownership;
mod provider;
mod reads;
mod requests;
mod seats;
mod steps;

#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../acceptance/journal.rs"]
mod journal;
#[allow(dead_code, reason = "the linter of the protocol tests, of which this needs a part")]
#[path = "../protocol/linter/mod.rs"]
mod linter;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../acceptance/sandbox.rs"]
mod sandbox;
#[allow(dead_code, reason = "Terraform's part in the protocol tests, of which this needs the values")]
#[path = "../protocol/terraform.rs"]
mod terraform;

#[allow(dead_code, reason = "the table of the acceptance tests, of which this needs a part")]
#[path = "../types/mod.rs"]
mod types;

use serde_json::{Value, json};

use sandbox::Sandbox;
use types::{Parent, Type};

/// What may befall a write.
fn faults() -> Vec<(&'static str, Value)> {
    vec![
        ("no fault", json!(null)),
        ("cut before the write", json!({"cut": "before_write"})),
        ("cut after the write", json!({"cut": "after_write"})),
        ("half an answer", json!({"truncate": true})),
        ("time-out", json!({"delay_ms": 3_200})),
        ("429", json!({"status": 429, "headers": {"Retry-After": "1"}})),
        ("500", json!({"status": 500, "body": {"error": "internal"}})),
        (
            "502 with HTML",
            json!({"status": 502, "body": "<html>Bad Gateway</html>", "content_type": "text/html"}),
        ),
        (
            "502 after the write",
            json!({"answer": {"status": 502, "body": "<html>", "content_type": "text/html"}}),
        ),
        ("503", json!({"status": 503, "body": {"error": "maintenance"}})),
        ("503 with Retry-After", json!({"status": 503, "headers": {"Retry-After": "1"}})),
        ("unparsable success", json!({"answer": {"body": "{\"unexpected\": [1, 2"}})),
        ("success of another shape", json!({"answer": {"body": {"hello": "world"}}})),
    ]
}

/// Runs a case for every fault, side by side, and reports those that failed.
fn under_every_fault(what: &str, case: impl Fn(&str, &Value) -> Result<(), String> + Sync) {
    let failed: Vec<String> = std::thread::scope(|scope| {
        let case = &case;
        let cases: Vec<_> = faults()
            .into_iter()
            .map(|(name, fault)| (name, scope.spawn(move || case(name, &fault))))
            .collect();
        cases
            .into_iter()
            .filter_map(|(name, case)| {
                let outcome = case.join().unwrap_or_else(|_| Err("panicked".to_owned()));
                outcome.err().map(|why| format!("{name}: {why}"))
            })
            .collect()
    });
    assert!(failed.is_empty(), "{what}\n{}", failed.join("\n"));
}

/// Plants a fault for the first request of a method to a path; `*` matches.
fn inject_fault(sandbox: &Sandbox, method: &str, path: &str, fault: &Value) {
    if let Value::Object(fault) = fault {
        let mut fault = fault.clone();
        fault.insert("method".to_owned(), method.into());
        fault.insert("path".to_owned(), path.into());
        sandbox.fault(&fault.into());
    }
}

/// The case failed unless this holds.
fn ensure(holds: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why()) }
}

/// What is configured, in a sandbox in which everything else is there.
fn config(of: &Type, sandbox: &Sandbox) -> Value {
    let mut config = of.create.clone();
    match of.parent {
        Parent::Account => {}
        Parent::Project => {
            config["project_id"] = project(sandbox);
        }
        Parent::Customer => {
            config["customer_id"] = customer(sandbox);
        }
    }
    config
}

/// The id of a project that is there.
fn project(sandbox: &Sandbox) -> Value {
    sandbox.seed("confident", "projects", 1);
    seeded_project(sandbox)
}

fn seeded_project(sandbox: &Sandbox) -> Value {
    sandbox.find("confident", "projects", &json!({"name": "seed-0001"}))["id"].clone()
}

/// The id of a customer that is there.
fn customer(sandbox: &Sandbox) -> Value {
    sandbox.seed("corti", "customers", 1);
    "seed-0001".into()
}

/// A user with a password, of a customer that is there.
fn user(sandbox: &Sandbox) -> Value {
    config(&types::corti_user().with("password", "first-password-0001"), sandbox)
}

/// The id of the project it is in; null for the organization.
fn project_id(of: &Type, sandbox: &Sandbox) -> Value {
    if of.parent != Parent::Project {
        return Value::Null;
    }
    seeded_project(sandbox)
}

/// What the API has of the one object.
fn row(of: &Type, sandbox: &Sandbox) -> Value {
    let (member, attribute) = of.known_by;
    let matching = match &of.create[attribute] {
        Value::Null => json!({}),
        known => json!({ member: known }),
    };
    sandbox.find(of.product(), of.table(), &matching)
}
