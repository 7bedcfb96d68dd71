//! `cortecs_api_key` when it is rotated, when responses are lost, when lists lag or fail, and when another key has its name.

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

/// A key named `reports` with further arguments.
fn key(world: &World, arguments: &str) {
    world.write(&format!("resource \"cortecs_api_key\" \"it\" {{\n  name = \"reports\"\n{arguments}}}\n"));
}

fn triggers(quarter: &str) -> String {
    format!("  rotation_triggers = {{ quarter = {quarter:?} }}\n")
}

const APPLY: [&str; 4] = ["apply", "-auto-approve", "-input=false", "-no-color"];

#[test]
fn a_key_recreated_elsewhere_is_never_deleted() {
    let another = json!({ "name": "reports", "created_at": 1_900_000_000 });
    for destroys in [true, false] {
        let world = World::new(&["cortecs"]);
        key(&world, "");
        world.apply();
        world.sandbox.edit("cortecs", "api_keys", &json!({ "name": "reports" }), &another);
        if destroys {
            world.write("");
        } else {
            key(&world, &triggers("2026-4"));
        }

        let refused = world.terraform(&[&APPLY[..], &["-refresh=false"]].concat());
        assert_eq!(refused.code(), 1, "{refused}");
        assert!(refused.prose().contains("`reports` was recreated outside Terraform"), "{refused}");
        world.sandbox.find("cortecs", "api_keys", &another);

        let ran = world.terraform(&APPLY);
        assert_eq!(ran.code(), i32::from(!destroys), "{ran}");
        assert!(ran.prose().contains("The provider does not change or delete this other key"), "{ran}");
        assert_eq!(ran.prose().contains("id = \"reports\""), !destroys, "{ran}");
        world.sandbox.find("cortecs", "api_keys", &another);
    }
}

#[test]
fn a_rotated_key_survives_lists_that_lag() {
    let world = World::new(&["cortecs"]);
    world.sandbox.lag(&json!({ "product": "cortecs", "collection": "api_keys", "ms": 3000 }));
    key(&world, &triggers("2026-4"));
    world.apply();
    world.plan().assert_empty("after the creation");
    key(&world, &triggers("2027-1"));
    world.apply();
    let rotated = text(&world.object("cortecs_api_key.it"), "api_key");
    world.plan().assert_empty("after the rotation");
    world.apply();
    assert_eq!(text(&world.object("cortecs_api_key.it"), "api_key"), rotated);
}

#[test]
fn key_with_lost_response_is_recreated() {
    let world = World::new(&["cortecs"]);
    let before = world.sandbox.record_counts();
    world.write("resource \"cortecs_api_key\" \"it\" {\n  name_prefix = \"reports\"\n}\n");
    world.sandbox.fault_at("POST", "/manage/api-keys", &json!({ "cut": "after_write" }));
    world.apply();
    assert_eq!(world.sandbox.journal().sent("DELETE", "/manage/api-keys").len(), 1);
    let key = world.object("cortecs_api_key.it");
    let live = world.sandbox.find("cortecs", "api_keys", &json!({ "name": key["name"] }));
    assert_eq!(live["api_key"], key["api_key"]);
    world.plan().assert_empty("after a lost response");
    world.destroy();
    assert_eq!(world.sandbox.record_counts(), before);
}

#[test]
fn next_refresh_after_create_sets_created_at() {
    let world = World::new(&["cortecs"]);
    key(&world, "");
    world.sandbox.fault_at("GET", "/manage/api-keys", &json!({ "status": 403, "times": 0 }));
    world.apply();
    let created = world.object("cortecs_api_key.it");
    assert!(world.sandbox.secrets().contains(&text(&created, "api_key")));
    assert_eq!(created["created_at"], Value::Null);

    world.sandbox.clear_faults();
    world.plan().assert_empty("after the creation");
    world.apply();
    assert!(text(&world.object("cortecs_api_key.it"), "created_at").ends_with('Z'));
    world.plan().assert_empty("after the time was found");
}
