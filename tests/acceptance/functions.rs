//! Provider-defined functions in the hands of the real CLI.

use serde_json::{Value, json};

use crate::world::World;

const FUNCTIONS: &str = r#"
locals {
  people = [
    { email = " Ada@Clinic.example ", role = "Admin" },
    { email = "bob@clinic.example", role = null },
  ]
}

resource "terraform_data" "it" {
  input = "seven"
}

output "customer" {
  value = provider::corti::corti_import_id("p", "st-mary", null)
}

output "user" {
  value = provider::corti::corti_import_id(null, "st-mary", "ada@clinic.example")
}

output "role" {
  value = provider::confident::confident_import_id(null, "name:Reviewer")
}

output "late" {
  value = provider::confident::confident_import_id("p", terraform_data.it.output)
}

output "members" {
  value = provider::confident::members_by_email(local.people)
}
"#;

/// A world whose providers have no credentials.
fn world(providers: &[&str]) -> World {
    let mut world = World::new(providers);
    for name in ["CORTI_EMAIL", "CORTI_PASSWORD", "CORTI_PROJECT_ID", "CONFIDENT_ORG_API_KEY"] {
        world.unset(name);
    }
    world
}

#[test]
fn functions_need_no_credentials() {
    for union in [false, true] {
        let world = world(if union { &["aiadmin"] } else { &["corti", "confident"] });
        let hcl = if union {
            FUNCTIONS
                .replace("provider::corti::", "provider::aiadmin::")
                .replace("provider::confident::", "provider::aiadmin::")
        } else {
            FUNCTIONS.to_owned()
        };
        world.write(&hcl);
        world.apply();
        let shown = world.terraform(&["output", "-json"]).succeeded();
        let outputs: Value = serde_json::from_str(&shown.stdout).expect("JSON");
        for (name, expected) in [
            ("customer", json!("p/st-mary")),
            ("user", json!("st-mary/ada@clinic.example")),
            ("role", json!("name:Reviewer")),
            ("late", json!("p/seven")),
            (
                "members",
                json!({
                    "ada@clinic.example": {"email": "ada@clinic.example", "role": "Admin"},
                    "bob@clinic.example": {"email": "bob@clinic.example", "role": null},
                }),
            ),
        ] {
            assert_eq!(outputs[name]["value"], expected, "{name}");
        }
        world.plan().assert_empty("after the apply");
    }
}

#[test]
fn a_function_error_names_the_argument() {
    let world = world(&["corti", "confident"]);
    for (call, texts) in [
        (
            r#"provider::confident::members_by_email([{ email = "A@x.co", role = null }, { email = "a@X.co", role = null }])"#,
            [r#"Invalid value for "members" parameter"#, r#""A@x.co" and "a@X.co" are the same email"#],
        ),
        (
            r#"provider::corti::corti_import_id("", "c", null)"#,
            [r#"Invalid value for "project_id" parameter"#, "must not be empty"],
        ),
    ] {
        world.write(&format!("output \"it\" {{\n  value = {call}\n}}\n"));
        let said = world.plan_fails().prose();
        assert!(texts.iter().all(|text| said.contains(text)), "{call}: {said}");
    }
}
