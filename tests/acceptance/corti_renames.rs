//! Customers that were renamed half-way, outside Terraform, or while lists lag, and their users.

use serde_json::json;

use crate::corti_moves::{OTHER, REFERENCE, clinic, customer, user, user_id};
use crate::journal::Journal;
use crate::world::World;

/// The customer's `PATCH` was applied, and the users were not updated in the state.
fn rename_half_way(world: &World, id: &str) {
    world.write(&(customer(id, "") + &user(REFERENCE)));
    let targeted = ["apply", "-target=corti_customer.it", "-auto-approve", "-input=false", "-no-color"];
    world.terraform(&targeted).succeeded();
}

#[test]
fn an_interrupted_rename_can_be_taken_back() {
    let world = clinic();
    let before = user_id(&world);
    rename_half_way(&world, "st-mary-hospital");
    world.write(&(customer("st-mary", "") + &user(REFERENCE)));
    world.apply();
    world.plan().assert_empty("after the rename was taken back");
    assert_eq!(user_id(&world), before);
}

#[test]
fn a_user_removed_after_half_a_rename_loses_access() {
    for refresh in ["-refresh=true", "-refresh=false"] {
        let world = clinic();
        rename_half_way(&world, "st-mary-hospital");
        world.write(
            &(customer("st-mary-hospital", "") + OTHER.replace("\"other\"\n", "\"st-mary\"\n").as_str()),
        );
        let targeted =
            ["apply", "-target=corti_customer.other", "-auto-approve", "-input=false", "-no-color"];
        world.terraform(&targeted).succeeded();
        world.terraform(&["apply", refresh, "-auto-approve", "-input=false", "-no-color"]).succeeded();
        assert_eq!(world.sandbox.record_counts().get("/tables/corti/users"), None, "{refresh}");
    }
}

#[test]
fn finds_user_if_old_customer_id_was_reused() {
    let world = clinic();
    let before = user_id(&world);
    let renamed = json!({ "customerId": "st-mary-hospital" });
    world.sandbox.edit("corti", "customers", &json!({ "customerId": "st-mary" }), &renamed);
    world.sandbox.seed("corti", "customers", 1);
    let old = json!({ "customerId": "st-mary", "createdAt": "2031-01-01T00:00:00Z" });
    world.sandbox.edit("corti", "customers", &json!({ "customerId": "seed-0001" }), &old);
    let refused = world.plan_fails();
    assert!(refused.prose().contains("was renamed outside Terraform"), "{refused}");
    world.write(&customer("st-mary", ""));
    world
        .terraform(&["apply", "-target=corti_user.it", "-auto-approve", "-input=false", "-no-color"])
        .succeeded();
    assert_eq!(world.sandbox.record_counts().get("/tables/corti/users"), None, "{before} has access");
}

#[test]
fn a_renamed_customer_survives_lists_that_lag() {
    let world = clinic();
    let before = user_id(&world);
    world.sandbox.lag(&json!({ "product": "corti", "collection": "customers", "ms": 60_000 }));
    world.write(&(customer("st-mary-hospital", "") + &user(REFERENCE)));
    world.apply();
    world.sandbox.clear_journal();
    world.plan().assert_empty("after the rename");
    assert_eq!(user_id(&world), before);
    let lists = |journal: &Journal| journal.0.iter().filter(|it| it.path.contains("/users")).count();
    let journal = world.sandbox.journal();
    assert_eq!(lists(&journal), 1, "the path of the customer is enough: {journal}");
}

#[test]
fn a_renamed_customer_is_not_destroyed_by_its_old_id() {
    let world = World::new(&["corti"]);
    world.write(&customer("st-mary", ""));
    world.apply();
    let renamed = json!({ "customerId": "st-mary-hospital" });
    world.sandbox.edit("corti", "customers", &json!({ "customerId": "st-mary" }), &renamed);
    let arguments = ["destroy", "-refresh=false", "-auto-approve", "-input=false", "-no-color"];
    let refused = world.terraform(&arguments);
    assert_eq!(refused.code(), 1, "{refused}");
    assert!(refused.prose().contains("was renamed to `st-mary-hospital` outside Terraform"), "{refused}");
    world.object("corti_customer.it");
}
