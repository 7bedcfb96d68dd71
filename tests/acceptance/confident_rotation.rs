//! Rotations of `confident_api_key`: asked for, due, made by somebody else, interrupted.

use serde_json::{Value, json};

use crate::confident_api_key::{ADDRESS, key, row};
use crate::life::text;
use crate::world::World;

const DAY: i64 = 24 * 3600;

/// A key of the organization, with its state before and after a change of its arguments.
struct Rotated {
    world: World,
    before: Value,
    after: Value,
}

/// Applies the first arguments, plans and applies the second, and expects an update in place that keeps the id.
#[track_caller]
fn rotated(first: &str, second: &str) -> Rotated {
    let world = World::new(&["confident"]);
    world.write(&key(first));
    world.apply();
    let before = world.object(ADDRESS);
    world.write(&key(second));
    world.plan().changes(second).assert_action(ADDRESS, &["update"]);
    world.apply();
    world.plan().assert_empty(&format!("after {second:?}"));
    let after = world.object(ADDRESS);
    assert_eq!(before["id"], after["id"]);
    Rotated { world, before, after }
}

impl Rotated {
    #[track_caller]
    fn sent(&self, body: &Value) {
        let journal = self.world.sandbox.journal();
        let rotations: Vec<_> =
            journal.sent("POST", "/rotate").iter().map(|entry| entry.body.clone()).collect();
        assert_eq!(rotations, std::slice::from_ref(body));
    }

    #[track_caller]
    fn has_a_new_secret(&self) {
        let secret = text(&self.after, "api_key");
        assert_ne!(self.before["api_key"], json!(secret));
        assert!(self.world.sandbox.secrets().contains(&secret));
    }
}

#[test]
fn a_changed_trigger_rotates_in_place() {
    let it =
        rotated("  rotation_triggers = { quarter = \"1\" }\n", "  rotation_triggers = { quarter = \"2\" }\n");
    it.has_a_new_secret();
    it.sent(&json!({}));
}

#[test]
fn grace_period_stores_new_secret_and_keeps_old_valid() {
    let it = rotated(
        "  grace_period_hours = 24\n  rotation_triggers  = { quarter = \"1\" }\n",
        "  grace_period_hours = 24\n  rotation_triggers  = { quarter = \"2\" }\n",
    );
    it.has_a_new_secret();
    it.sent(&json!({ "gracePeriodInHours": 24 }));
    assert!(!text(&it.after, "rotates_at").is_empty());
    let stored = it.world.sandbox.find("confident", "api_keys", &row(&it.after));
    assert_eq!(stored["value"], it.before["api_key"]);
    assert_eq!(stored["shadowValue"], it.after["api_key"]);

    it.world.write(&key("  grace_period_hours = 24\n  rotation_triggers  = { quarter = \"3\" }\n"));
    let changes = it.world.plan().changes("during the grace period");
    assert!(changes.ran.prose().contains("This rotation ends it immediately"), "{}", changes.ran);

    it.world.write(&key("  grace_period_hours = 24\n  rotation_triggers  = { quarter = \"2\" }\n"));
    it.world.sandbox.settings(&json!({ "clock_offset_seconds": 25 * 3600 }));
    it.world.plan().assert_empty("after the grace period");
    it.world.apply();
    assert_eq!(it.world.object(ADDRESS)["api_key"], it.after["api_key"]);
}

#[test]
fn another_life_rotates_and_none_is_asked_for_as_null() {
    let it = rotated("  expires_in_days = 30\n", "  expires_in_days = 60\n");
    it.has_a_new_secret();
    it.sent(&json!({ "expiresInDays": 60 }));

    let it = rotated("  expires_in_days = 30\n", "");
    it.has_a_new_secret();
    it.sent(&json!({ "expiresInDays": null }));
    assert_eq!(it.after["expires_at"], Value::Null);
}

#[test]
fn changing_seal_to_rotates_the_key() {
    let recipient = || age::x25519::Identity::generate().to_public().to_string();
    let it = rotated("", &format!("  seal_to = \"{}\"\n", recipient()));
    assert_eq!(it.after["api_key"], Value::Null);
    assert!(text(&it.after, "sealed_api_key").starts_with("-----BEGIN AGE"));

    it.world.write(&key(""));
    it.world.apply();
    assert_eq!(it.world.object(ADDRESS)["sealed_api_key"], Value::Null);
    assert!(it.world.sandbox.secrets().contains(&text(&it.world.object(ADDRESS), "api_key")));
}

#[test]
fn what_does_not_touch_the_secret_rotates_nothing() {
    let it = rotated(
        "  expires_in_days = 30\n",
        "  expires_in_days    = 30\n  rotate_before_days = 7\n  grace_period_hours = 4\n  enabled            = false\n",
    );
    assert_eq!(it.before["api_key"], it.after["api_key"]);
    assert_eq!(it.world.sandbox.journal().sent("POST", "/rotate").len(), 0);
}

#[test]
fn a_trigger_that_turns_out_as_it_was_rotates_nothing() {
    let world = World::new(&["confident"]);
    let configuration = |input: &str| {
        let arguments = "  rotation_triggers = { from = terraform_data.from.output.it }\n";
        format!(
            "resource \"terraform_data\" \"from\" {{\n  input = {{ it = \"same\", other = \"{input}\" }}\n}}\n{}",
            key(arguments)
        )
    };
    world.write(&configuration("1"));
    world.apply();
    let before = world.object(ADDRESS);
    world.write(&configuration("2"));
    world.plan().changes("with an unknown trigger").assert_action(ADDRESS, &["update"]);
    world.apply();
    assert_eq!(world.object(ADDRESS), before);
    world.plan().assert_empty("after the trigger turned out as it was");
}

