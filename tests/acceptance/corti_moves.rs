//! Customers that are renamed, replaced and deleted, and what becomes of their users.

use serde_json::json;

use crate::life::text;
use crate::world::World;

/// A customer named `it` with this id and further arguments.
pub(crate) fn customer(id: &str, arguments: &str) -> String {
    format!(
        "resource \"corti_customer\" \"it\" {{\n  customer_id = {id:?}\n  display_name = \"St Mary\"\n{arguments}}}\n"
    )
}

/// A user whose customer is this expression.
pub(crate) fn user(customer: &str) -> String {
    format!(
        "resource \"corti_user\" \"it\" {{\n  customer_id = {customer}\n  email = \"ada@clinic.example\"\n  first_name = \
         \"Ada\"\n  last_name = \"Lovelace\"\n}}\n"
    )
}

pub(crate) const REFERENCE: &str = "corti_customer.it.customer_id";
pub(crate) const OTHER: &str =
    "resource \"corti_customer\" \"other\" {\n  customer_id = \"other\"\n  display_name = \"Other\"\n}\n";

/// A customer `st-mary` with a user, applied.
pub(crate) fn clinic() -> World {
    let world = World::new(&["corti"]);
    world.write(&(customer("st-mary", "") + &user(REFERENCE)));
    world.apply();
    world
}

pub(crate) fn user_id(world: &World) -> String {
    text(&world.object("corti_user.it"), "user_id")
}

#[test]
fn users_follow_a_renamed_customer_in_place() {
    let world = clinic();
    let id = user_id(&world);
    world.sandbox.clear_journal();
    world.write(&(customer("st-mary-hospital", "") + &user(REFERENCE)));
    let changes = world.plan().changes("of a rename");
    changes.assert_action("corti_customer.it", &["update"]);
    changes.assert_action("corti_user.it", &["update"]);
    assert!(!changes.ran.text().contains("known after apply"), "{}", changes.ran);
    world.apply();
    world.plan().assert_empty("after the rename");
    assert_eq!(user_id(&world), id);
    assert_eq!(world.sandbox.journal().writes().len(), 1, "one PATCH renames: {}", world.sandbox.journal());
}

#[test]
fn a_user_changes_while_its_customer_is_renamed() {
    let world = clinic();
    world.write(&(customer("st-mary-hospital", "") + &user(REFERENCE).replace("Lovelace", "King")));
    world.apply();
    world.plan().assert_empty("after both changes");
    assert_eq!(text(&world.object("corti_user.it"), "last_name"), "King");
}

#[test]
fn customers_swap_ids_and_keep_their_users() {
    let world = clinic();
    let id = user_id(&world);
    let names = |it: &str, other: &str| {
        customer(it, "") + &OTHER.replace("\"other\"\n", &format!("{other:?}\n")) + &user(REFERENCE)
    };
    for (it, other) in
        [("st-mary", "st-john"), ("st-mary", "st-paul"), ("st-john", "st-paul"), ("st-john", "st-mary")]
    {
        world.write(&names(it, other));
        world.apply();
        world.plan().assert_empty(&format!("with {it} and {other}"));
        assert_eq!(user_id(&world), id);
    }
}

#[test]
fn user_survives_customer_rename_in_console() {
    let world = clinic();
    let id = user_id(&world);
    world.terraform(&["state", "rm", "corti_customer.it"]).succeeded();
    let renamed = json!({ "customerId": "st-mary-hospital" });
    world.sandbox.edit("corti", "customers", &json!({ "customerId": "st-mary" }), &renamed);
    world.write(&user("\"st-mary-hospital\""));
    world.sandbox.clear_journal();
    world.plan().assert_empty("after the rename elsewhere");
    let asked = world.sandbox.journal();
    assert!(asked.0.len() <= 6, "a search costs one list for each customer: {asked}");
    world.apply();
    assert_eq!(user_id(&world), id);
    world.write("");
    world.apply();
    assert_eq!(world.sandbox.record_counts().get("/tables/corti/users"), None, "it was deleted where it was");
}

#[test]
fn customer_renamed_in_console_is_not_recreated() {
    let world = clinic();
    let before = user_id(&world);
    let renamed = json!({ "customerId": "st-mary-hospital" });
    world.sandbox.edit("corti", "customers", &json!({ "customerId": "st-mary" }), &renamed);
    let refused = world.plan_fails();
    assert!(refused.prose().contains("may have been renamed to `st-mary-hospital`"), "{refused}");
    assert!(refused.prose().contains("was renamed outside Terraform"), "{refused}");
    assert!(refused.prose().contains("id = \"sandbox/st-mary-hospital\""), "{refused}");

    // The way out the message tells.
    let adopted = customer("st-mary-hospital", "") + &user(REFERENCE);
    world.write(&adopted);
    world.terraform(&["apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"]).succeeded();
    world.write(&(adopted + "import {\n  to = corti_customer.it\n  id = \"sandbox/st-mary-hospital\"\n}\n"));
    let changes = world.plan().changes("of the import");
    assert_eq!((changes.imports.len(), changes.actions.len()), (1, 0), "{}", changes.ran);
    world.apply();
    assert_eq!(user_id(&world), before);
}

#[test]
fn changing_customer_recreates_the_user() {
    for exists in [true, false] {
        let world = clinic();
        let before = user_id(&world);
        let both = customer("st-mary", "") + OTHER;
        if exists {
            world.write(&(both.clone() + &user(REFERENCE)));
            world.apply();
        }
        world.write(&(both + &user("corti_customer.other.customer_id")));
        world.plan().changes("of a move").assert_action("corti_user.it", &["delete", "create"]);
        world.apply();
        world.plan().assert_empty("after the move");
        assert_ne!(user_id(&world), before);
    }
}

