//! Creations: the object is made once and stored, or not made and not stored.

use serde_json::{Value, json};

use crate::provider::{Object, Provider};
use crate::sandbox::Sandbox;
use crate::{Config, ensure, plant, project, under_every_fault, user};

/// A resource's creation.
struct Creation {
    resource: &'static str,
    config: Config,
    /// Where the POST goes; `*` matches.
    path: &'static str,
    /// The end of the place of the collection in the sandbox's state.
    collection: &'static str,
    /// The attribute that must hold a secret afterwards. A key whose secret was lost is made again, nothing else is.
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
}

fn end(fault: &str, unique: bool) -> End {
    match fault {
        "500" | "503" => End::NotMade,
        // Only looking can tell that the first POST made nothing.
        "cut before the write" | "502 with HTML" if !unique => End::NotMade,
        _ => End::Made,
    }
}

fn check(creation: &Creation) {
    under_every_fault(creation.resource, |name, fault| {
        let sandbox = Sandbox::start();
        let config = (creation.config)(&sandbox);
        let before = sandbox.records(creation.collection);
        plant(&sandbox, "POST", creation.path, fault);
        let created = Provider::of(&sandbox).create(creation.resource, &config);
        let made = sandbox.records(creation.collection) - before;
        ended(creation, &created, made, end(name, creation.unique))?;
        let deleted = sandbox.journal().writes().iter().any(|it| it.method == "DELETE");
        ensure(!deleted || creation.secret.is_some(), || {
            format!("something was deleted: {}", sandbox.journal())
        })
    });
    nobody_listens(creation);
}

fn ended(creation: &Creation, created: &Object, made: usize, end: End) -> Result<(), String> {
    let said = &created.said;
    let stored = usize::from(created.is_stored());
    ensure(made == stored, || format!("the API made {made}, state holds {stored}: {said:?}"))?;
    let expected = end == End::Made;
    ensure((created.failed(), made == 1) == (!expected, expected), || {
        format!("expected {end:?}, made {made}: {said:?}")
    })?;
    match creation.secret.filter(|_| expected) {
        Some(name) => ensure(created.state.get(name).text().is_some(), || "the secret is lost".to_owned()),
        None => Ok(()),
    }
}

fn nobody_listens(creation: &Creation) {
    let sandbox = Sandbox::start();
    let config = (creation.config)(&sandbox);
    let before = sandbox.record_counts();
    let created = Provider::of_nobody(&sandbox).create(creation.resource, &config);
    assert!(created.failed() && !created.is_stored(), "{created:?}");
    let tried = format!("Cannot create {}", creation.resource);
    for text in [tried.as_str(), "could not be reached", "Check `base_url`"] {
        assert!(created.says(text), "{text} is not said: {created:?}");
    }
    assert!(!created.says("may exist"), "nothing was sent: {created:?}");
    assert_eq!(sandbox.record_counts(), before);
}

const CONFIDENT: Creation =
    Creation { resource: "", config: |_| Value::Null, path: "", collection: "", secret: None, unique: true };

#[test]
fn a_corti_customer_is_made_once_or_not_at_all() {
    check(&Creation {
        resource: "corti_customer",
        config: |_| json!({"customer_id": "clinic", "display_name": "Clinic"}),
        path: "/projects/*/customers",
        collection: "corti/customers",
        secret: None,
        unique: true,
    });
}

#[test]
fn a_corti_user_is_made_once_or_not_at_all() {
    check(&Creation {
        resource: "corti_user",
        config: user,
        path: "/projects/*/users",
        collection: "corti/users",
        secret: None,
        unique: true,
    });
}

#[test]
fn a_cortecs_key_is_made_once_and_its_secret_is_stored() {
    check(&Creation {
        resource: "cortecs_api_key",
        config: |_| json!({"name": "reports"}),
        path: "/manage/api-keys",
        collection: "cortecs/api_keys",
        secret: Some("api_key"),
        unique: true,
    });
}