/// The key was made 25 days ago and lives 30.
#[test]
fn a_key_is_rotated_when_its_end_is_near() {
    let world = World::new(&["confident"]);
    world.sandbox.settings(&json!({ "clock_offset_seconds": -25 * DAY }));
    world.write(&key("  expires_in_days    = 30\n  rotate_before_days = 4\n"));
    world.apply();
    world.sandbox.settings(&json!({ "clock_offset_seconds": 0 }));
    world.plan().assert_empty("five days before the end");
    let before = world.object(ADDRESS);

    world.write(&key("  expires_in_days    = 30\n  rotate_before_days = 7\n"));
    let changes = world.plan().changes("with less than seven days left");
    changes.assert_action(ADDRESS, &["update"]);
    assert!(changes.ran.prose().contains("less than `rotate_before_days = 7` days away"), "{}", changes.ran);
    world.apply();
    world.plan().assert_empty("after the rotation");
    assert_ne!(world.object(ADDRESS)["api_key"], before["api_key"]);
}

#[test]
fn an_expired_key_is_rotated_without_a_grace_period() {
    let world = World::new(&["confident"]);
    world.sandbox.settings(&json!({ "clock_offset_seconds": -25 * DAY }));
    world.write(&key("  expires_in_days    = 7\n  grace_period_hours = 24\n"));
    world.apply();
    world.sandbox.settings(&json!({ "clock_offset_seconds": 0 }));
    let changes = world.plan().changes("after the key expired");
    changes.assert_action(ADDRESS, &["update"]);
    assert!(changes.ran.prose().contains("It expired at"), "{}", changes.ran);
    world.apply();
    let journal = world.sandbox.journal();
    assert_eq!(journal.sent("POST", "/rotate")[0].body, json!({ "expiresInDays": 7 }));
    world.plan().assert_empty("after the rotation");
}

#[test]
fn secret_rotated_elsewhere_is_removed_from_state() {
    let sealed = format!("  seal_to = \"{}\"\n", age::x25519::Identity::generate().to_public());
    for (arguments, form) in [("", "api_key"), (sealed.as_str(), "sealed_api_key")] {
        let world = World::new(&["confident"]);
        world.write(&key(arguments));
        world.apply();
        let made = world.object(ADDRESS);
        assert!(!text(&made, form).is_empty());
        world.sandbox.rotate(&text(&made, "key_id"));

        let plan = world.plan();
        plan.assert_empty("after the rotation in the console");
        let said = plan.ran().prose();
        assert!(said.contains("The secret of the API key `ci` was rotated outside Terraform"), "{said}");
        world.apply();
        assert_eq!(world.object(ADDRESS)[form], Value::Null);
        let plan = world.plan();
        plan.assert_empty("after the secret was dropped");
        assert_eq!(plan.ran().warnings(), Vec::<String>::new());
    }
}

#[test]
fn warns_about_rotation_started_elsewhere() {
    let world = World::new(&["confident"]);
    world.write(&key(""));
    world.apply();
    let made = world.object(ADDRESS);
    let pending =
        json!({ "shadowValue": "confident_us_org_incoming", "rotatesAt": "2999-01-01T00:00:00.000Z" });
    world.sandbox.edit("confident", "api_keys", &row(&made), &pending);
    let plan = world.plan();
    plan.assert_empty("during the grace period");
    assert!(plan.ran().prose().contains("valid until 2999-01-01T00:00:00.000Z"), "{}", plan.ran());
    world.apply();
    assert_eq!(world.object(ADDRESS)["api_key"], made["api_key"]);
}

#[test]
fn checks_unanswered_rotation_before_retry() {
    let world = World::new(&["confident"]);
    world.write(&key("  rotation_triggers = { quarter = \"1\" }\n"));
    world.apply();
    world.sandbox.fault(&json!({
        "product": "confident", "method": "POST", "path": "/v2/organization/api-keys/*/rotate", "cut": "after_write",
    }));
    world.sandbox.clear_journal();
    world.write(&key("  rotation_triggers = { quarter = \"2\" }\n"));
    let failed = world.apply_fails();
    assert!(failed.prose().contains("If so, its new secret is lost"), "{failed}");
    assert_eq!(world.sandbox.journal().sent("POST", "/rotate").len(), 1);

    let changes = world.plan().changes("after the lost answer");
    changes.assert_action(ADDRESS, &["update"]);
    assert!(changes.ran.prose().contains("was rotated outside Terraform"), "{}", changes.ran);
    world.apply();
    assert!(world.sandbox.secrets().contains(&text(&world.object(ADDRESS), "api_key")));
    world.plan().assert_empty("after another rotation");
}

#[test]
fn stores_new_secret_if_enabling_fails() {
    let world = World::new(&["confident"]);
    world.write(&key("  enabled           = false\n  rotation_triggers = { quarter = \"1\" }\n"));
    world.apply();
    world.sandbox.fault(&json!({
        "product": "confident", "method": "PUT", "path": "/v2/organization/api-keys/*", "status": 403,
        "body": { "success": false, "error": "not now" },
    }));
    world.write(&key("  rotation_triggers = { quarter = \"2\" }\n"));
    world.apply_fails();
    let kept = world.object(ADDRESS);
    let stored = world.sandbox.find("confident", "api_keys", &row(&kept));
    assert_eq!(stored["value"], kept["api_key"]);
    assert_eq!(kept["enabled"], json!(false));

    world.apply();
    assert_eq!(world.object(ADDRESS)["api_key"], kept["api_key"]);
    world.plan().assert_empty("after it was enabled");
}
