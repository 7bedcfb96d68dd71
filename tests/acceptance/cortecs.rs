//! `cortecs_api_key` in the hands of the real CLI: its life, its names, imports, and what can go wrong.

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

const KEY: &str = r#"
resource "cortecs_api_key" "it" {
  name = "reports"
}

output "api_key" {
  value     = cortecs_api_key.it.api_key
  sensitive = true
}
"#;

/// The recipient age's own documentation uses.
const RECIPIENT: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

#[test]
fn the_key_is_in_the_state_until_it_is_imported() {
    let world = World::new(&["cortecs"]);
    world.write(KEY);
    world.apply();
    let made = text(&json!({ "api_key": world.output("api_key") }), "api_key");
    assert!(world.sandbox.secrets().contains(&made), "the output is the key the API gave");

    world.elsewhere(|clone| {
        clone.import("cortecs_api_key.it", "reports");
        let shown = clone.terraform(&["show", "-json"]).succeeded();
        let state: Value = serde_json::from_str(&shown.stdout).expect("JSON");
        assert_eq!(
            state["values"]["root_module"]["resources"][0]["values"]["api_key"],
            Value::Null,
            "{shown}"
        );
    });
}

#[test]
fn a_prefix_makes_a_new_name_for_each_key() {
    let world = World::new(&["cortecs"]);
    world.write(
        r#"
resource "cortecs_api_key" "it" {
  count       = 2
  name_prefix = "ci-"
}
"#,
    );
    world.apply();
    let names = ["cortecs_api_key.it[0]", "cortecs_api_key.it[1]"]
        .map(|address| text(&world.object(address), "name"));
    assert!(names.iter().all(|name| name.starts_with("ci-") && name.len() > "ci-".len()), "{names:?}");
    assert_ne!(names[0], names[1]);
    world.plan().assert_empty("after two keys with one prefix");
}

#[test]
fn a_name_that_is_taken_names_the_import() {
    let world = World::new(&["cortecs"]);
    world.write(KEY);
    world.apply();
    world.elsewhere(|clone| {
        let refused = clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]);
        assert_eq!(refused.code(), 1, "{refused}");
        let said = refused.prose();
        assert!(said.contains("import {") && said.contains(r#"id = "reports""#), "{refused}");
    });
}

#[test]
fn key_limit_is_not_reported_as_name_conflict() {
    let world = World::new(&["cortecs"]);
    world.sandbox.settings(&json!({ "cortecs_key_limit": 1 }));
    world.write(KEY);
    let said = world.apply_fails().prose();
    assert!(said.contains("None of the account's 1 keys is named `reports`"), "{said}");
    assert!(said.contains("reached its key limit") && !said.contains("import {"), "{said}");
}

#[test]
fn name_prefix_allows_create_before_destroy() {
    let world = World::new(&["cortecs"]);
    let rotated = |quarter: &str| {
        format!(
            r#"
resource "cortecs_api_key" "it" {{
  name_prefix       = "triage-"
  rotation_triggers = {{ quarter = {quarter:?} }}
  lifecycle {{
    create_before_destroy = true
  }}
}}
"#
        )
    };
    world.write(&rotated("2026-4"));
    world.apply();
    let first = text(&world.object("cortecs_api_key.it"), "name");
    world.write(&rotated("2027-1"));
    world.plan().changes("of a trigger").assert_action("cortecs_api_key.it", &["create", "delete"]);
    world.apply();
    assert_ne!(text(&world.object("cortecs_api_key.it"), "name"), first);
    world.plan().assert_empty("after the rotation");
}

