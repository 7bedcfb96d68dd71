//! A plan that is applied after something else has happened.

use serde_json::json;

use crate::world::World;

#[test]
fn a_key_made_meanwhile_is_not_taken_for_ours() {
    let world = World::new(&["cortecs"]);
    world.write("resource \"cortecs_api_key\" \"it\" {\n  name = \"reports\"\n}\n");
    world.plan_to_file().assert_action("cortecs_api_key.it", &["create"]);
    world.sandbox.request("cortecs", "POST", "/manage/api-keys", &json!({ "name": "reports" }));
    let key = || world.sandbox.find("cortecs", "api_keys", &json!({ "name": "reports" }));
    let theirs = key();
    let refused = world.apply_plan();
    assert_eq!(refused.code(), 1, "{refused}");
    assert!(refused.prose().contains("already exists"), "{refused}");
    assert_eq!(key(), theirs, "the key of the other client is as it was");
}
