//! Names and ids that are taken already, and credentials that are refused: which object is in the way, and where to look.

use serde_json::json;

use crate::world::World;

/// Two objects, `one` and `two`, of which the second is to be called like the first.
fn check(provider: &str, kind: &str, attribute: &str, arguments: &str) {
    let world = World::new(&[provider]);
    let two = |name: &str| {
        let object = |address: &str, name: &str| {
            format!("resource \"{kind}\" \"{address}\" {{\n  {attribute} = {name:?}\n{arguments}}}\n")
        };
        object("one", "first") + &object("two", name)
    };
    world.write(&two("second"));
    world.apply();
    world.write(&two("first"));
    let refused = world.apply_fails();
    let said = refused.prose();
    assert!(said.contains(&format!("Cannot update {kind} `second`")), "{refused}");
    assert!(said.contains(&format!("Another {kind} (`")), "{refused}");
    assert!(
        said.contains(&format!("already uses this `{attribute}`. Choose a different value")),
        "{refused}"
    );
    assert!(said.contains("in resource \"") && said.contains("\"two\""), "{refused}");
}

#[test]
fn rejects_rename_to_an_existing_name() {
    check("corti", "corti_customer", "customer_id", "  display_name = \"Clinic\"\n");
    check("confident", "confident_project", "name", "");
    check("confident", "confident_role", "name", "  policy_ids = []\n");
    check("confident", "confident_policy", "name", "  permissions = []\n");
}

#[test]
fn another_customer_of_the_same_apply_is_no_rename() {
    let world = World::new(&["corti"]);
    let customer = |id: &str| {
        format!(
            "resource \"corti_customer\" \"{id}\" {{\n  customer_id = {id:?}\n  display_name = {id:?}\n}}\n"
        )
    };
    world.write(&(customer("upd") + &customer("other")));
    world.apply();
    for id in ["upd", "other"] {
        let at = json!({ "createdAt": "2026-01-01T00:00:00Z" });
        world.sandbox.edit("corti", "customers", &json!({ "customerId": id }), &at);
    }
    world.terraform(&["apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"]).succeeded();
    world.sandbox.remove("corti", "customers", &json!({ "customerId": "upd" }));
    let changes = world.plan().changes("after a removal");
    changes.assert_action("corti_customer.upd", &["create"]);
    assert!(!changes.ran.prose().contains("may have been renamed"), "{}", changes.ran);
}

#[test]
fn a_refused_owner_is_blamed_on_the_address() {
    let world = World::new(&["confident"]);
    world.write(
        "resource \"confident_project\" \"it\" {\n  name = \"Triage\"\n  owner_email = \"nobody@clinic.example\"\n}\n",
    );
    let refused = world.apply_fails();
    assert!(
        refused.prose().contains("No member of the organization has the address `nobody@clinic.example`."),
        "{refused}"
    );
    assert!(refused.text().contains("main.tf line 3"), "{refused}");
}

#[test]
fn a_refused_credential_is_named_with_its_variable() {
    let mut world = World::new(&["confident"]);
    world.set("CONFIDENT_ORG_API_KEY", "confident_us_org_not_one");
    world.write("data \"confident_projects\" \"it\" {}\n");
    let refused = world.plan_fails();
    assert!(
        refused.prose().contains("Check `api_key` (or `CONFIDENT_ORG_API_KEY`) of the provider."),
        "{refused}"
    );
}
