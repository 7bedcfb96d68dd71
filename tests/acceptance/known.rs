//! What a plan for a new object leaves open: only what the server decides.

use serde_json::Value;

use crate::world::World;

const OBJECTS: &str = r#"
resource "corti_customer" "it" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}
resource "cortecs_api_key" "it" {
  name = "reports"
}
resource "cortecs_api_key" "sealed" {
  name    = "sealed"
  seal_to = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
}
resource "confident_api_key" "it" {
  name = "reports"
}
resource "confident_api_key" "ending" {
  name            = "ending"
  expires_in_days = 30
}
resource "confident_member" "it" {
  email = "Nurse@clinic.example"
}
"#;

fn unknown(plan: &Value, address: &str) -> Vec<String> {
    let changes = plan["resource_changes"].as_array().expect("changes");
    let change = changes.iter().find(|it| it["address"] == address).expect("the object");
    let open = change["change"]["after_unknown"].as_object().expect("members").iter();
    open.filter(|(_, value)| **value == Value::Bool(true)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn create_plan_shows_all_known_values() {
    let world = World::new(&["corti", "cortecs", "confident"]);
    world.write(OBJECTS);
    let plan = world.plan().changes("for new objects").json;
    for (address, expected) in [
        ("corti_customer.it", &["created_at", "tenant_name"][..]),
        ("cortecs_api_key.it", &["api_key", "created_at"]),
        ("cortecs_api_key.sealed", &["created_at", "sealed_api_key"]),
        ("confident_api_key.it", &["api_key", "created_at", "id", "key_id"]),
        ("confident_api_key.ending", &["api_key", "created_at", "expires_at", "id", "key_id"]),
        // A look-up while planning makes nothing known: the role may be another one when the plan is applied.
        ("confident_member.it", &["invitation_id", "name", "role", "role_id", "status", "user_id"]),
    ] {
        assert_eq!(unknown(&plan, address), expected, "{address}");
    }
    world.apply();
    world.plan().assert_empty("of what was just made");
}
