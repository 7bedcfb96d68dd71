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
fn respects_rate_limit_without_wait_per_object() {
    let world = World::new(&["corti"]);
    world.write(&customers(2));
    world.apply();
    // An hour later, so that the requests of the apply no longer count.
    world.sandbox.settings(&json!({ "requests_per_minute": 60, "clock_offset_seconds": 3_600 }));
    world.sandbox.clear_journal();
    world.plan().assert_empty("of two hundred customers at sixty requests a minute");
    let journal = world.sandbox.journal();
    assert!(journal.0.iter().all(|entry| entry.status != Some(429)), "nothing was refused");
    assert!(journal.0.len() <= 4, "{} requests", journal.0.len());
}

#[test]
fn refresh_of_300_objects_takes_ten_requests() {
    let world = World::new(&["corti", "cortecs"]);
    let keys = "resource \"cortecs_api_key\" \"it\" {\n  count = 100\n  name = \"key-${count.index}\"\n}\n";
    world.write(&format!("{}{keys}", customers(2)));
    world.apply();
    world.sandbox.clear_journal();
    world.plan().assert_empty("of three hundred objects");
    let journal = world.sandbox.journal();
    journal.assert_only_gets("a plan without changes");
    assert!(journal.0.len() <= 10, "{} requests", journal.0.len());
}

#[test]
fn users_cost_one_list_per_customer_even_if_renamed() {
    let world = World::new(&["corti"]);
    let users = |prefix: &str| {
        format!(
            "resource \"corti_customer\" \"it\" {{\n  count = 3\n  customer_id = \"{prefix}-${{count.index}}\"\n  display_name = \
             \"Clinic\"\n}}\nresource \"corti_user\" \"it\" {{\n  count = 30\n  customer_id = \
             corti_customer.it[count.index % 3].customer_id\n  email = \"user-${{count.index}}@clinic.example\"\n  first_name = \
             \"Ada\"\n  last_name = \"Lovelace\"\n}}\n"
        )
    };
    world.write(&users("clinic"));
    world.apply();
    world.sandbox.clear_journal();
    world.plan().assert_empty("of thirty users");
    let journal = world.sandbox.journal();
    assert!(journal.0.len() <= 5, "a log-in, the customers, three lists of users: {journal}");

    world.write(&users("hospital"));
    world.sandbox.clear_journal();
    world.apply();
    let journal = world.sandbox.journal();
    assert_eq!(journal.writes().len(), 3, "three customers were renamed: {journal}");
    world.plan().assert_empty("after the renames");
}

#[test]
fn prefetches_sibling_lists_unless_rate_limited() {
    let world = World::new(&["corti"]);
    let user = |number: usize| {
        format!(
            "resource \"corti_user\" \"c{number}\" {{\n  count = 5\n  customer_id = \
                 corti_customer.it[{number}].customer_id\n  email = \"u{number}-${{count.index}}@clinic.example\"\n  first_name = \
                 \"Ada\"\n  last_name = \"Lovelace\"\n}}\n"
        )
    };
    let users = (0..12).map(user).collect::<Vec<_>>().concat();
    world.write(&format!(
        "resource \"corti_customer\" \"it\" {{\n  count = 16\n  customer_id = \"clinic-${{count.index}}\"\n  display_name = \
         \"Clinic\"\n}}\n{users}"
    ));
    world.apply();
    let lists = || {
        world.sandbox.clear_journal();
        world.plan().assert_empty("of the users of twelve customers");
        let journal = world.sandbox.journal();
        let mut lists: Vec<_> =
            journal.0.iter().filter(|it| it.path.ends_with("/users")).map(|it| it.path.clone()).collect();
        let number = lists.len();
        lists.sort();
        lists.dedup();
        assert_eq!(lists.len(), number, "each once: {journal}");
        number
    };
    let number = lists();
    assert!((12..=16).contains(&number), "{number} lists");
    let provider = "provider \"corti\" {\n  requests_per_minute = 6000\n}\n";
    world.write(&format!("{provider}{}", world.read_file("main.tf")));
    assert_eq!(lists(), 12, "none in vain");
}
