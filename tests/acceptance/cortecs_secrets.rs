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

const KEYS: &str = "/manage/api-keys";

fn planted(method: &str, times: u32, effect: &Value) -> Value {
    let mut fault = json!({ "product": "cortecs", "method": method, "path": KEYS, "times": times });
    let members = effect.as_object().expect("members").clone();
    fault.as_object_mut().expect("an object").extend(members);
    fault
}

#[test]
fn a_sealed_secret_is_opened_by_its_recipient_and_is_nowhere_in_clear() {
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
fn a_key_whose_answer_is_lost_is_deleted_and_made_again() {
    for lost in [
        json!({ "cut": "after_write" }),
        json!({ "truncate": true }),
        json!({ "answer": { "status": 502, "body": "<html>", "content_type": "text/html" } }),
    ] {
        let world = World::new(&["cortecs"]);
        let before = world.sandbox.record_counts();
        world.write(KEY);
        world.sandbox.fault(&planted("POST", 1, &lost));
        world.apply();
        assert_eq!(world.sandbox.journal().sent("DELETE", KEYS).len(), 1, "{}", world.sandbox.journal());
        let stored = text(&world.object("cortecs_api_key.it"), "api_key");

        // The stored secret is that of the key which is there: with it the key can be used.
        let state = world.sandbox.state();
        let rows = state["tables"]["cortecs"]["api_keys"].as_array().expect("rows").clone();
        let live: Vec<_> = rows.iter().filter(|row| row["name"] == "reports").collect();
        assert!(live.len() == 1 && live[0]["api_key"] == stored.as_str(), "{lost}");
        world.plan().assert_empty("after a lost answer");
        world.destroy();
        assert_eq!(world.sandbox.record_counts(), before, "{lost}");
    }
}

#[test]
fn a_key_whose_answer_is_lost_again_and_again_leaves_nothing_behind() {
    let world = World::new(&["cortecs"]);
    let before = world.sandbox.record_counts();
    world.write(KEY);
    world.sandbox.fault(&planted("POST", 0, &json!({ "cut": "after_write" })));
    world.apply_fails();
    assert_eq!(world.sandbox.record_counts(), before);
    world.sandbox.heal();
    world.apply();
    world.plan().assert_empty("after the line was mended");
}

#[test]
fn the_secret_is_stored_although_the_list_after_it_fails() {
    let world = World::new(&["cortecs"]);
    world.write(KEY);
    world.sandbox.fault(&planted("GET", 0, &json!({ "status": 403 })));
    world.apply();
    let key = world.object("cortecs_api_key.it");
    assert!(world.sandbox.secrets().contains(&text(&key, "api_key")));
    assert_eq!(key["created_at"], Value::Null);

    world.sandbox.heal();
    world.plan().assert_empty("once the list can be read");
    world.apply();
    assert!(text(&world.object("cortecs_api_key.it"), "created_at").ends_with('Z'));
    world.plan().assert_empty("after the time was found");
}
