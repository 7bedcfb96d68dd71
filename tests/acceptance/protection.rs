//! Deletion protection, also where Terraform plans no destroy: replacements, tainted and deposed objects.

use crate::world::World;

fn configuration(trigger: &str, lifecycle: &str) -> String {
    format!(
        r#"
resource "terraform_data" "trigger" {{
  input = "{trigger}"
}}
resource "corti_customer" "it" {{
  customer_id         = "st-mary"
  display_name        = "St Mary"
  deletion_protection = true
  lifecycle {{
    replace_triggered_by = [terraform_data.trigger]
    {lifecycle}
  }}
}}
"#
    )
}

const APPLY: [&str; 4] = ["apply", "-auto-approve", "-input=false", "-no-color"];

#[test]
fn refuses_every_replacement_of_a_protected_object() {
    for lifecycle in ["", "create_before_destroy = true"] {
        let world = World::new(&["corti"]);
        world.write(&configuration("a", lifecycle));
        world.apply();
        let stored = world.object("corti_customer.it");
        let customer = world.sandbox.find("corti", "customers", &serde_json::json!({}));
        let check = |arguments: &[&str], what: &str| {
            let refused = world.terraform(&[&APPLY[..], arguments].concat());
            assert_eq!(refused.code(), 1, "{what}: {refused}");
            assert!(refused.prose().contains("protected from deletion"), "{what}: {refused}");
            let still = world.sandbox.find("corti", "customers", &serde_json::json!({}));
            assert_eq!(still, customer, "{what}");
            assert_eq!(world.object("corti_customer.it"), stored, "{what}");
        };
        check(&["-replace=corti_customer.it"], "-replace");
        world.write(&configuration("b", lifecycle));
        check(&[], "replace_triggered_by");
        world.write(&configuration("a", lifecycle));
        world.apply();
    }
}

#[test]
fn refuses_to_replace_a_tainted_protected_object() {
    let world = World::new(&["corti"]);
    world.write(&configuration("a", ""));
    world.apply();
    world.terraform(&["taint", "corti_customer.it"]).succeeded();
    let refused = world.apply_fails();
    assert!(refused.prose().contains("If it is tainted, run `terraform untaint` first."), "{refused}");
    assert_eq!(world.sandbox.records("corti/customers"), 1);
    world.terraform(&["untaint", "corti_customer.it"]).succeeded();
    world.plan().assert_empty("after untaint");
}
