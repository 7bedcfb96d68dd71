//! A plan that is applied after something else has happened.

use serde_json::{Value, json};

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

/// Deletes an object after the plan and creates another one of its name. The apply changes neither.
fn check_recreated(configuration: &str, changed: &str, collection: &str, path: &str, body: &Value) {
    let world = World::new(&["confident"]);
    world.write(configuration);
    world.apply();
    world.write(changed);
    world.plan_to_file();
    world.sandbox.remove("confident", collection, &json!({ "name": "Billing" }));
    world.sandbox.request("confident", "POST", path, body);
    let theirs = || world.sandbox.find("confident", collection, &json!({ "name": "Billing" }));
    let before = theirs();
    let refused = world.apply_plan();
    assert_eq!(refused.code(), 1, "{refused}");
    assert!(refused.prose().contains("was deleted after the plan"), "{refused}");
    assert!(!refused.prose().contains("bug") && !refused.prose().contains("inconsistent"), "{refused}");
    assert_eq!(theirs(), before, "the {collection} of the other client");
}

#[test]
fn a_policy_recreated_after_the_plan_is_left_alone() {
    let policy = |description: &str| {
        format!(
            "resource \"confident_policy\" \"it\" {{\n  name = \"Billing\"\n  permissions = []\n  description = \
             {description:?}\n}}\n"
        )
    };
    let body = json!({ "name": "Billing", "permissionIds": [] });
    check_recreated(&policy("a"), &policy("b"), "policies", "/v2/organization/policies", &body);
}

#[test]
fn a_project_recreated_after_the_plan_is_left_alone() {
    let project = |description: &str| {
        format!(
            "resource \"confident_project\" \"it\" {{\n  name = \"Billing\"\n  description = {description:?}\n}}\n"
        )
    };
    let body = json!({ "name": "Billing" });
    check_recreated(&project("a"), &project("b"), "projects", "/v2/projects", &body);
}