#[test]
fn a_confident_project_is_made_once_or_not_at_all() {
    check(&Creation {
        resource: "confident_project",
        config: |_| json!({"name": "Triage"}),
        path: "/v2/projects",
        collection: "confident/projects",
        secret: Some("default_api_key"),
        ..CONFIDENT
    });
}

#[test]
fn a_confident_key_is_made_once_and_its_secret_is_stored() {
    check(&Creation {
        resource: "confident_api_key",
        config: |_| json!({"name": "ci", "expires_in_days": 30}),
        path: "/v2/organization/api-keys",
        collection: "confident/api_keys",
        secret: Some("api_key"),
        unique: false,
    });
}

#[test]
fn a_key_of_a_confident_project_is_made_once_and_its_secret_is_stored() {
    check(&Creation {
        resource: "confident_api_key",
        config: |sandbox| json!({"name": "ci", "project_id": project(sandbox)}),
        path: "/v2/projects/*/api-keys",
        collection: "confident/api_keys",
        secret: Some("api_key"),
        unique: false,
    });
}

#[test]
fn a_person_is_invited_once_or_not_at_all() {
    check(&Creation {
        resource: "confident_member",
        config: |_| json!({"email": "nurse@acme.example"}),
        path: "/v2/organization/invitations",
        collection: "confident/invitations",
        ..CONFIDENT
    });
}

#[test]
fn a_confident_role_is_made_once_or_not_at_all() {
    check(&Creation {
        resource: "confident_role",
        config: |_| json!({"name": "Accountant"}),
        path: "/v2/organization/roles",
        collection: "confident/roles",
        ..CONFIDENT
    });
}

#[test]
fn a_policy_of_a_confident_project_is_made_once_or_not_at_all() {
    check(&Creation {
        resource: "confident_policy",
        config: |sandbox| json!({"name": "Readers", "permissions": ["trace:read"], "project_id": project(sandbox)}),
        path: "/v2/projects/*/policies",
        collection: "confident/policies",
        ..CONFIDENT
    });
}

#[test]
fn a_key_whose_answer_is_lost_twice_is_an_error_and_leaves_nothing_behind() {
    for (resource, config, path, collection) in [
        ("cortecs_api_key", json!({"name": "reports"}), "/manage/api-keys", "cortecs/api_keys"),
        ("confident_api_key", json!({"name": "ci"}), "/v2/organization/api-keys", "confident/api_keys"),
    ] {
        let sandbox = Sandbox::start();
        let before = sandbox.records(collection);
        plant(&sandbox, "POST", path, &json!({"cut": "after_write", "times": 2}));
        let created = Provider::of(&sandbox).create(resource, &config);
        assert!(created.failed() && !created.is_stored(), "{created:?}");
        assert!(created.says("lost twice"), "{created:?}");
        assert_eq!(sandbox.records(collection), before, "{created:?}");
    }
}

/// What was not sent cannot have made anything, whatever the requests before it met.
#[test]
fn a_list_that_is_not_answered_before_the_creation_leaves_no_doubt() {
    for (resource, config, path) in [
        ("confident_role", json!({"name": "Accountant"}), "/v2/organization/roles"),
        ("confident_policy", json!({"name": "Readers", "permissions": []}), "/v2/organization/permissions"),
        ("confident_member", json!({"email": "nurse@acme.example"}), "/v2/organization/members"),
    ] {
        let sandbox = Sandbox::start();
        plant(&sandbox, "GET", path, &json!({"cut": "before_write", "times": 0}));
        let created = Provider::of(&sandbox).create(resource, &config);
        assert!(created.failed() && !created.is_stored(), "{created:?}");
        assert!(!created.says("may exist") && created.says("Run it again"), "{created:?}");
        assert_eq!(sandbox.journal().writes().len(), 0, "{}", sandbox.journal());
    }
}
