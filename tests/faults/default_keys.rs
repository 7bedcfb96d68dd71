//! The first key of a project, which comes with it: a secret that is dead does not stay in the state, and a refresh of many
//! projects asks for the keys of none of them.

use serde_json::{Value, json};

use crate::clock::World;
use crate::provider::{Object, Provider};
use crate::sandbox::Sandbox;

const PROJECT: &str = "confident_project";
const HOUR: u64 = 3600;

/// A project whose default key another client changed, and what a run reads of it an hour later.
fn read_after(change: impl FnOnce(&Sandbox, &str)) -> (World, Provider, Object) {
    let world = World::new();
    let made = world.provider().create(PROJECT, &triage());
    change(&world.sandbox, &made.text("default_api_key_id"));
    world.later(HOUR);
    let run = world.provider();
    let read = run.read(PROJECT, &made);
    assert_eq!(read.get("default_api_key"), Value::Null);
    (world, run, read)
}

fn triage() -> Value {
    json!({"name": "Triage"})
}

#[test]
fn default_key_rotated_elsewhere_leaves_state() {
    let (_world, run, read) = read_after(Sandbox::rotate);
    assert!(
        read.says("The secret of the default API key of the project `Triage` was rotated outside"),
        "{read:?}"
    );
    assert!(
        read.says("create a key with `confident_api_key`") && !read.says("rotation_triggers"),
        "{read:?}"
    );
    assert!(run.plan(PROJECT, &read, &triage()).is_empty());
}

#[test]
fn default_key_deleted_elsewhere_leaves_state_with_a_warning() {
    let (_world, run, read) = read_after(|sandbox, key| {
        let id: i64 = key.parse().unwrap();
        sandbox.remove("confident", "api_keys", &json!({ "id": id }));
    });
    assert!(
        read.says("The default API key of the project `Triage` was deleted outside Terraform"),
        "{read:?}"
    );
    assert!(!run.read(PROJECT, &read).says("was deleted"), "it is said once");
}

#[test]
fn a_refresh_of_new_projects_lists_no_keys() {
    let world = World::new();
    let run = world.provider();
    let mut projects: Vec<_> =
        (0..20).map(|number| run.create(PROJECT, &json!({"name": format!("project-{number}")}))).collect();
    for (hours, lists) in [(0, 0), (1, 20), (1, 0)] {
        world.later(hours * HOUR);
        world.sandbox.clear_journal();
        let run = world.provider();
        projects = projects.iter().map(|project| run.read(PROJECT, project)).collect();
        let journal = world.sandbox.journal();
        let listed = journal.0.iter().filter(|it| it.path.ends_with("/api-keys")).count();
        assert_eq!(listed, lists, "after {hours} h: {journal}");
    }
}
