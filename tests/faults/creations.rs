//! Creations: the object is made once and stored, or not made and not stored.

use serde_json::json;

use crate::provider::{Object, Provider};
use crate::sandbox::Sandbox;
use crate::types::{Lost, Type, each_written_type};
use crate::{adoptions, config, ensure, inject_fault, types, under_every_fault};

each_written_type!(is_created_once_or_not_at_all: super::check);

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

fn end(fault: &str, of: &Type) -> End {
    match fault {
        "500" | "503" => End::NotMade,
        // Only looking can tell that the first POST made nothing.
        "cut before the write" | "502 with HTML" if of.lost == Lost::Beside => End::NotMade,
        "cut after the write"
        | "half an answer"
        | "502 after the write"
        | "time-out"
        | "unparsable success"
        | "success of another shape" => match of.lost {
            Lost::Adopted if of.secret.is_some() => End::MadeWithoutSecret,
            Lost::Adopted | Lost::Recreated => End::Made,
            Lost::Named => End::Named,
            Lost::Beside => End::Beside,
        },
        _ => End::Made,
    }
}

fn check(of: &Type) {
    let Some(path) = of.posted_to else { return adoptions::check(of) };
    under_every_fault(of.name, |name, fault| {
        let sandbox = Sandbox::start();
        let config = config(of, &sandbox);
        let before = sandbox.records(of.collection);
        inject_fault(&sandbox, "POST", path, fault);
        let created = Provider::of(&sandbox).create(of.name, &config);
        let made = sandbox.records(of.collection) - before;
        let end = end(name, of);
        ended(of, &sandbox, &created, made, end)?;
        let deleted = sandbox.journal().writes().iter().any(|it| it.method == "DELETE");
        ensure(!deleted || of.lost == Lost::Recreated, || {
            format!("something was deleted: {}", sandbox.journal())
        })?;
        if end == End::NotMade {
            sandbox.clear_faults();
            let again = Provider::of(&sandbox).create(of.name, &config);
            let made = sandbox.records(of.collection) - before;
            ensure(!again.failed() && made == 1, || format!("the next apply made {made}: {again:?}"))?;
        }
        Ok(())
    });
    is_not_created_if_unreachable(of);
}

fn ended(of: &Type, sandbox: &Sandbox, created: &Object, made: usize, end: End) -> Result<(), String> {
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
    match of.secret.filter(|_| stored) {
        Some(name) => {
            let known = created.state.get(name).text();
            ensure(known.is_some() != (end == End::MadeWithoutSecret), || format!("the secret: {said:?}"))?;
            let returned = sandbox.secrets();
            ensure(known.is_none_or(|it| returned.iter().any(|secret| secret == it)), || {
                "the state has a secret that the API did not return".to_owned()
            })
        }
        None => Ok(()),
    }
}

fn is_not_created_if_unreachable(of: &Type) {
    let sandbox = Sandbox::start();
    let config = config(of, &sandbox);
    let before = sandbox.record_counts();
    let created = Provider::unreachable(&sandbox).create(of.name, &config);
    assert!(created.failed() && !created.is_stored(), "{created:?}");
    let tried = format!("Cannot create {}", of.name);
    for text in [tried.as_str(), "could not be reached", "Check `base_url`"] {
        assert!(created.says(text), "{text} is not said: {created:?}");
    }
    assert!(!created.says("may exist"), "nothing was sent: {created:?}");
    assert_eq!(sandbox.record_counts(), before);
}

#[test]
fn a_user_with_a_password_is_named() {
    // No list shows the password.
    let with_password = types::corti_user().with("password", "first-password-0001");
    check(&Type { lost: Lost::Named, ..with_password });
}

#[test]
fn a_key_of_a_generated_name_is_created_again() {
    let create = json!({"name_prefix": "reports-"});
    check(&Type { create, lost: Lost::Recreated, ..types::cortecs_api_key() });
}

#[test]
fn generated_key_lost_twice_leaves_nothing() {
    let sandbox = Sandbox::start();
    let before = sandbox.records("cortecs/api_keys");
    inject_fault(&sandbox, "POST", "/manage/api-keys", &json!({"cut": "after_write", "times": 2}));
    let created = Provider::of(&sandbox).create("cortecs_api_key", &json!({"name_prefix": "reports-"}));
    assert!(created.failed() && !created.is_stored(), "{created:?}");
    assert!(created.says("lost twice"), "{created:?}");
    assert_eq!(sandbox.records("cortecs/api_keys"), before, "{created:?}");
}

#[test]
fn confident_key_lost_twice_names_both() {
    let sandbox = Sandbox::start();
    let before = sandbox.records("confident/api_keys");
    inject_fault(&sandbox, "POST", "/v2/organization/api-keys", &json!({"cut": "after_write", "times": 2}));
    let created = Provider::of(&sandbox).create("confident_api_key", &json!({"name": "ci"}));
    assert!(created.failed() && !created.is_stored() && created.says("another run"), "{created:?}");
    assert_eq!(sandbox.records("confident/api_keys"), before + 2, "{created:?}");
}

/// What was not sent cannot have made anything, whatever the requests before it met.
#[test]
fn failed_list_before_create_sends_no_write() {
    for (resource, config, path) in [
        ("confident_role", json!({"name": "Accountant"}), "/v2/organization/roles"),
        ("confident_policy", json!({"name": "Readers", "permissions": []}), "/v2/organization/permissions"),
        ("confident_member", json!({"email": "nurse@acme.example"}), "/v2/organization/members"),
    ] {
        let sandbox = Sandbox::start();
        inject_fault(&sandbox, "GET", path, &json!({"cut": "before_write", "times": 0}));
        let created = Provider::of(&sandbox).create(resource, &config);
        assert!(created.failed() && !created.is_stored(), "{created:?}");
        assert!(!created.says("may exist") && created.says("Run the command again"), "{created:?}");
        assert_eq!(sandbox.journal().writes().len(), 0, "{}", sandbox.journal());
    }
}
