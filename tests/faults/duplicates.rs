//! A creation that meets an object somebody else made names it and prints the block that imports it.

use serde_json::json;

use crate::provider::Provider;
use crate::sandbox::Sandbox;
use crate::{Config, project, user};

fn check(resource: &str, config: Config) {
    let sandbox = Sandbox::start();
    let config = config(&sandbox);
    let theirs = Provider::of(&sandbox).create(resource, &config);
    assert!(!theirs.failed(), "{theirs:?}");
    let before = sandbox.record_counts();
    let id = theirs.text("id");
    let ours = Provider::of(&sandbox).create(resource, &config);
    assert!(ours.failed() && !ours.is_stored(), "{ours:?}");
    assert!(ours.says(&format!("Cannot create {resource} `")), "{ours:?}");
    let block = format!("import {{\n  to = {resource}.<name>\n  id = {id:?}\n}}\n");
    assert!(ours.says(&block), "not said: {block}{ours:?}");
    assert_eq!(sandbox.record_counts(), before);
}

#[test]
fn what_is_there_already_is_named_with_its_import_block() {
    check("corti_customer", |_| json!({"customer_id": "clinic", "display_name": "Clinic"}));
    check("corti_user", user);
    check("cortecs_api_key", |_| json!({"name": "reports"}));
    check("confident_project", |_| json!({"name": "Triage"}));
    check("confident_role", |_| json!({"name": "Accountant"}));
    check("confident_role", |sandbox| json!({"name": "Accountant", "project_id": project(sandbox)}));
    check("confident_policy", |_| json!({"name": "Readers", "permissions": []}));
    check(
        "confident_policy",
        |sandbox| json!({"name": "Readers", "permissions": [], "project_id": project(sandbox)}),
    );
}

#[test]
fn a_person_who_is_invited_already_is_adopted_without_a_second_mail() {
    let sandbox = Sandbox::start();
    let config = json!({"email": "nurse@acme.example"});
    let first = Provider::of(&sandbox).create("confident_member", &config);
    let second = Provider::of(&sandbox).create("confident_member", &config);
    assert!(!second.failed() && second.says("was adopted"), "{second:?}");
    assert_eq!(second.text("invitation_id"), first.text("invitation_id"));
    assert_eq!(sandbox.journal().sent("POST", "/invitations").len(), 1);
}

#[test]
fn keys_of_one_name_are_no_duplicates_where_names_may_repeat() {
    let sandbox = Sandbox::start();
    let config = json!({"name": "ci"});
    let [one, other] = [(); 2].map(|()| Provider::of(&sandbox).create("confident_api_key", &config));
    assert!(!one.failed() && !other.failed(), "{one:?} {other:?}");
    assert_ne!(one.text("key_id"), other.text("key_id"));
}
