//! Credentials of another account see none of our objects, which is no reason to forget them.

use serde_json::json;

use crate::world::World;

const OBJECTS: &str = r#"
resource "confident_policy" "it" {
  name        = "Billing"
  permissions = ["billing:read"]
}
resource "confident_role" "it" {
  name       = "Accountant"
  policy_ids = [confident_policy.it.id]
}
resource "confident_member" "it" {
  email   = "nurse@clinic.example"
  role_id = confident_role.it.id
}
resource "confident_api_key" "it" {
  name            = "reports"
  expires_in_days = 30
}
resource "confident_project" "it" {
  name = "Triage"
}
resource "confident_api_key" "inside" {
  project_id      = confident_project.it.id
  name            = "traces"
  expires_in_days = 30
}
resource "cortecs_api_key" "it" {
  name = "reports"
}
"#;

#[test]
fn nothing_leaves_the_state_and_nothing_is_deleted() {
    let mut world = World::new(&["confident", "cortecs"]);
    world.write(OBJECTS);
    world.apply();
    let addresses = world.terraform(&["state", "list"]).succeeded().stdout;

    let theirs = world.sandbox.second_account("theirs");
    world.use_account(&theirs);

    // Terraform does not read what depends on an object that could not be read.
    let refused = world.plan_fails();
    assert_eq!(
        refused.prose().matches("The credentials belong to another organization").count(),
        3,
        "{refused}"
    );
    assert_eq!(refused.prose().matches("The credentials belong to another project").count(), 1, "{refused}");

    theirs.clear_journal();
    let arguments = ["destroy", "-refresh=false", "-auto-approve", "-input=false", "-no-color"];
    let refused = world.terraform(&arguments);
    assert_eq!(refused.code(), 1, "{refused}");
    theirs.journal().assert_only_gets("a destroy with credentials of somebody else");
    assert_eq!(world.terraform(&["state", "list"]).succeeded().stdout, addresses);
}

/// Another account has a key of the same name, which only its account tells from ours.
#[test]
fn a_namesake_in_another_account_is_never_deleted() {
    let mut world = World::new(&["cortecs"]);
    world.write("resource \"cortecs_api_key\" \"it\" {\n  name = \"reports\"\n}\n");
    world.apply();
    let ours = world.object("cortecs_api_key.it");
    let theirs = world.sandbox.second_account("theirs");
    theirs.request("cortecs", "POST", "/manage/api-keys", &json!({ "name": "reports" }));
    let key = || theirs.find("cortecs", "api_keys", &json!({ "name": "reports" }));
    let before = key();
    world.use_account(&theirs);

    let apply = ["-auto-approve", "-input=false", "-no-color"];
    for arguments in [
        &["apply"][..],
        &["apply", "-replace=cortecs_api_key.it"],
        &["apply", "-replace=cortecs_api_key.it", "-refresh=false"],
        &["destroy"],
        &["destroy", "-refresh=false"],
    ] {
        theirs.clear_journal();
        let refused = world.terraform(&[arguments, &apply[..]].concat());
        assert_eq!(refused.code(), 1, "{arguments:?}: {refused}");
        assert!(
            refused.prose().contains("The credentials belong to another project"),
            "{arguments:?}: {refused}"
        );
        assert!(theirs.journal().writes().is_empty(), "{arguments:?}: {}", theirs.journal());
        assert_eq!(key(), before, "{arguments:?}");
        assert_eq!(world.object("cortecs_api_key.it"), ours, "{arguments:?}");
    }
}
