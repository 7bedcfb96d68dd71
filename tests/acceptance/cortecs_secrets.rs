//! The secret of a `cortecs_api_key`, which the API tells once: stored, sealed, lost and made again, never orphaned.

use age::x25519::Identity;
use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

const KEY: &str = r#"
resource "cortecs_api_key" "it" {
  name = "reports"
}
"#;

/// A name that only this run can have made.
const GENERATED: &str = r#"
resource "cortecs_api_key" "it" {
  name_prefix = "reports"
}
"#;

const KEYS: &str = "/manage/api-keys";

fn planted(method: &str, times: u32, effect: &Value) -> Value {
    let mut fault = json!({ "product": "cortecs", "method": method, "path": KEYS, "times": times });
    let members = effect.as_object().expect("members").clone();
    fault.as_object_mut().expect("an object").extend(members);
    fault
}

/// The secrets of the keys whose name begins so that are there.
fn live(world: &World) -> Vec<String> {
    let state = world.sandbox.state();
    let rows = state["tables"]["cortecs"]["api_keys"].as_array().expect("rows");
    rows.iter()
        .filter(|row| row["name"].as_str().is_some_and(|name| name.starts_with("reports")))
        .map(|row| text(row, "api_key"))
        .collect()
}

#[test]
fn cortecs_key_is_sealed_and_never_in_plaintext() {
    let identity = Identity::generate();
    let world = World::new(&["cortecs"]);
    world.write(&format!(
        "resource \"cortecs_api_key\" \"it\" {{\n  name = \"reports\"\n  seal_to = \"{}\"\n}}\n",
        identity.to_public()
    ));
    let planned = world.plan().changes("of a sealed key").json;
    let unknown = &planned["resource_changes"][0]["change"]["after_unknown"];
    assert_eq!(unknown["api_key"], Value::Null, "it is known that there will be none: {unknown}");
    world.apply();
    world.plan().assert_empty("after a sealed key");

    let key = world.object("cortecs_api_key.it");
    assert_eq!(key["api_key"], Value::Null);
    world.assert_no_secret_in("the state", &world.read_file("terraform.tfstate"));
    let opened = age::decrypt(&identity, text(&key, "sealed_api_key").as_bytes()).expect("it opens");
    let opened = String::from_utf8(opened).expect("text");
    assert!(world.sandbox.secrets().contains(&opened), "what was sealed is the key the API gave");
}

#[test]
fn key_with_lost_response_is_recreated() {
    for lost in [
        json!({ "cut": "after_write" }),
        json!({ "truncate": true }),
        json!({ "answer": { "status": 502, "body": "<html>", "content_type": "text/html" } }),
    ] {
        let world = World::new(&["cortecs"]);
        let before = world.sandbox.record_counts();
        world.write(GENERATED);
        world.sandbox.fault(&planted("POST", 1, &lost));
        world.apply();
        assert_eq!(world.sandbox.journal().sent("DELETE", KEYS).len(), 1, "{}", world.sandbox.journal());
        let stored = text(&world.object("cortecs_api_key.it"), "api_key");
        assert_eq!(live(&world), [stored], "{lost}");
        world.plan().assert_empty("after a lost answer");
        world.destroy();
        assert_eq!(world.sandbox.record_counts(), before, "{lost}");
    }
}

/// Whatever a single request meets: a key that is there has its secret in the state, and one more apply mends the rest.
#[test]
fn no_fault_of_a_creation_leaves_a_key_nobody_can_use() {
    for (times, fault) in [
        (1, json!({ "cut": "before_write" })),
        (1, json!({ "status": 429, "headers": { "Retry-After": "0" } })),
        (0, json!({ "status": 500 })),
        (1, json!({ "answer": { "status": 201, "body": "created" } })),
        (1, json!({ "answer": { "status": 201, "body": { "name": "reports" } } })),
        (1, json!({ "delay_ms": 2500 })),
    ] {
        let world = World::new(&["cortecs"]);
        let before = world.sandbox.record_counts();
        world.write(&format!(
            "provider \"cortecs\" {{\n  request_timeout = \"1s\"\n  max_retries = 1\n}}\n{GENERATED}"
        ));
        world.sandbox.fault(&planted("POST", times, &fault));
        let ran = world.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]);
        let secrets = live(&world);
        match ran.code() {
            0 => {
                assert_eq!(secrets, [text(&world.object("cortecs_api_key.it"), "api_key")], "{fault}: {ran}");
            }
            _ => assert!(secrets.is_empty(), "{fault}: {ran}"),
        }

        world.sandbox.clear_faults();
        world.apply();
        world.plan().assert_empty(&format!("after {fault}"));
        world.destroy();
        assert_eq!(world.sandbox.record_counts(), before, "{fault}");
    }
}

#[test]
fn deleting_a_missing_key_succeeds() {
    let world = World::new(&["cortecs"]);
    world.write(KEY);
    world.apply();
    world.sandbox.remove("cortecs", "api_keys", &json!({ "name": "reports" }));
    let destroyed =
        world.terraform(&["destroy", "-refresh=false", "-auto-approve", "-input=false", "-no-color"]);
    assert!(destroyed.succeeded().warnings().is_empty());
}

#[test]
fn repeatedly_lost_create_leaves_no_key() {
    let world = World::new(&["cortecs"]);
    let before = world.sandbox.record_counts();
    world.write(GENERATED);
    world.sandbox.fault(&planted("POST", 0, &json!({ "cut": "after_write" })));
    world.apply_fails();
    assert_eq!(world.sandbox.record_counts(), before);
    world.sandbox.clear_faults();
    world.apply();
    world.plan().assert_empty("after the line was mended");
}

#[test]
fn next_refresh_after_create_sets_created_at() {
    let world = World::new(&["cortecs"]);
    world.write(KEY);
    world.sandbox.fault(&planted("GET", 0, &json!({ "status": 403 })));
    world.apply();
    let key = world.object("cortecs_api_key.it");
    assert!(world.sandbox.secrets().contains(&text(&key, "api_key")));
    assert_eq!(key["created_at"], Value::Null);

    world.sandbox.clear_faults();
    world.plan().assert_empty("after the creation");
    world.apply();
    assert!(text(&world.object("cortecs_api_key.it"), "created_at").ends_with('Z'));
    world.plan().assert_empty("after the time was found");
}