/// A live key must not die of being imported.
#[test]
fn create_only_arguments_keep_imported_cortecs_key() {
    let world = World::new(&["cortecs"]);
    world.write(KEY);
    world.apply();
    let rest = |quarter: &str| {
        format!("  rotation_triggers = {{ quarter = {quarter:?} }}\n  seal_to = {RECIPIENT:?}\n}}\n")
    };
    for name in ["name = \"reports\"", "name_prefix = \"rep\""] {
        world.elsewhere(|clone| {
            let key =
                |quarter| format!("resource \"cortecs_api_key\" \"it\" {{\n  {name}\n{}", rest(quarter));
            clone.write(&key("2026-4"));
            world.sandbox.clear_journal();
            clone.import("cortecs_api_key.it", "reports");
            let changes = clone.plan().changes("after the import");
            changes.assert_action("cortecs_api_key.it", &["update"]);
            assert!(changes.ran.prose().contains("was imported and is not changed"), "{}", changes.ran);
            clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded();
            clone.plan().assert_empty("after the first apply");
            world.sandbox.journal().assert_only_gets("an import and what it stores");

            clone.write(&key("2027-1"));
            clone.plan().changes("of a trigger").assert_action("cortecs_api_key.it", &["delete", "create"]);
        });
    }
}

#[test]
fn the_key_in_use_is_not_deleted() {
    let mut world = World::new(&["cortecs"]);
    world.write("resource \"cortecs_api_key\" \"it\" {\n  name = \"admin\"\n  is_management_key = true\n}\n");
    world.apply();
    let key = text(&world.object("cortecs_api_key.it"), "api_key");
    let other = world.sandbox.variable("CORTECS_MANAGEMENT_KEY");

    world.set("CORTECS_MANAGEMENT_KEY", &key);
    world.write("");
    let refused = world.plan_fails();
    assert!(
        refused.prose().contains("cortecs_api_key `admin` is the key that this provider uses"),
        "{refused}"
    );

    world.set("CORTECS_MANAGEMENT_KEY", &other);
    world.apply();
}

/// The secret of an imported key is not known, so only the API can tell.
#[test]
fn a_refusal_to_delete_the_key_in_use_is_explained() {
    let world = World::new(&["cortecs"]);
    world.write("resource \"cortecs_api_key\" \"it\" {\n  name = \"sandbox-management\"\n  is_management_key = true\n}\n");
    world
        .terraform(&["import", "-input=false", "-no-color", "cortecs_api_key.it", "sandbox-management"])
        .succeeded();
    world.plan().assert_empty("after the import");
    world.write("");
    let refused = world.apply_fails();
    assert!(
        refused.prose().contains("If `sandbox-management` is the key that this provider uses"),
        "{refused}"
    );
    world.object("cortecs_api_key.it");
}

#[test]
fn mistakes_are_found_in_the_plan_on_their_line() {
    for (attributes, line, said) in [
        ("", "resource", "One of `name` and `name_prefix` must be set"),
        ("name = \"a\"\n name_prefix = \"b\"", "name_prefix =", "Only one of `name` and `name_prefix`"),
        ("name = \" \"", "name =", "must not be blank"),
        ("name = \"\"", "name =", "must not be empty"),
        ("name = \"a\"\n seal_to = \"age1nonsense\"", "seal_to =", "is not a valid age recipient"),
        ("name = \"a\"\n api_key = \"mine\"", "api_key =", "Remove it from the configuration"),
    ] {
        let world = World::new(&["cortecs"]);
        world.write(&format!("resource \"cortecs_api_key\" \"it\" {{\n{attributes}\n}}\n"));
        let refused = world.plan_fails();
        let names_line = refused.text().lines().any(|it| it.contains(": ") && it.contains(line));
        assert!(refused.prose().contains(said) && names_line, "{attributes}: {refused}");
    }
}

#[test]
fn invalid_unknown_seal_to_fails_before_create() {
    let world = World::new(&["cortecs"]);
    world.write(
        r#"
resource "terraform_data" "recipient" {
  input = "age1nonsense"
}
resource "cortecs_api_key" "it" {
  name    = "reports"
  seal_to = terraform_data.recipient.output
}
"#,
    );
    let refused = world.apply_fails();
    assert!(refused.prose().contains("is not a valid age recipient"), "{refused}");
    assert!(
        world.sandbox.journal().sent("POST", "/manage/api-keys").is_empty(),
        "{}",
        world.sandbox.journal()
    );
}
