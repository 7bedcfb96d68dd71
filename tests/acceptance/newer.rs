//! What only Terraform 1.14 and newer can do: queries and actions.

use std::fs;
use std::path::Path;

use aiadmin::registry;
use serde_json::json;

use crate::command::Feature;
use crate::world::World;

#[test]
fn a_query_generates_configuration_that_plans_imports() {
    if !Feature::ListsAndActions.is_there("a_query_generates_configuration_that_plans_imports") {
        return;
    }
    let world = World::new(&["corti", "cortecs", "confident"]);
    world.sandbox.seed("corti", "customers", 2);
    world.sandbox.seed_in("corti", "users", 2, &json!({"customer_id": "seed-0001"}));
    world.sandbox.seed("cortecs", "api_keys", 1);
    world.sandbox.seed("confident", "projects", 1);
    let project = world.sandbox.find("confident", "projects", &json!({"name": "seed-0001"}))["id"].clone();
    for collection in ["api_keys", "roles", "policies", "members", "invitations"] {
        world.sandbox.seed("confident", collection, 1);
        world.sandbox.seed_in("confident", collection, 1, &json!({"project_id": project}));
    }
    let mut query = String::new();
    for name in ["corti_customer", "corti_user", "cortecs_api_key", "confident_project"] {
        query += &list(name, "all", "");
    }
    for name in ["confident_api_key", "confident_member", "confident_role", "confident_policy"] {
        query += &list(name, "organization", "");
        query += &list(name, "projects", "  config {\n    all_projects = true\n  }\n");
    }
    world.write_file("all.tfquery.hcl", &query);
    let ran = world.terraform(&["query", "-no-color", "-generate-config-out=generated.tf"]).succeeded();
    for shown in ["list.corti_customer.all", "seed-0001", "customer_id=seed-0002"] {
        assert!(ran.stdout.contains(shown), "{ran}");
    }
    world.sandbox.journal().assert_only_gets("a query");
    let generated = world.read_file("generated.tf");
    assert!(generated.matches("import {").count() >= 16, "{generated}");
    let secrets = world.sandbox.secrets();
    assert!(secrets.iter().all(|it| !generated.contains(it) && !ran.stdout.contains(it)));
    world.apply();
    world.sandbox.journal().assert_only_gets("an import of everything");
    world.plan().assert_empty("after the import");
}

#[test]
fn every_example_of_a_query_finds_something() {
    if !Feature::ListsAndActions.is_there("every_example_of_a_query_finds_something") {
        return;
    }
    let world = World::new(&["corti", "cortecs", "confident"]);
    // The examples ask for a customer `st-mary` of a project `consoleproject`.
    world.sandbox.seed("corti", "customers", 1);
    world.sandbox.edit(
        "corti",
        "customers",
        &json!({"customerId": "seed-0001"}),
        &json!({"customerId": "st-mary"}),
    );
    world.sandbox.seed_in("corti", "users", 1, &json!({"customer_id": "st-mary"}));
    let project = world.sandbox.variable("CORTI_PROJECT_ID");
    world.sandbox.seed("cortecs", "api_keys", 1);
    world.sandbox.seed("confident", "projects", 1);
    let within = world.sandbox.find("confident", "projects", &json!({"name": "seed-0001"}))["id"].clone();
    for collection in ["api_keys", "roles", "policies", "members"] {
        world.sandbox.seed_in("confident", collection, 1, &json!({"project_id": within}));
    }
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/terraform/list-resources");
    let mut found = 0;
    for folder in fs::read_dir(examples).expect("the examples").flatten() {
        let text = fs::read_to_string(folder.path().join("list-resource.tfquery.hcl")).expect("an example");
        world.write_file("all.tfquery.hcl", &text.replace("consoleproject", &project));
        let ran = world.terraform(&["query", "-no-color"]).succeeded();
        let name = folder.file_name().to_string_lossy().into_owned();
        assert!(ran.stdout.contains(&format!("list.{name}.all")), "{name}: {ran}");
        found += 1;
    }
    assert_eq!(found, registry::catalog("aiadmin").list_resources.len());
    world.sandbox.journal().assert_only_gets("queries");
}

fn list(type_name: &str, name: &str, config: &str) -> String {
    let provider = type_name.split('_').next().unwrap_or_default();
    format!("list \"{type_name}\" \"{name}\" {{\n  provider = {provider}\n{config}}}\n\n")
}

#[test]
fn a_query_of_a_missing_scope_fails() {
    if !Feature::ListsAndActions.is_there("a_query_of_a_missing_scope_fails") {
        return;
    }
    let world = World::new(&["confident"]);
    world.write_file(
        "all.tfquery.hcl",
        &list("confident_role", "it", "  config {\n    project_id = \"nowhere\"\n  }\n"),
    );
    let ran = world.terraform(&["query", "-no-color"]);
    assert!(ran.code() != 0 && ran.prose().contains("Unknown project"), "{ran}");
}

#[test]
fn actions_run_on_events_and_on_request() {
    if !Feature::ListsAndActions.is_there("actions_run_on_events_and_on_request") {
        return;
    }
    let world = World::new(&["confident"]);
    world.write(
        r#"
resource "confident_member" "it" {
  email = "ada@clinic.example"

  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.confident_resend_invitation.it]
    }
  }
}

resource "confident_api_key" "it" {
  name = "ci"
}

action "confident_resend_invitation" "it" {
  config {
    email = confident_member.it.email
  }
}

action "confident_rotate_api_key" "it" {
  config {
    key_id = confident_api_key.it.key_id
  }
}
"#,
    );
    let ran = world.apply();
    assert!(ran.stdout.contains("Sent invitation"), "{ran}");
    world.plan().assert_empty("after the apply");

    let invoked = world
        .terraform(&["apply", "-auto-approve", "-no-color", "-invoke=action.confident_rotate_api_key.it"])
        .succeeded();
    assert!(invoked.stdout.contains("Rotated API key"), "{invoked}");
    let secrets = world.sandbox.secrets();
    assert!(secrets.iter().all(|it| !invoked.text().contains(it)), "{invoked}");
    world.apply();
    world.plan().assert_empty("one apply after the rotation");
}
