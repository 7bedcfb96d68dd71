//! What a refresh costs: requests follow the collections that are read, not the objects in them.

use serde_json::json;

use crate::world::World;

/// Blocks of a hundred, since one block of thousands costs Terraform itself more than any provider.
fn customers(blocks: usize) -> String {
    let block = |number| {
        format!(
            "resource \"corti_customer\" \"b{number}\" {{\n  count = 100\n  customer_id = \"c{number}-${{count.index}}\"\n  \
             display_name = \"Clinic\"\n}}\n"
        )
    };
    (0..blocks).map(block).collect()
}

#[test]
fn a_plan_of_a_thousand_objects_costs_its_pages_and_two_requests_more() {
    let world = World::new(&["corti"]);
    world.write(&customers(10));
    world.apply();
    world.sandbox.forget();
    world.plan().assert_empty("of a thousand customers");
    let journal = world.sandbox.journal();
    journal.assert_only_gets("a plan without changes");
    assert!(journal.0.len() <= 1_000 / 100 + 2, "{} requests", journal.0.len());
}

#[test]
fn a_limit_of_the_server_is_kept_without_waiting_for_each_object() {
    let world = World::new(&["corti"]);
    world.write(&customers(3));
    world.apply();
    // An hour later, so that the requests of the apply no longer count.
    world.sandbox.settings(&json!({ "requests_per_minute": 60, "clock_offset_seconds": 3_600 }));
    world.sandbox.forget();
    world.plan().assert_empty("of three hundred customers at sixty requests a minute");
    let journal = world.sandbox.journal();
    assert!(journal.0.iter().all(|entry| entry.status != Some(429)), "nothing was refused");
    assert!(journal.0.len() <= 5, "{} requests", journal.0.len());
}

#[test]
fn five_hundred_objects_of_two_products_cost_a_dozen_requests() {
    let world = World::new(&["corti", "cortecs"]);
    let keys = "resource \"cortecs_api_key\" \"it\" {\n  count = 200\n  name = \"key-${count.index}\"\n}\n";
    world.write(&format!("{}{keys}", customers(3)));
    world.apply();
    world.sandbox.forget();
    world.plan().assert_empty("of five hundred objects");
    let journal = world.sandbox.journal();
    journal.assert_only_gets("a plan without changes");
    assert!(journal.0.len() <= 12, "{} requests", journal.0.len());
}
