//! `confident_project` beyond its life: descriptions that are none, owners, keys shown once, organizations mixed up.

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

const ADDRESS: &str = "confident_project.it";

fn project(arguments: &str) -> String {
    format!("resource \"confident_project\" \"it\" {{\n  name = \"Triage\"\n{arguments}}}\n")
}

#[test]
fn empty_or_omitted_project_description_clears_it() {
    let world = World::new(&["confident"]);
    for (arguments, stored) in [
        ("  description = \"\"\n", json!("")),
        ("  description = \"Answers first.\"\n", json!("Answers first.")),
        ("  description = \"\"\n", json!("")),
        ("  description = \"Answers again.\"\n", json!("Answers again.")),
        ("", Value::Null),
    ] {
        world.write(&project(arguments));
        world.apply();
        world.plan().assert_empty(&format!("after {arguments:?}"));
        assert_eq!(world.object(ADDRESS)["description"], stored);
    }
    let journal = world.sandbox.journal();
    let sent: Vec<_> = journal.writes().into_iter().map(|entry| entry.body["description"].clone()).collect();
    let nothing = Value::Null;
    assert_eq!(sent, [nothing, json!("Answers first."), json!(""), json!("Answers again."), json!("")]);
}

#[test]
fn a_server_that_clears_to_nothing_is_no_drift() {
    let world = World::new(&["confident"]);
    world.write(&project("  description = \"\"\n"));
    world.apply();
    for description in [json!(""), Value::Null] {
        let set = json!({ "description": description });
        world.sandbox.edit("confident", "projects", &json!({ "name": "Triage" }), &set);
        world.plan().assert_empty(&format!("with {set}"));
    }
}

#[test]
fn an_owner_is_named_once_and_in_any_case() {
    let world = World::new(&["confident"]);
    world.write(&project("  owner_email = \"Olga@Clinic.example\"\n"));
    world.apply();
    world.plan().assert_empty("after the creation");
    world.write(&project("  owner_email = \"olga@clinic.example\"\n"));
    world.plan().assert_empty("with the address in other letters");

    let id = text(&world.object(ADDRESS), "id");
    world.elsewhere(|clone| {
        clone.import(ADDRESS, &id);
        clone.plan().changes("after the import").assert_action(ADDRESS, &["update"]);
        clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded();
        clone.plan().assert_empty("after the first value was stored");
    });
}

#[test]
fn rejects_invalid_owner_email_before_any_request() {
    let world = World::new(&["confident"]);
    world.write(&project("  owner_email = \"somebody\"\n"));
    let refused = world.plan_fails();
    assert!(refused.prose().contains("`owner_email` must be an email address"), "{refused}");
    assert!(refused.text().contains("main.tf line 3"), "the line is named: {refused}");
}

#[test]
fn protected_project_is_not_destroyed_or_replaced() {
    let world = World::new(&["confident"]);
    world.write(&project("  deletion_protection = true\n"));
    world.apply();
    world.write(&project("  deletion_protection = true\n  owner_email = \"olga@clinic.example\"\n"));
    let refused = world.plan_fails();
    assert!(refused.prose().contains("Changing `owner_email` forces replacement."), "{refused}");
    world.write("");
    let refused = world.plan_fails();
    assert!(refused.prose().contains("deletion_protection"), "{refused}");
}

#[test]
fn governance_policy_from_console_is_no_diff() {
    let world = World::new(&["confident"]);
    world.write(&project(""));
    world.apply();
    assert_eq!(world.object(ADDRESS)["governance_policy"], Value::Null);
    let policy = json!({ "id": "gp-1", "name": "High risk" });
    let set = json!({ "governancePolicy": policy });
    world.sandbox.edit("confident", "projects", &json!({ "name": "Triage" }), &set);
    world.plan().assert_empty("after the policy was assigned");
    world.write(&project("  description = \"Answers first.\"\n"));
    world.apply();
    assert_eq!(world.object(ADDRESS)["governance_policy"], policy);
}

#[test]
fn a_project_found_after_a_lost_answer_keeps_its_key() {
    let world = World::new(&["confident"]);
    world.sandbox.fault(&json!({
        "product": "confident", "method": "POST", "path": "/v2/projects", "cut": "after_write",
    }));
    world.write(&project(""));
    let applied = world.apply();
    assert!(applied.prose().contains("was found after the response was lost"), "{applied}");
    let made = world.object(ADDRESS);
    // Its first key may be in use by whoever else made the project, so it is not rotated to learn the secret.
    assert_eq!(made["default_api_key"], Value::Null);
    assert_eq!(world.sandbox.journal().sent("POST", "/rotate").len(), 0, "{}", world.sandbox.journal());
    world.plan().assert_empty("after the creation");
}

#[test]
fn keeps_project_and_key_if_read_after_create_fails() {
    let world = World::new(&["confident"]);
    world.sandbox.fault(&json!({
        "product": "confident", "method": "GET", "path": "/v2/projects/*", "times": 0, "status": 403,
        "body": { "success": false, "error": "not now" },
    }));
    world.write(&project(""));
    let applied = world.apply();
    assert!(applied.prose().contains("could not be read yet"), "{applied}");
    assert!(world.sandbox.secrets().contains(&text(&world.object(ADDRESS), "default_api_key")));
    world.plan().assert_empty("after the creation");
}

#[test]
fn another_organizations_key_removes_no_project() {
    let world = World::new(&["confident"]);
    world.write(&project(""));
    world.apply();
    world.sandbox.edit("confident", "organization", &json!({}), &json!({ "id": "another" }));
    world.sandbox.remove("confident", "projects", &json!({ "name": "Triage" }));
    let refused = world.plan_fails();
    assert!(refused.prose().contains("The credentials belong to another organization"), "{refused}");
    world.object(ADDRESS);
}
