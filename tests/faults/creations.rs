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
    /// The attribute that must hold a secret afterwards.
    secret: Option<&'static str>,
    /// What becomes of an object whose response was lost.
    lost: Lost,
    /// Whether the server keeps the name unique, so that a second POST cannot make a second object.
    unique: bool,
}

/// What becomes of an object that was made and whose response was lost.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lost {
    /// It equals the request in everything, so it is adopted; a secret in the response is lost.
    Adopted,
    /// Its name was generated, so it is certainly ours: it is deleted and made again.
    Remade,
    /// It may be another run's: an error names it.
    Named,
    /// It may be another run's, and names may repeat: a second one is made, and a warning names the first.
    Beside,
}

/// What the case must end in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// The object is there, once, and state has it.
    Made,
    /// Nothing was made, and an error says why.
    NotMade,
    /// The object is there, and state has it without the secret that was lost.
    MadeWithoutSecret,
    /// One object is there that state does not have, and an error names it.
    Named,
    /// One object is there that state has, and one that a warning names.
    Beside,
}

fn end(fault: &str, creation: &Creation) -> End {
    match fault {
        "500" | "503" => End::NotMade,
        // Only looking can tell that the first POST made nothing.
        "cut before the write" | "502 with HTML" if !creation.unique => End::NotMade,
        "cut after the write"
        | "half an answer"
        | "time-out"
        | "unparsable success"
        | "success of another shape" => match creation.lost {
            Lost::Adopted if creation.secret.is_some() => End::MadeWithoutSecret,
            Lost::Adopted | Lost::Remade => End::Made,
            Lost::Named => End::Named,
            Lost::Beside => End::Beside,
        },
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
        ended(creation, &created, made, end(name, creation))?;
        let deleted = sandbox.journal().writes().iter().any(|it| it.method == "DELETE");
        ensure(!deleted || creation.lost == Lost::Remade, || {
            format!("something was deleted: {}", sandbox.journal())
        })
    });
    nobody_listens(creation);
}

fn ended(creation: &Creation, created: &Object, made: usize, end: End) -> Result<(), String> {
    let said = &created.said;
    let (expected_made, stored) = match end {
        End::NotMade => (0, false),
        End::Made | End::MadeWithoutSecret => (1, true),
        End::Named => (1, false),
        End::Beside => (2, true),
    };
    ensure((made, created.is_stored(), created.failed()) == (expected_made, stored, !stored), || {
        format!("expected {end:?}, the API made {made}, stored: {}: {said:?}", created.is_stored())
    })?;
    ensure(created.says("another run") == matches!(end, End::Named | End::Beside), || {
        format!("what may be another run's is named, and nothing else: {said:?}")
    })?;
    match creation.secret.filter(|_| stored) {
        Some(name) => {
            let known = created.state.get(name).text().is_some();
            ensure(known != (end == End::MadeWithoutSecret), || format!("the secret: {said:?}"))
        }
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

const CONFIDENT: Creation = Creation {
    resource: "",
    config: |_| Value::Null,
    path: "",
    collection: "",
    secret: None,
    lost: Lost::Adopted,
    unique: true,
};

#[test]
fn a_corti_customer_is_made_once_or_not_at_all() {
    check(&Creation {
        resource: "corti_customer",
        config: |_| json!({"customer_id": "clinic", "display_name": "Clinic"}),
        path: "/projects/*/customers",
        collection: "corti/customers",
        secret: None,
        lost: Lost::Adopted,
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
        // No list shows the password.
        lost: Lost::Named,
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
        lost: Lost::Named,
        unique: true,
    });
}

#[test]
fn a_cortecs_key_of_a_generated_name_is_made_again() {
    check(&Creation {
        resource: "cortecs_api_key",
        config: |_| json!({"name_prefix": "reports-"}),
        path: "/manage/api-keys",
        collection: "cortecs/api_keys",
        secret: Some("api_key"),
        lost: Lost::Remade,
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
        lost: Lost::Beside,
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
        lost: Lost::Beside,
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
fn a_generated_key_lost_twice_is_an_error_and_leaves_nothing() {
    let sandbox = Sandbox::start();
    let before = sandbox.records("cortecs/api_keys");
    plant(&sandbox, "POST", "/manage/api-keys", &json!({"cut": "after_write", "times": 2}));
    let created = Provider::of(&sandbox).create("cortecs_api_key", &json!({"name_prefix": "reports-"}));
    assert!(created.failed() && !created.is_stored(), "{created:?}");
    assert!(created.says("lost twice"), "{created:?}");
    assert_eq!(sandbox.records("cortecs/api_keys"), before, "{created:?}");
}

#[test]
fn a_confident_key_lost_twice_is_an_error_that_names_both() {
    let sandbox = Sandbox::start();
    let before = sandbox.records("confident/api_keys");
    plant(&sandbox, "POST", "/v2/organization/api-keys", &json!({"cut": "after_write", "times": 2}));
    let created = Provider::of(&sandbox).create("confident_api_key", &json!({"name": "ci"}));
    assert!(created.failed() && !created.is_stored() && created.says("another run"), "{created:?}");
    assert_eq!(sandbox.records("confident/api_keys"), before + 2, "{created:?}");
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
        assert!(!created.says("may exist") && created.says("Run the command again"), "{created:?}");
        assert_eq!(sandbox.journal().writes().len(), 0, "{}", sandbox.journal());
    }
}
