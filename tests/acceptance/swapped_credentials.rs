//! Credentials of another account see none of our objects, which is no reason to forget them.

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

    theirs.forget();
    let arguments = ["destroy", "-refresh=false", "-auto-approve", "-input=false", "-no-color"];
    let refused = world.terraform(&arguments);
    assert_eq!(refused.code(), 1, "{refused}");
    theirs.journal().assert_only_gets("a destroy with credentials of somebody else");
    assert_eq!(world.terraform(&["state", "list"]).succeeded().stdout, addresses);
}
