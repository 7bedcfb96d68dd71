//! The data sources of Cortecs: complete or an error, and never a secret.

use serde_json::{Value, json};

use crate::world::World;

const EVERYTHING: &str = r#"
resource "cortecs_api_key" "it" {
  count = 2
  name  = "reports-${count.index}"
}
data "cortecs_api_key" "one" {
  name = cortecs_api_key.it[0].name
}
data "cortecs_api_keys" "all" {
  depends_on = [cortecs_api_key.it]
}
data "cortecs_project_settings" "it" {}
data "cortecs_balance" "it" {}

output "one" {
  value = data.cortecs_api_key.one
}
output "all" {
  value = data.cortecs_api_keys.all.api_keys
}
output "settings" {
  value = data.cortecs_project_settings.it
}
output "balance" {
  value = data.cortecs_balance.it
}
"#;

#[test]
fn data_sources_return_everything_but_secrets() {
    let world = World::new(&["cortecs"]);
    world.write(EVERYTHING);
    world.apply();
    world.plan().assert_empty("after the look-ups");
    // The response to a creation lacks the time, which the next refresh finds.
    world.apply();

    let one = world.output("one");
    let created_at = world.object("cortecs_api_key.it[0]")["created_at"].clone();
    let expected = json!({
        "id": "reports-0", "name": "reports-0", "is_management_key": false, "created_at": created_at,
    });
    assert_eq!(one, expected);
    let all = world.output("all");
    let names: Vec<&Value> = all.as_array().expect("a list").iter().map(|key| &key["name"]).collect();
    assert_eq!(names, ["reports-0", "reports-1", "sandbox-management"]);
    assert_eq!(all[0], expected);

    let settings = world.output("settings");
    assert_eq!(settings["id"], "clinic-gateway");
    assert_eq!(settings["inference_config"]["allowed_providers"], json!(["mistral", "scaleway"]));
    assert_eq!(settings["inference_config"]["max_tokens"], Value::Null);
    assert_eq!(world.output("balance"), json!({ "current_balance": 100, "currency": "EUR" }));
    for output in ["one", "all", "settings", "balance"] {
        world.assert_no_secret_in(output, &world.output(output).to_string());
    }
}

#[test]
fn a_key_that_does_not_exist_is_an_error_on_its_name() {
    let world = World::new(&["cortecs"]);
    world.write("data \"cortecs_api_key\" \"it\" {\n  name = \"Sandbox-Management\"\n}\n");
    let refused = world.plan_fails();
    assert!(refused.prose().contains("has no API key named `Sandbox-Management`"), "{refused}");
    assert!(refused.text().contains("main.tf line 2"), "{refused}");
}

#[test]
fn keys_that_cannot_be_read_completely_are_an_error() {
    let world = World::new(&["cortecs"]);
    world.write("data \"cortecs_api_keys\" \"it\" {}\n");
    for answer in [json!({ "status": 403 }), json!({ "answer": { "body": { "api_keys": null } } })] {
        let mut fault = answer.clone();
        let place = json!({ "product": "cortecs", "method": "GET", "path": "/manage/api-keys", "times": 0 });
        fault.as_object_mut().expect("an object").extend(place.as_object().expect("an object").clone());
        world.sandbox.fault(&fault);
        world.plan_fails();
        world.sandbox.clear_faults();
    }
}
