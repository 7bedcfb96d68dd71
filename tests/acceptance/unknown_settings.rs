//! Provider settings that are known only after apply: planning goes on.

use crate::command::Feature;
use crate::world::World;

/// The management key comes from an object that `version` replaces.
fn configuration(key: &str, version: u32, more: &str) -> String {
    format!(
        r#"
resource "terraform_data" "vault" {{
  input            = {key:?}
  triggers_replace = {version}
}}
provider "cortecs" {{
  management_key = terraform_data.vault.output
}}
resource "cortecs_api_key" "it" {{
  count = 3
  name  = "reports-${{count.index}}"
}}
{more}
"#
    )
}

#[test]
fn a_stored_object_is_kept_with_one_warning() {
    let mut world = World::new(&["cortecs"]);
    let key = world.sandbox.variable("CORTECS_MANAGEMENT_KEY");
    world.unset("CORTECS_MANAGEMENT_KEY");
    world.write(&configuration(&key, 1, ""));
    world.apply();
    world.write(&configuration(&key, 2, ""));
    let changes = world.plan().changes("with unknown settings");
    assert_eq!(changes.actions.len(), 1, "only the source of the key: {}", changes.ran);
    let warnings = changes.ran.warnings();
    assert_eq!(warnings, ["The stored state was not refreshed"], "{}", changes.ran);
    world.apply();
    world.plan().assert_empty("once the settings are known");
}

#[test]
fn a_data_source_says_how_to_read_it_at_apply() {
    let mut world = World::new(&["cortecs"]);
    let key = world.sandbox.variable("CORTECS_MANAGEMENT_KEY");
    world.unset("CORTECS_MANAGEMENT_KEY");
    world.write(&configuration(&key, 1, "data \"cortecs_balance\" \"it\" {}\n"));
    let refused = world.plan_fails().prose();
    assert!(refused.contains("provider settings are known only after apply"), "{refused}");
    let waiting = "data \"cortecs_balance\" \"it\" {\n  depends_on = [terraform_data.vault]\n}\n";
    world.write(&configuration(&key, 1, waiting));
    world.apply();
}

#[test]
fn an_ephemeral_resource_is_opened_at_apply() {
    if !Feature::UnknownEphemeralResources.is_there("an_ephemeral_resource_is_opened_at_apply") {
        return;
    }
    let mut world = World::new(&["cortecs"]);
    let key = world.sandbox.variable("CORTECS_MANAGEMENT_KEY");
    world.unset("CORTECS_MANAGEMENT_KEY");
    let before = world.sandbox.records("cortecs/api_keys");
    world.write(&configuration(&key, 1, "ephemeral \"cortecs_api_key\" \"it\" {}\n"));
    world.plan().changes("with an ephemeral key");
    assert_eq!(world.sandbox.records("cortecs/api_keys"), before);
    world.apply();
    assert_eq!(world.sandbox.records("cortecs/api_keys"), before + 3);
}
