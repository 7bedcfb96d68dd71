//! Planted secrets and where they may not turn up: logs at TRACE, plans, errors, the terminal.

use serde_json::json;

use crate::life::text;
use crate::world::World;

const EVERYTHING: &str = r#"
resource "corti_customer" "it" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}
resource "cortecs_api_key" "it" {
  name = "reports"
}
resource "confident_project" "it" {
  name = "Triage"
}
resource "confident_member" "it" {
  project_id = confident_project.it.id
  email      = "nurse@clinic.example"
}
"#;

#[test]
fn a_whole_run_at_trace_shows_no_secret() {
    let mut world = World::new(&["corti", "cortecs", "confident"]);
    world.set("TF_LOG", "TRACE");
    world.set("TF_LOG_PATH", &world.path("trace.log").to_string_lossy());
    world.write(EVERYTHING);

    let first = world.plan().changes("of a new configuration");
    // Later plans hold the prior state, and with it what the state rightly holds.
    world.assert_no_secret_in("the first plan", &first.json.to_string());
    let shown = [
        ("the plan's text", first.ran.text()),
        ("the apply", world.apply().text()),
        ("the second plan", world.plan().ran().text()),
        ("the state as shown", world.terraform(&["show", "-no-color"]).succeeded().text()),
        ("the destroy", world.destroy().text()),
    ];
    world.unset("TF_LOG");
    for (what, text) in shown {
        world.assert_no_secret_in(what, &text);
    }

    let log = world.read_file("trace.log");
    for product in ["corti", "cortecs", "confident"] {
        let name = format!("terraform-provider-{product}");
        assert!(log.contains(&name), "the log holds nothing of {name}");
    }
    assert!(log.contains("/manage/api-keys"), "the log tells which calls were made");
    let masked = log.lines().filter(|line| line.contains("bodies") && line.contains("(sensitive)"));
    assert!(masked.count() > 2, "the log shows bodies with their secrets masked");
    world.assert_no_secret_in("the log at TRACE", &log);
}

#[test]
fn the_state_holds_the_keys_it_was_asked_to_hold() {
    let world = World::new(&["cortecs", "confident"]);
    world.write(
        r#"
resource "cortecs_api_key" "it" {
  name = "reports"
}
resource "confident_project" "it" {
  name = "Triage"
}
"#,
    );
    world.apply();
    let state = world.read_file("terraform.tfstate");
    let keys = [
        text(&world.object("cortecs_api_key.it"), "api_key"),
        text(&world.object("confident_project.it"), "default_api_key"),
    ];
    let held: Vec<String> =
        world.sandbox.secrets().into_iter().filter(|secret| state.contains(secret)).collect();
    assert!(keys.iter().all(|key| held.contains(key)), "{held:?}");
    assert_eq!(held.len(), keys.len(), "the state holds more than these two: {held:?}");
}

#[test]
fn echoed_provider_password_is_masked() {
    let world = World::new(&["corti"]);
    let password = world.sandbox.variable("CORTI_PASSWORD");
    world.sandbox.fault(&json!({
        "product": "corti", "method": "POST", "path": "/auth/token", "times": 0, "status": 400,
        "body": { "message": format!("the password {password} is not right") },
    }));
    world.write("resource \"corti_customer\" \"it\" {\n  customer_id = \"st-mary\"\n  display_name = \"St Mary\"\n}\n");
    let refused = world.apply_fails();
    assert!(refused.text().contains("400"), "{refused}");
    world.assert_no_secret_in("the error", &refused.text());
}
