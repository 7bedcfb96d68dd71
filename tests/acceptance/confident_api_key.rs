//! `confident_api_key`: its life in both scopes, its import, its secret in state or sealed, the provider's own key.

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

pub(crate) const ADDRESS: &str = "confident_api_key.it";

/// A key of the organization with these further arguments.
pub(crate) fn key(arguments: &str) -> String {
    format!("resource \"confident_api_key\" \"it\" {{\n  name = \"ci\"\n{arguments}}}\n")
}

/// What the sandbox shows a key under.
pub(crate) fn row(object: &Value) -> Value {
    let id: i64 = text(object, "key_id").parse().expect("a number");
    json!({ "id": id })
}

#[test]
fn stores_disabled_key_between_create_and_disable() {
    let world = World::new(&["confident"]);
    world.sandbox.fault(&json!({
        "product": "confident", "method": "PUT", "path": "/v2/organization/api-keys/*", "status": 403,
        "body": { "success": false, "error": "not now" },
    }));
    world.write(&key("  enabled = false\n"));
    let refused = world.apply_fails();
    assert!(refused.text().contains("403"), "{refused}");
    let kept = world.object(ADDRESS);
    assert!(world.sandbox.secrets().contains(&text(&kept, "api_key")));
    assert_eq!(kept["enabled"], json!(true));

    let before = world.sandbox.record_counts();
    world.apply();
    world.plan().assert_empty("after the second attempt");
    assert_eq!(world.object(ADDRESS)["enabled"], json!(false));
    assert_eq!(world.sandbox.record_counts(), before, "no key was left behind");
}

#[test]
fn key_disabled_in_console_is_drift() {
    let world = World::new(&["confident"]);
    world.write(&key(""));
    world.apply();
    let made = world.object(ADDRESS);
    world.sandbox.edit("confident", "api_keys", &row(&made), &json!({ "valid": false }));
    world.plan().changes("after it was disabled").assert_action(ADDRESS, &["update"]);
    world.apply();
    assert_eq!(world.object(ADDRESS), made);
}

#[test]
fn imported_key_has_no_secret_and_is_not_rotated() {
    let world = World::new(&["confident"]);
    let recipient = age::x25519::Identity::generate().to_public();
    world.write(&key("  expires_in_days = 30\n"));
    world.apply();
    let id = text(&world.object(ADDRESS), "id");
    world.elsewhere(|clone| {
        clone.write(&key(&format!(
            "  expires_in_days    = 30\n  rotate_before_days = 7\n  rotation_triggers  = {{ year = \"2026\" }}\n  seal_to \
                        = \"{recipient}\"\n",
        )));
        clone.import(ADDRESS, &id);
        world.sandbox.clear_journal();
        let changes = clone.plan().changes("after the import");
        changes.assert_action(ADDRESS, &["update"]);
        assert!(changes.ran.prose().contains("The imported key is not rotated by `rotation_triggers`"), "{}", changes.ran);
        clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded();
        world.sandbox.journal().assert_only_gets("storing the first arguments");
        clone.plan().assert_empty("after they were stored");

        clone.write(&key(&format!(
            "  expires_in_days    = 30\n  rotate_before_days = 7\n  rotation_triggers  = {{ year = \"2027\" }}\n  seal_to \
                        = \"{recipient}\"\n",
        )));
        clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded();
        assert_eq!(world.sandbox.journal().sent("POST", "/rotate").len(), 1);
        clone.plan().assert_empty("after the rotation");
    });
}

#[test]
fn an_id_that_is_no_number_is_refused() {
    let world = World::new(&["confident"]);
    world.write(&key(""));
    let refused = world.terraform(&["import", "-input=false", "-no-color", ADDRESS, "ci"]);
    assert_eq!(refused.code(), 1, "{refused}");
    assert!(refused.prose().contains("The ID of an API key is a whole number"), "{refused}");
}

#[test]
fn invalid_key_arguments_fail_on_their_line() {
    for (arguments, line, complaint) in [
        ("  expires_in_days = 0\n", 3, "`expires_in_days` must be a whole number of at least 1"),
        ("  rotate_before_days = 7\n", 3, "`rotate_before_days` has no effect without `expires_in_days`"),
        (
            "  expires_in_days = 7\n  rotate_before_days = 7\n",
            4,
            "`rotate_before_days` must be less than `expires_in_days`",
        ),
        ("  grace_period_hours = -1\n", 3, "`grace_period_hours` must be a whole number of at least 0"),
        ("  seal_to = \"ssh-ed25519 AAAA\"\n", 3, "`seal_to` must be an age recipient"),
    ] {
        let world = World::new(&["confident"]);
        world.write(&key(arguments));
        let refused = world.plan_fails();
        assert!(refused.prose().contains(complaint), "{refused}");
        assert!(refused.text().contains(&format!("main.tf line {line}")), "the line is named: {refused}");
    }
}

#[test]
fn never_changes_the_key_the_provider_uses() {
    let world = World::new(&["confident"]);
    let own = world.sandbox.variable("CONFIDENT_ORG_API_KEY");
    let own = world.sandbox.find("confident", "api_keys", &json!({ "value": own }));
    let id = own["id"].to_string();
    let adopted = |arguments: &str| {
        format!("resource \"confident_api_key\" \"it\" {{\n  name = \"Provider key\"\n{arguments}}}\n")
    };
    world.write(&adopted(""));
    world.terraform(&["import", "-input=false", "-no-color", ADDRESS, &id]).succeeded();
    world.plan().assert_empty("after the import");
    for (configuration, verb) in [
        (adopted("  enabled = false\n"), "disable"),
        (adopted("  expires_in_days = 30\n"), "rotate"),
        (String::new(), "delete"),
    ] {
        world.write(&configuration);
        let refused = world.plan_fails();
        let expected = format!("Cannot {verb} the API key that the provider uses");
        assert!(refused.prose().contains(&expected), "{refused}");
    }
    assert_eq!(
        world.sandbox.find("confident", "api_keys", &json!({ "id": own["id"] }))["valid"],
        json!(true)
    );
}

#[test]
fn key_is_removed_with_its_deleted_project() {
    let world = World::new(&["confident"]);
    world.write(
        r#"
resource "confident_project" "home" {
  name = "Triage"
}
resource "confident_api_key" "it" {
  project_id = confident_project.home.id
  name       = "ci"
}
"#,
    );
    world.apply();
    world.sandbox.remove("confident", "projects", &json!({ "name": "Triage" }));
    let changes = world.plan().changes("after the project was deleted");
    changes.assert_action(ADDRESS, &["create"]);
    changes.assert_action("confident_project.home", &["create"]);
    world.apply();
    world.plan().assert_empty("after both were made again");
}

#[test]
fn a_key_that_may_be_anothers_is_named_and_left() {
    let world = World::new(&["confident"]);
    world.sandbox.fault(&json!({
        "product": "confident", "method": "POST", "path": "/v2/organization/api-keys", "cut": "after_write",
    }));
    world.write(&key(""));
    let keys = || world.sandbox.record_counts()["/tables/confident/api_keys"];
    let before = keys();
    let applied = world.apply();
    assert!(applied.prose().contains("import {"), "the key whose response was lost is named: {applied}");
    assert!(world.sandbox.secrets().contains(&text(&world.object(ADDRESS), "api_key")));
    world.plan().assert_empty("after the creation");
    world.destroy();
    assert_eq!(keys(), before + 1, "a key that another run may have made is not deleted");
}
