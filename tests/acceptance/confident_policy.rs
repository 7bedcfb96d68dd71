//! `confident_policy` in the hands of the real CLI: permissions resolved in the right catalog, and what a deletion takes away.

use serde_json::json;

use crate::confident_role::{POLICY, POLICY_AND_ROLE, ROLE};
use crate::life::{Life, Vanish, live, text};
use crate::world::World;

#[test]
fn a_policy_of_a_project_lives_its_whole_life() {
    live(&Life {
        provider: "confident",
        address: POLICY,
        create: r#"
resource "confident_project" "home" {
  name = "Triage"
}
resource "confident_policy" "it" {
  project_id  = confident_project.home.id
  name        = "Read traces"
  description = "No more than that."
  permissions = ["trace:read"]
}
resource "confident_role" "reader" {
  project_id = confident_project.home.id
  name       = "Reader"
  policy_ids = [confident_policy.it.id]
}
"#,
        update: Some(
            r#"
resource "confident_project" "home" {
  name = "Triage"
}
resource "confident_policy" "it" {
  project_id  = confident_project.home.id
  name        = "Read everything"
  permissions = ["trace:read", "golden:read", "dataset:read"]
}
resource "confident_role" "reader" {
  project_id = confident_project.home.id
  name       = "Reader"
  policy_ids = [confident_policy.it.id]
}
"#,
        ),
        replace: Some(
            r#"
resource "confident_project" "home" {
  name = "Triage"
}
resource "confident_policy" "it" {
  name        = "Read everything"
  permissions = []
}
resource "confident_role" "reader" {
  project_id = confident_project.home.id
  name       = "Reader"
  policy_ids = []
}
"#,
        ),
        imports: &["confident_project.home", POLICY, "confident_role.reader"],
        vanish: Some(Vanish {
            product: "confident",
            collection: "policies",
            matching: |object| json!({ "name": object["name"] }),
        }),
    });
}

#[test]
fn an_unknown_permission_is_refused_by_the_plan_with_the_nearest_name() {
    let world = World::new(&["confident"]);
    world.write(
        "resource \"confident_policy\" \"it\" {\n  name = \"P\"\n  permissions = [\"billing:raed\", \"trace:read\"]\n}\n",
    );
    let refused = world.plan_fails();
    let said = refused.prose();
    assert!(
        said.contains(
            "There is no permission `billing:raed` in the organization. Did you mean `billing:read`?"
        ),
        "{refused}"
    );
    assert!(said.contains("There is no permission `trace:read` in the organization."), "{refused}");
    assert!(refused.text().contains("main.tf line 3"), "the line is named: {refused}");
    assert!(world.sandbox.journal().writes().is_empty());
}

#[test]
fn permissions_are_sent_by_the_ids_of_their_own_catalog() {
    let world = World::new(&["confident"]);
    world.write(
        r#"
resource "confident_project" "home" {
  name = "Triage"
}
resource "confident_policy" "it" {
  name        = "People"
  permissions = ["user:manage"]
}
resource "confident_policy" "other" {
  project_id  = confident_project.home.id
  name        = "People"
  permissions = ["user:manage"]
}
"#,
    );
    world.apply();
    let journal = world.sandbox.journal();
    let sent: Vec<_> =
        journal.sent("POST", "/policies").iter().map(|entry| entry.body["permissionIds"].clone()).collect();
    assert_eq!(sent.len(), 2, "{journal}");
    assert_ne!(sent[0], sent[1], "each scope has ids of its own: {journal}");
    world.plan().assert_empty("after the creation");
}

#[test]
fn a_policy_of_another_scope_is_refused_by_the_plan() {
    let world = World::new(&["confident"]);
    world.write(POLICY_AND_ROLE);
    world.apply();
    let policy = text(&world.object(POLICY), "id");
    world.write("resource \"confident_project\" \"home\" {\n  name = \"Triage\"\n}\n");
    world.apply();
    let project = text(&world.object("confident_project.home"), "id");
    world.write(&format!(
        "resource \"confident_role\" \"it\" {{\n  project_id = {project:?}\n  name = \"Reader\"\n  policy_ids = [{policy:?}]\n}}\n"
    ));
    let refused = world.plan_fails();
    assert!(
        refused.prose().contains(&format!("There is no policy `{policy}` in project `{project}`.")),
        "{refused}"
    );
}

#[test]
fn deleting_a_policy_tells_which_roles_lose_it() {
    let world = World::new(&["confident"]);
    world.write(POLICY_AND_ROLE);
    world.apply();
    let role = text(&world.object(ROLE), "id");
    world.terraform(&["state", "rm", ROLE]).succeeded();
    world.write("");
    let changes = world.plan().changes("of a deletion");
    assert!(changes.ran.prose().contains("everybody with `Accountant`"), "{}", changes.ran);
    world.apply();
    world.elsewhere(|clone| {
        clone.write("resource \"confident_role\" \"it\" {\n  name = \"Accountant\"\n  policy_ids = []\n}\n");
        clone.import(ROLE, &role);
        clone.plan().assert_empty("after the policy was detached");
    });
}
