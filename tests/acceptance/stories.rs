//! The stories the guides tell, applied as they stand.

use std::fs;
use std::path::{Path, PathBuf};

use crate::examples::{apply_and_destroy, configuration};
use crate::life::text;
use crate::mirror::NAMES;
use crate::world::World;

fn story(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/terraform/stories").join(name)
}

fn world_of_story(name: &str) -> World {
    let world = World::new(&[]);
    for (file, hcl) in configuration(&story(name)) {
        world.write_file(&file, &hcl);
    }
    world
}

#[test]
fn getting_started() {
    apply_and_destroy(&world_of_story("getting-started"), &story("getting-started"));
}

#[test]
fn a_project_replaces_a_generic_rest_object() {
    apply_and_destroy(&world_of_story("generic-rest"), &story("generic-rest"));
}

#[test]
fn secrets_are_where_the_story_puts_them() {
    let world = world_of_story("secrets");
    apply_and_destroy(&world, &story("secrets"));

    world.apply();
    let state = world.read_file("terraform.tfstate");
    let held: Vec<String> = world.sandbox.secrets().into_iter().filter(|it| state.contains(it)).collect();
    assert_eq!(held, [text(&world.object("cortecs_api_key.in_state"), "api_key")], "one secret, in clear");
    assert!(text(&world.object("cortecs_api_key.sealed"), "sealed_api_key").contains("AGE ENCRYPTED FILE"));
    assert!(!state.contains("correct-horse"), "the password is in the state");
}

#[test]
fn a_module_is_tested_against_the_sandbox() {
    let world = world_of_story("offline-test");
    apply_and_destroy(&world, &story("offline-test"));

    let before = world.sandbox.record_counts();
    let test = "tests/clinic.tftest.hcl";
    fs::create_dir(world.path("tests")).expect("a folder");
    world.write_file(test, &fs::read_to_string(story("offline-test").join(test)).expect("the test"));
    let ran = world.terraform(&["test", "-no-color"]).succeeded();
    assert!(ran.prose().contains("3 passed, 0 failed"), "{ran}");
    assert_eq!(world.sandbox.record_counts(), before, "the test leaves nothing behind");
}

#[test]
fn keys_rotate_in_place_or_create_before_destroy() {
    let mut world = world_of_story("rotate-keys");
    apply_and_destroy(&world, &story("rotate-keys"));

    world.apply();
    let before = world.object("confident_api_key.traces");
    world.set("TF_VAR_quarter", "2027-1");
    let changes = world.plan().changes("in the next quarter");
    changes.assert_action("confident_api_key.traces", &["update"]);
    changes.assert_action("cortecs_api_key.gateway", &["create", "delete"]);
    world.apply();
    let after = world.object("confident_api_key.traces");
    assert_eq!(after["key_id"], before["key_id"], "rotated in place");
    assert_ne!(after["api_key"], before["api_key"]);
    assert!(!after["rotates_at"].is_null(), "the former secret has a grace period: {after:#}");
    world.plan().assert_empty("after the rotation");
}

#[test]
fn members_get_roles_made_of_policies() {
    let world = world_of_story("members");
    apply_and_destroy(&world, &story("members"));

    world.apply();
    assert_eq!(world.output("not_yet_accepted").as_array().map(Vec::len), Some(2));
    let project = text(&world.object("confident_project.triage"), "id");
    world.sandbox.accept("ada@st-mary.example", Some(&project));
    world.terraform(&["apply", "-refresh-only", "-auto-approve", "-no-color"]).succeeded();
    assert_eq!(world.output("not_yet_accepted").as_array().map(Vec::len), Some(1));
    world.plan().assert_empty("after one of two accepted");
}

#[test]
fn an_organization_is_adopted_without_a_change() {
    let world = world_of_story("adopt-organization");
    world.sandbox.seed("confident", "projects", 3);
    let before = world.sandbox.record_counts();
    let changes = world.plan().changes("of the adoption");
    assert_eq!(changes.imports.len(), 5, "{}", changes.ran);
    assert!(changes.actions.is_empty(), "{:?} {}", changes.actions, changes.ran);
    world.sandbox.clear_journal();
    world.apply();
    world.sandbox.journal().assert_only_gets("the adoption");
    world.plan().assert_empty("after the adoption");
    assert_eq!(world.sandbox.record_counts(), before);
}

#[test]
fn a_clinic_is_onboarded_through_three_providers() {
    apply_and_destroy(&world_of_story("onboard-clinic"), &story("onboard-clinic"));
}

/// The same objects, so the same story, with the one line the union provider needs in every block.
#[test]
fn a_clinic_is_onboarded_through_one_provider() {
    let world = World::new(&["aiadmin"]);
    let folder = story("onboard-clinic");
    for (file, hcl) in configuration(&folder).into_iter().filter(|(file, _)| file != "versions.tf") {
        let lines: Vec<String> = hcl
            .lines()
            .map(|line| {
                let provider = if line.starts_with("resource \"") { "\n  provider = aiadmin" } else { "" };
                format!("{line}{provider}\n")
            })
            .collect();
        world.write_file(&file, &lines.concat());
    }
    apply_and_destroy(&world, &folder);
}

#[test]
fn a_story_moves_from_three_providers_to_one() {
    let world = World::installed(&NAMES);
    world.write(
        "resource \"corti_customer\" \"it\" {\n  customer_id  = \"st-mary\"\n  display_name = \"St Mary\"\n}\n",
    );
    world.apply();
    let moved = ["state", "replace-provider", "-auto-approve", "aiadmin/corti", "aiadmin/aiadmin"];
    world.terraform(&moved).succeeded();
    world.write(
        "resource \"corti_customer\" \"it\" {\n  provider     = aiadmin\n  customer_id  = \"st-mary\"\n  display_name = \"St Mary\"\n}\n",
    );
    world.plan().assert_empty("after the move");
}
