//! `corti_user` in plans that only move people to other addresses of the configuration: they stay the users they are.

use serde_json::{Value, json};

use crate::corti_moves::{REFERENCE, clinic, customer, user, user_id};
use crate::life::text;
use crate::world::World;

const APPLY: [&str; 4] = ["apply", "-auto-approve", "-input=false", "-no-color"];

/// Users of the customer, one for each key, with these further arguments.
fn each(keys: &[String], arguments: &str) -> String {
    let block = user(REFERENCE)
        .replace("\"ada@clinic.example\"", "each.value")
        .replace("\"it\" {", &format!("\"it\" {{\n  for_each = toset({keys:?})"));
    customer("st-mary", "") + &block.replace("Lovelace\"\n", &format!("Lovelace\"\n{arguments}"))
}

/// The ids of all users there are.
fn ids(world: &World) -> Vec<Value> {
    let state = world.state();
    let users = state.objects().filter(|(address, _)| address.starts_with("corti_user."));
    let mut ids: Vec<Value> = users.map(|(_, user)| user["user_id"].clone()).collect();
    ids.sort_by_key(Value::to_string);
    ids
}

/// No user was deleted or created by the requests since the journal was emptied.
fn assert_stayed(world: &World) {
    let journal = world.sandbox.journal();
    assert_eq!(journal.writes().iter().filter(|it| it.method == "DELETE").count(), 0, "{journal}");
    let created = journal.sent("POST", "/users").iter().filter(|it| it.status == Some(201)).count();
    assert_eq!(created, 0, "{journal}");
    world.plan().assert_empty("after the change of the addresses");
}

#[test]
fn keys_in_other_letters_keep_their_users() {
    let world = World::new(&["corti"]);
    let keys = |upper: bool| -> Vec<String> {
        (0..12).map(|number| format!("{}{number}@clinic.example", if upper { "A" } else { "a" })).collect()
    };
    world.write(&each(&keys(true), ""));
    world.apply();
    let before = ids(&world);
    world.sandbox.clear_journal();
    world.write(&each(&keys(false), ""));
    let applied = world.apply();
    assert!(applied.prose().contains("only removes it from the state"), "{applied}");
    assert_eq!(ids(&world), before);
    assert_stayed(&world);
}

#[test]
fn a_user_changes_while_its_address_does() {
    let world = World::new(&["corti"]);
    world.write(&each(&["Ada@clinic.example".to_owned()], "  password = \"first-password-0001\"\n"));
    world.apply();
    let before = ids(&world);
    world.sandbox.clear_journal();
    let changed = "  password = \"second-password-0002\"\n  enabled = false\n";
    world.write(&each(&["ada@clinic.example".to_owned()], changed).replace("Lovelace", "King"));
    world.apply();
    assert_eq!(ids(&world), before);
    assert_stayed(&world);
    let journal = world.sandbox.journal();
    let [sent] = &journal.sent("PATCH", "")[..] else { panic!("{journal}") };
    let expected = json!({ "lastName": "King", "enabled": false, "password": "second-password-0002" });
    assert_eq!(sent.body, expected);
}

#[test]
fn a_user_renamed_without_moved_stays() {
    let world = clinic();
    let before = user_id(&world);
    world.sandbox.clear_journal();
    world.write(&(customer("st-mary", "") + &user(REFERENCE).replace("\"it\" {", "\"ada\" {")));
    world.apply();
    assert_eq!(text(&world.object("corti_user.ada"), "user_id"), before);
    assert_stayed(&world);
}

#[test]
fn a_user_that_cannot_be_created_first_is_not_lost() {
    let first = "  lifecycle {\n    create_before_destroy = true\n  }\n}\n";
    let world = World::new(&["corti"]);
    world.write(&(customer("st-mary", "") + user(REFERENCE).trim_end_matches("}\n") + first));
    world.apply();
    let before = user_id(&world);
    world.sandbox.clear_journal();
    let mut replace = APPLY.to_vec();
    replace.push("-replace=corti_user.it");
    let refused = world.terraform(&replace);
    assert_eq!(refused.code(), 1, "{refused}");
    assert!(refused.prose().contains("`create_before_destroy`"), "{refused}");
    assert_eq!(user_id(&world), before);
    assert_stayed(&world);
}

#[test]
fn a_user_whose_new_resource_fails_is_not_deleted() {
    let world = clinic();
    let before = user_id(&world);
    // Terraform destroys the old resource before or after this; the user stays in either order.
    world.sandbox.fault_at("POST", "/projects/*/users", &json!({ "status": 403, "times": 1 }));
    world.write(&(customer("st-mary", "") + &user(REFERENCE).replace("\"it\" {", "\"ada\" {")));
    world.apply_fails();
    assert_eq!(world.sandbox.record_counts()["/tables/corti/users"], 1, "{before} was deleted");
}

#[test]
fn a_replaced_customer_takes_a_moved_user_along() {
    let world = clinic();
    let before = user_id(&world);
    world.write(
        &(customer("st-mary", "  region = \"us\"\n") + &user(REFERENCE).replace("\"it\" {", "\"ada\" {")),
    );
    world.apply();
    world.plan().assert_empty("after the replacement");
    assert_ne!(text(&world.object("corti_user.ada"), "user_id"), before);
}

#[test]
fn two_resources_for_one_user_are_refused() {
    let world = clinic();
    world.write(
        &(customer("st-mary", "") + &user(REFERENCE) + &user(REFERENCE).replace("\"it\" {", "\"ada\" {")),
    );
    let refused = world.plan_fails();
    assert!(refused.prose().contains("Two resources manage the same object"), "{refused}");
}
