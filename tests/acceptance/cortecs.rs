//! `cortecs_api_key` in the hands of the real CLI.

use serde_json::{Value, json};

use crate::life::{Life, Vanish, live, text};
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

#[test]
fn a_key_lives_its_whole_life() {
    live(&Life {
        provider: "cortecs",
        address: "cortecs_api_key.it",
        create: r#"
resource "cortecs_api_key" "it" {
  name = "reports"
}
"#,
        // The API has no call that changes a key.
        update: None,
        replace: Some(
            r#"
resource "cortecs_api_key" "it" {
  name              = "reports"
  rotation_triggers = { quarter = "2026-4" }
}
"#,
        ),
        imports: &["cortecs_api_key.it"],
        vanish: Some(Vanish {
            product: "cortecs",
            collection: "api_keys",
            matching: |object| json!({ "name": object["name"] }),
        }),
    });
}

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
