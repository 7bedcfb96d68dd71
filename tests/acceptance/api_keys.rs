//! What the API keys of Cortecs and Confident AI have in common.

use age::x25519::Identity;
use serde_json::Value;

use crate::life::text;
use crate::world::World;

/// A world of each product, the address of its key, and the configuration of it with further arguments.
fn each_key(check: impl Fn(&World, &str, &dyn Fn(&str))) {
    for product in ["cortecs", "confident"] {
        let world = World::new(&[product]);
        let write = |arguments: &str| {
            world.write(&format!(
                "resource \"{product}_api_key\" \"it\" {{\n  name = \"ci\"\n{arguments}}}\n"
            ));
        };
        check(&world, &format!("{product}_api_key.it"), &write);
    }
}

#[test]
fn a_sealed_key_is_never_in_plaintext() {
    each_key(|world, address, write| {
        let (identity, before) = (Identity::generate(), world.sandbox.secrets());
        write(&format!("  seal_to = \"{}\"\n", identity.to_public()));
        let planned = world.plan().changes("of a sealed key").json;
        let unknown = &planned["resource_changes"][0]["change"]["after_unknown"];
        assert_eq!(unknown["api_key"], Value::Null, "it is known that there will be none: {unknown}");
        world.apply();
        world.plan().assert_empty("after a sealed key");

        let key = world.object(address);
        assert_eq!(key["api_key"], Value::Null);
        assert_eq!(text(&key, "seal_to"), identity.to_public().to_string());
        world.assert_no_secret_in("the state", &world.read_file("terraform.tfstate"));
        let opened = age::decrypt(&identity, text(&key, "sealed_api_key").as_bytes()).expect("it opens");
        let opened = String::from_utf8(opened).expect("text");
        assert!(world.sandbox.secrets().contains(&opened) && !before.contains(&opened));
    });
}

#[test]
fn no_triggers_and_empty_triggers_are_the_same() {
    each_key(|world, address, write| {
        write("");
        world.apply();
        let created = world.object(address);
        for triggers in ["  rotation_triggers = {}\n", ""] {
            write(triggers);
            world.plan().changes(triggers).assert_action(address, &["update"]);
            world.apply();
            world.plan().assert_empty(triggers);
            assert_eq!(world.object(address)["api_key"], created["api_key"]);
        }
    });
}
