//! Ephemeral resource `cortecs_api_key`: a key for one run, used, deleted at its end, and left behind by nothing.

use serde_json::json;

use crate::world::World;

/// The extra key makes a lasting one, so it must work while the run lasts.
const RUN: &str = r#"
ephemeral "cortecs_api_key" "extra" {
  name_prefix       = "run-"
  is_management_key = true
}
provider "cortecs" {
  alias          = "extra"
  management_key = ephemeral.cortecs_api_key.extra.api_key
}
resource "cortecs_api_key" "it" {
  provider = cortecs.extra
  name     = "reports"
}
"#;

const KEYS: &str = "/manage/api-keys";

#[test]
fn cortecs_ephemeral_key_is_deleted_after_each_run() {
    let world = World::new(&["cortecs"]);
    let before = world.sandbox.record_counts();
    world.write(RUN);
    world.plan().changes("with an extra key");
    let journal = world.sandbox.journal();
    assert_eq!((journal.sent("POST", KEYS).len(), journal.sent("DELETE", KEYS).len()), (1, 1), "{journal}");
    assert_eq!(world.sandbox.record_counts(), before, "the plan leaves nothing behind");

    world.apply();
    world.plan().assert_empty("with another extra key");
    let state = world.read_file("terraform.tfstate");
    let held = world.sandbox.secrets().into_iter().filter(|secret| state.contains(secret)).count();
    assert_eq!(held, 1, "the state holds the lasting key only");
    world.destroy();
    assert_eq!(world.sandbox.record_counts(), before);
}

#[test]
fn a_key_that_opens_half_way_is_not_left_behind() {
    for (method, effect) in [("POST", json!("after_write")), ("POST", json!("before_write"))] {
        let world = World::new(&["cortecs"]);
        let before = world.sandbox.record_counts();
        world.write(RUN);
        world.sandbox.fault(&json!({
            "product": "cortecs", "method": method, "path": KEYS, "times": 0, "cut": effect,
        }));
        let refused = world.plan_fails();
        assert!(refused.prose().contains("Cannot open cortecs_api_key"), "{refused}");
        assert_eq!(world.sandbox.record_counts(), before, "{effect}");
    }
}

#[test]
fn a_key_that_cannot_be_deleted_is_named() {
    let world = World::new(&["cortecs"]);
    world.write(RUN);
    world
        .sandbox
        .fault(&json!({ "product": "cortecs", "method": "DELETE", "path": KEYS, "times": 0, "status": 403 }));
    let refused = world.plan_fails();
    assert!(refused.prose().contains("The key `run-") && refused.prose().contains("Delete it."), "{refused}");
    world.assert_no_secret_in("the error", &refused.text());
}
