//! Moving state here from another provider: no write, and an empty plan afterwards.

use serde_json::json;

use crate::life::text;
use crate::world::World;

#[test]
fn a_moved_rest_object_plans_nothing() {
    let world = World::with_foreign_provider(&["corti"], "mastercard/restapi");
    world.sandbox.seed("corti", "customers", 1);
    let attributes = json!({
        "id": "seed-0001", "object_id": null, "path": "/projects/sandbox/customers", "data": "{}",
        "api_data": {"customerId": "seed-0001"}, "api_response": "{}",
    });
    let state = json!({
        "version": 4, "terraform_version": "1.8.0", "serial": 1, "lineage": "moved", "outputs": {},
        "resources": [{
            "mode": "managed", "type": "restapi_object", "name": "it",
            "provider": format!("provider[\"{}\"]", world.address("mastercard/restapi")),
            "instances": [{"schema_version": 0, "attributes": attributes, "sensitive_attributes": []}],
        }],
        "check_results": null,
    });
    world.write_file("terraform.tfstate", &state.to_string());
    world.write(
        r#"
resource "corti_customer" "it" {
  customer_id  = "seed-0001"
  display_name = "seed-0001"
}

moved {
  from = restapi_object.it
  to   = corti_customer.it
}
"#,
    );
    world.apply();
    let journal = world.sandbox.journal();
    journal.assert_only_gets("a move");
    world.plan().assert_empty("after the move");
    assert_eq!(world.object("corti_customer.it")["id"], "sandbox/seed-0001");
}

#[test]
fn a_moved_key_of_the_union_provider_keeps_its_secret() {
    let world = World::new(&["aiadmin", "cortecs"]);
    world.write("resource \"cortecs_api_key\" \"before\" {\n  provider = aiadmin\n  name = \"gateway\"\n}\n");
    world.apply();
    let before = world.object("cortecs_api_key.before");
    world.write(
        r#"
resource "cortecs_api_key" "after" {
  name = "gateway"
}

moved {
  from = cortecs_api_key.before
  to   = cortecs_api_key.after
}
"#,
    );
    world.sandbox.clear_journal();
    world.apply();
    world.sandbox.journal().assert_only_gets("a move");
    world.plan().assert_empty("after the move");
    let after = world.object("cortecs_api_key.after");
    assert!(!text(&after, "api_key").is_empty());
    assert_eq!(after["api_key"], before["api_key"]);
}
