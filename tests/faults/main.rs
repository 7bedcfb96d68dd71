//! Nothing is lost and nothing is orphaned: every creation of every resource under every fault of the line and the server.
//!
//! The real server of the provider runs in this process against a sandbox of its own for each case; Terraform's part, a plan
//! and an apply, is played here. What the API made must be what state holds.

#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod provider;

#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../acceptance/journal.rs"]
mod journal;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../acceptance/sandbox.rs"]
mod sandbox;

use serde_json::{Value, json};

use provider::{Applied, Provider};
use sandbox::Sandbox;

/// A resource's creation.
#[derive(Clone, Copy)]
struct Creation {
    resource: &'static str,
    /// What is configured.
    config: fn() -> Value,
    /// Records that must be there before.
    seed: Option<(&'static str, &'static str)>,
    /// Where the POST goes; `*` matches.
    path: &'static str,
    /// The end of the place of the collection in the sandbox's state.
    collection: &'static str,
    /// The attribute that must hold a secret afterwards.
    secret: Option<&'static str>,
    /// Whether the server keeps the name unique, so that a second POST cannot make a second object.
    unique: bool,
}

/// What the case must end in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// The object is there, once, and state has it.
    Made,
    /// Nothing was made, and an error says why.
    NotMade,
    /// The first POST made nothing, which only looking can tell: made by a second one where the name is unique, else not.
    MadeAgain,
}

/// Every fault, planted for the first creating request, and how it must end.
fn faults() -> Vec<(&'static str, Value, End)> {
    vec![
        ("no fault", json!(null), End::Made),
        ("cut before the write", json!({"cut": "before_write"}), End::MadeAgain),
        ("cut after the write", json!({"cut": "after_write"}), End::Made),
        ("half an answer", json!({"truncate": true}), End::Made),
        ("time-out", json!({"delay_ms": 1_600}), End::Made),
        ("429", json!({"status": 429, "headers": {"Retry-After": "1"}}), End::Made),
        ("500", json!({"status": 500, "body": {"error": "internal"}}), End::NotMade),
        (
            "502 with HTML",
            json!({"status": 502, "body": "<html>Bad Gateway</html>", "content_type": "text/html"}),
            End::MadeAgain,
        ),
        ("503", json!({"status": 503, "body": {"error": "maintenance"}}), End::NotMade),
        ("503 with Retry-After", json!({"status": 503, "headers": {"Retry-After": "1"}}), End::Made),
        ("unparsable success", json!({"answer": {"body": "{\"unexpected\": [1, 2"}}), End::Made),
        ("success of another shape", json!({"answer": {"body": {"hello": "world"}}}), End::Made),
    ]
}

fn check(creation: Creation) {
    let cases: Vec<_> = faults()
        .into_iter()
        .map(|(name, fault, end)| (name, std::thread::spawn(move || case(creation, &fault, end))))
        .collect();
    let failed: Vec<String> = cases
        .into_iter()
        .filter_map(|(name, case)| {
            case.join()
                .unwrap_or_else(|_| Err("panicked".to_owned()))
                .err()
                .map(|why| format!("{name}: {why}"))
        })
        .collect();
    assert!(failed.is_empty(), "{}\n{}", creation.resource, failed.join("\n"));
}

fn case(creation: Creation, fault: &Value, end: End) -> Result<(), String> {
    let sandbox = Sandbox::start();
    if let Some((product, collection)) = creation.seed {
        sandbox.seed(product, collection, 1);
    }
    let before = sandbox.records(creation.collection);
    if let Value::Object(fault) = fault {
        let mut fault = fault.clone();
        fault.insert("method".to_owned(), "POST".into());
        fault.insert("path".to_owned(), creation.path.into());
        sandbox.fault(&fault.into());
    }
    let applied = Provider::of(&sandbox).create(creation.resource, &(creation.config)());
    let made = sandbox.records(creation.collection) - before;
    ended(creation, &applied, made, end)
}

fn ended(creation: Creation, applied: &Applied, made: usize, end: End) -> Result<(), String> {
    let stored = usize::from(!applied.state.is_null());
    if made != stored {
        return Err(format!("the API made {made}, state holds {stored}: {:?}", applied.said));
    }
    let succeeded = !applied.said.iter().any(|line| line.starts_with("error"));
    let expected = end == End::Made || (end == End::MadeAgain && creation.unique);
    if (succeeded, made == 1) != (expected, expected) {
        return Err(format!("expected {end:?}, made {made}: {:?}", applied.said));
    }
    let secret = creation.secret.filter(|_| expected).map(|name| applied.state.get(name).text().is_some());
    if secret == Some(false) {
        return Err("the secret is lost".to_owned());
    }
    Ok(())
}

#[test]
fn a_corti_customer_is_made_once_or_not_at_all() {
    check(Creation {
        resource: "corti_customer",
        config: || json!({"customer_id": "clinic", "display_name": "Clinic"}),
        seed: None,
        path: "/projects/*/customers",
        collection: "corti/customers",
        secret: None,
        unique: true,
    });
}

#[test]
fn a_cortecs_key_is_made_once_and_its_secret_is_stored() {
    check(Creation {
        resource: "cortecs_api_key",
        config: || json!({"name": "reports"}),
        seed: None,
        path: "/manage/api-keys",
        collection: "cortecs/api_keys",
        secret: Some("api_key"),
        unique: true,
    });
}

#[test]
fn a_confident_project_is_made_once_or_not_at_all() {
    check(Creation {
        resource: "confident_project",
        config: || json!({"name": "Triage"}),
        seed: None,
        path: "/v2/projects",
        collection: "confident/projects",
        secret: Some("default_api_key"),
        unique: true,
    });
}

#[test]
fn a_confident_key_is_made_once_and_its_secret_is_stored() {
    check(Creation {
        resource: "confident_api_key",
        config: || json!({"name": "ci", "expires_in_days": 30}),
        seed: None,
        path: "/v2/organization/api-keys",
        collection: "confident/api_keys",
        secret: Some("api_key"),
        unique: false,
    });
}