#[test]
fn missing_customer_fails_without_losing_users() {
    let world = clinic();
    let before = user_id(&world);
    world.write(&(customer("st-mary", "") + &user("\"nowhere\"")));
    world.plan().changes("of a name nobody has").assert_action("corti_user.it", &["update"]);
    let refused = world.apply_fails();
    assert!(refused.prose().contains("is not in customer `nowhere`"), "{refused}");
    world.write(&(customer("st-mary", "") + &user(REFERENCE)));
    world.plan().assert_empty("after the name was put back");
    assert_eq!(user_id(&world), before);
}

#[test]
fn a_customer_known_only_after_apply_keeps_its_user() {
    let world = World::new(&["corti"]);
    let by_way_of = |id: &str| {
        format!("resource \"terraform_data\" \"id\" {{\n  input = {id:?}\n}}\n")
            + &customer("x", "").replace("\"x\"", "terraform_data.id.output")
            + &user(REFERENCE)
    };
    world.write(&by_way_of("st-mary"));
    world.apply();
    let before = user_id(&world);
    world.write(&by_way_of("st-mary-hospital"));
    world.plan().changes("of an unknown name").assert_action("corti_user.it", &["update"]);
    world.apply();
    world.plan().assert_empty("after the rename");
    assert_eq!(user_id(&world), before);
}

#[test]
fn a_replaced_customer_takes_its_users_along() {
    let world = clinic();
    world.write(&(customer("st-mary", "  region = \"us\"\n") + &user(REFERENCE)));
    let changes = world.plan().changes("of another region");
    changes.assert_action("corti_customer.it", &["delete", "create"]);
    changes.assert_action("corti_user.it", &["delete", "create"]);
    world.apply();
    world.plan().assert_empty("after the replacement");
}

#[test]
fn replacing_a_customer_replaces_its_users() {
    for tainted in [false, true] {
        let world = clinic();
        let before = user_id(&world);
        let replace = ["-replace=corti_customer.it", "-auto-approve", "-input=false", "-no-color"];
        if tainted {
            world.terraform(&["taint", "corti_customer.it"]).succeeded();
        }
        let arguments = if tainted { &replace[1..] } else { &replace[..] };
        world.terraform(&[&["apply"], arguments].concat()).succeeded();
        world.plan().assert_empty("after -replace");
        assert_ne!(user_id(&world), before);
    }
}

#[test]
fn users_follow_replaced_customer_of_unknown_id() {
    let world = World::new(&["corti"]);
    let by_way_of = |id: &str, region: &str| {
        format!("resource \"terraform_data\" \"id\" {{\n  input = {id:?}\n}}\n")
            + &customer("x", &format!("  region = {region:?}\n")).replace("\"x\"", "terraform_data.id.output")
            + &user(REFERENCE)
    };
    world.write(&by_way_of("st-mary", "eu"));
    world.apply();
    world.write(&by_way_of("st-mary-hospital", "us"));
    world.plan().changes("of both").assert_action("corti_user.it", &["delete", "create"]);
    world.apply();
    world.plan().assert_empty("after the replacement");
}

#[test]
fn unknown_customer_id_may_not_change_the_customer() {
    let world = World::new(&["corti"]);
    let with = |id: &str| {
        world.write(
            &(format!("resource \"terraform_data\" \"id\" {{\n  input = {id:?}\n}}\n")
                + &customer("st-mary", "")
                + OTHER
                + &user("terraform_data.id.output")),
        );
    };
    world.write(&(customer("st-mary", "") + OTHER));
    world.apply();
    with("st-mary");
    world.apply();
    let before = user_id(&world);
    with("other");
    world.plan().changes("of an unknown customer").assert_action("corti_user.it", &["update"]);
    let refused = world.apply_fails();
    assert!(refused.prose().contains("is not in customer `other`"), "{refused}");
    assert!(!refused.prose().contains("inconsistent"), "{refused}");
    assert_eq!(user_id(&world), before);
    world.plan().changes("once it is known").assert_action("corti_user.it", &["delete", "create"]);
    world.apply();
    world.plan().assert_empty("after the move");
}

#[test]
fn deleting_customer_with_users_names_them() {
    let world = clinic();
    world.terraform(&["state", "rm", "corti_user.it"]).succeeded();
    world.write("");
    let refused = world.apply_fails();
    assert!(refused.prose().contains("Cannot delete corti_customer `st-mary`"), "{refused}");
    assert!(refused.prose().contains("The customer still has users: `ada@clinic.example`."), "{refused}");
    world.object("corti_customer.it");
    assert_eq!(world.sandbox.record_counts()["/tables/corti/users"], 1, "nobody was deleted");
}

#[test]
fn users_are_removed_with_their_deleted_customer() {
    let world = clinic();
    world.sandbox.remove("corti", "customers", &json!({ "customerId": "st-mary" }));
    let changes = world.plan().changes("after the customer was deleted elsewhere");
    changes.assert_action("corti_customer.it", &["create"]);
    changes.assert_action("corti_user.it", &["create"]);
    assert_eq!(changes.ran.warnings().len(), 2, "{}", changes.ran);
    world.apply();
    world.plan().assert_empty("after both were made again");
}

#[test]
fn local_attributes_change_without_a_request() {
    let world = World::new(&["corti"]);
    world.write(&customer("st-mary", ""));
    world.apply();
    world.sandbox.clear_journal();
    world.write(&customer("st-mary", "  deletion_protection = true\n"));
    world.apply();
    world.sandbox.journal().assert_only_gets("the protection");
}
