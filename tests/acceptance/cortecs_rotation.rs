//! `cortecs_api_key` when it is rotated, when lists lag, and when another key has its name.

use serde_json::json;

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
        assert!(ran.prose().contains("It is a different key and is not changed or deleted"), "{ran}");
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
fn no_triggers_and_empty_triggers_are_the_same() {
    let world = World::new(&["cortecs"]);
    key(&world, "");
    world.apply();
    for triggers in ["  rotation_triggers = {}\n", ""] {
        key(&world, triggers);
        world.plan().changes(triggers).assert_action("cortecs_api_key.it", &["update"]);
        world.apply();
    }
}
