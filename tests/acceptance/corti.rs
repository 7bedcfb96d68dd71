//! `corti_customer` in the hands of the real CLI.

use serde_json::json;

use crate::life::text;
use crate::world::World;

const CLINIC: &str = r#"
resource "corti_customer" "it" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}
"#;

#[test]
fn customer_is_imported_with_or_without_project() {
    let world = World::new(&["corti"]);
    world.write(CLINIC);
    world.apply();
    for id in ["st-mary", "sandbox/st-mary"] {
        world.elsewhere(|clone| {
            clone.import("corti_customer.it", id);
            clone.plan().assert_empty(&format!("after the import of {id}"));
        });
    }
}

#[test]
fn an_edit_in_the_console_is_drift_and_is_put_back() {
    let world = World::new(&["corti"]);
    world.write(CLINIC);
    world.apply();
    world.sandbox.edit(
        "corti",
        "customers",
        &json!({ "customerId": "st-mary" }),
        &json!({ "displayName": "Typo" }),
    );

    world.plan().changes("after the edit").assert_action("corti_customer.it", &["update"]);
    world.apply();
    world.plan().assert_empty("after the edit was put back");
    assert_eq!(text(&world.object("corti_customer.it"), "display_name"), "St Mary");
}

#[test]
fn a_protected_customer_is_not_destroyed() {
    let world = World::new(&["corti"]);
    world.write(
        r#"
resource "corti_customer" "it" {
  customer_id         = "st-mary"
  display_name        = "St Mary"
  deletion_protection = true
}
"#,
    );
    world.apply();
    world.write("");
    let refused = world.plan_fails();
    assert!(refused.prose().contains("deletion_protection"), "{refused}");
}
