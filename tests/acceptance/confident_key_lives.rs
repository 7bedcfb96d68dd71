//! Keys over the years: imported, expired, without a name, rotated while lists lag, and changed after a plan was saved.

use serde_json::json;

use crate::confident_api_key::{ADDRESS, key, row};
use crate::life::text;
use crate::world::World;

const DAY: i64 = 24 * 3600;
const APPLY: [&str; 4] = ["apply", "-auto-approve", "-input=false", "-no-color"];
const PLAN: [&str; 4] = ["plan", "-out=saved.tfplan", "-input=false", "-no-color"];
const SAVED: [&str; 4] = ["apply", "-input=false", "-no-color", "saved.tfplan"];

#[test]
fn an_imported_key_that_expired_stays_expired() {
    let world = World::new(&["confident"]);
    world.sandbox.settings(&json!({ "clock_offset_seconds": -25 * DAY }));
    world.write(&key("  expires_in_days = 7\n"));
    world.apply();
    world.sandbox.settings(&json!({ "clock_offset_seconds": 0 }));
    let id = text(&world.object(ADDRESS), "id");
    world.elsewhere(|clone| {
        clone.write(&key(""));
        clone.import(ADDRESS, &id);
        world.sandbox.clear_journal();
        let plan = clone.plan();
        plan.assert_empty("after the import");
        assert!(plan.ran().prose().contains("The API key `ci` has expired"), "{}", plan.ran());
        clone.write(&key("  expires_in_days = 30\n  rotate_before_days = 3\n"));
        clone.terraform(&APPLY).succeeded();
        assert_eq!(world.sandbox.journal().sent("POST", "/rotate").len(), 1, "the configuration asks for it");
        clone.plan().assert_empty("after the rotation");
    });
}

#[test]
fn a_key_without_a_name_is_imported() {
    let world = World::new(&["confident"]);
    world.write(&key(""));
    world.apply();
    let made = world.object(ADDRESS);
    world.sandbox.edit("confident", "api_keys", &row(&made), &json!({ "name": null }));
    world.elsewhere(|clone| {
        clone.import(ADDRESS, &text(&made, "id"));
        world.sandbox.clear_journal();
        for name in ["ci", "", "other"] {
            clone.write(&key("").replace("\"ci\"", &format!("{name:?}")));
            clone.plan().assert_empty(&format!("named {name:?}"));
        }
        world.sandbox.journal().assert_only_gets("importing a key without a name");
    });
    world.write(&key("").replace("\"ci\"", "\"\"").replace("\"it\"", "\"new\""));
    assert!(world.plan_fails().prose().contains("`name` must not be empty"));
}

#[test]
fn stale_list_after_rotation_keeps_the_secret() {
    for arguments in ["", "  grace_period_hours = 4\n", "  enabled = false\n"] {
        let world = World::new(&["confident"]);
        world.write(&key("  rotation_triggers = { quarter = \"1\" }\n"));
        world.apply();
        world.sandbox.stale_answers("confident", "api_keys", 2);
        world.write(&key(&format!("  rotation_triggers = {{ quarter = \"2\" }}\n{arguments}")));
        world.apply();
        let rotated = world.object(ADDRESS);
        let refresh = ["apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"];
        world.terraform(&refresh).succeeded();
        let read = world.object(ADDRESS);
        assert_eq!(
            (&read["api_key"], &read["enabled"]),
            (&rotated["api_key"], &rotated["enabled"]),
            "{arguments}"
        );
        world.sandbox.clear_lag();
        world.plan().assert_empty(&format!("after the list caught up, with {arguments:?}"));
        assert!(world.sandbox.secrets().contains(&text(&read, "api_key")));
    }
}

#[test]
fn rotation_keeps_secret_if_second_step_fails() {
    let world = World::new(&["confident"]);
    world.write(&key("  rotation_triggers = { quarter = \"1\" }\n"));
    world.apply();
    world.sandbox.stale_answers("confident", "api_keys", 2);
    world.sandbox.fault_at(
        "PUT",
        "/v2/organization/api-keys/*",
        &json!({ "status": 403, "body": { "success": false, "error": "no" } }),
    );
    world.write(&key("  enabled = false\n  rotation_triggers = { quarter = \"2\" }\n"));
    world.apply_fails();
    let kept = world.object(ADDRESS);
    world.apply();
    let after = world.object(ADDRESS);
    assert_eq!((&after["api_key"], &after["enabled"]), (&kept["api_key"], &json!(false)));
    assert!(world.sandbox.secrets().contains(&text(&after, "api_key")));
    world.sandbox.clear_lag();
    world.plan().assert_empty("after the second step");
    assert_eq!(world.sandbox.journal().sent("POST", "/rotate").len(), 1);
}

#[test]
fn key_deleted_after_plan_is_reported() {
    let world = World::new(&["confident"]);
    for (what, made, changed) in [
        ("api_keys", key(""), key("  enabled = false\n")),
        (
            "roles",
            "resource \"confident_role\" \"it\" {\n  name = \"Auditor\"\n}\n".to_owned(),
            "resource \"confident_role\" \"it\" {\n  name = \"Reviewer\"\n}\n".to_owned(),
        ),
    ] {
        world.write(&made);
        world.apply();
        world.write(&changed);
        world.terraform(&PLAN).succeeded();
        world.sandbox.remove(
            "confident",
            what,
            &if what == "roles" { json!({ "name": "Auditor" }) } else { json!({ "name": "ci" }) },
        );
        let refused = world.terraform(&SAVED);
        assert_eq!(refused.code(), 1, "{refused}");
        assert!(refused.prose().contains("was deleted after the plan"), "{refused}");
    }
}
