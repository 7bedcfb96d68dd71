//! The data sources over members, invitations, roles, policies and permissions: complete, ordered, and never a secret.

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

const ORGANIZATION: &str = r#"
resource "confident_policy" "office" {
  name        = "Office"
  description = "People and invoices."
  permissions = ["user:manage", "billing:read"]
}
resource "confident_role" "manager" {
  name       = "Office manager"
  policy_ids = [confident_policy.office.id]
}
resource "confident_member" "nurse" {
  email   = "nurse@clinic.example"
  role_id = confident_role.manager.id
}
resource "confident_member" "doctor" {
  email = "doctor@clinic.example"
}
data "confident_members" "it" {
  depends_on = [confident_member.nurse, confident_member.doctor]
}
data "confident_invitations" "it" {
  depends_on = [confident_member.nurse, confident_member.doctor]
}
data "confident_role" "it" {
  name       = "Office manager"
  depends_on = [confident_role.manager]
}
data "confident_role" "by_id" {
  id = confident_role.manager.id
}
data "confident_roles" "it" {
  depends_on = [confident_role.manager]
}
data "confident_policies" "it" {
  depends_on = [confident_policy.office]
}
data "confident_permissions" "it" {}
"#;

fn names(object: &Value, list: &str, name: &str) -> Vec<String> {
    let elements = object[list].as_array().unwrap_or_else(|| panic!("{list} is no list in {object:#}"));
    elements.iter().map(|element| text(element, name)).collect()
}

#[test]
fn everything_in_the_organization_is_listed_in_order() {
    let world = World::new(&["confident"]);
    world.write(ORGANIZATION);
    world.apply();
    world.sandbox.accept("doctor@clinic.example", None);
    world.apply();
    world.plan().assert_empty("after everything was read");

    let members = world.object("data.confident_members.it");
    assert_eq!(names(&members, "members", "email"), ["doctor@clinic.example", "olga@clinic.example"]);
    assert_eq!(names(&members, "members", "role"), ["Member", "Owner"]);
    assert_eq!(names(&members, "members", "status"), ["ACTIVE", "ACTIVE"]);

    let invitations = world.object("data.confident_invitations.it");
    assert_eq!(names(&invitations, "invitations", "email"), ["nurse@clinic.example"]);
    assert_eq!(names(&invitations, "invitations", "role"), ["Office manager"]);
    let nurse = world.object("confident_member.nurse");
    assert_eq!(names(&invitations, "invitations", "invitation_id"), [text(&nurse, "invitation_id")]);

    let (role, policy) = (world.object("confident_role.manager"), world.object("confident_policy.office"));
    for address in ["data.confident_role.it", "data.confident_role.by_id"] {
        let found = world.object(address);
        assert_eq!(found["id"], role["id"]);
        assert_eq!(found["policy_ids"], json!([policy["id"]]));
        assert_eq!(found["built_in"], false);
    }
    let roles = world.object("data.confident_roles.it");
    assert_eq!(names(&roles, "roles", "name"), ["Admin", "Member", "Office manager", "Owner"]);

    let policies = world.object("data.confident_policies.it");
    assert_eq!(policies["policies"], json!([policy]));
    let permissions = names(&world.object("data.confident_permissions.it"), "permissions", "name");
    assert!(permissions.contains(&"billing:read".to_owned()) && permissions.is_sorted(), "{permissions:?}");

    world.assert_no_secret_in("the state", &world.read_file("terraform.tfstate"));
}

#[test]
fn lists_are_complete_over_all_pages() {
    let world = World::new(&["confident"]);
    world.sandbox.seed("confident", "members", 250);
    world.write("data \"confident_members\" \"it\" {}\n");
    world.apply();
    let members = world.object("data.confident_members.it");
    assert_eq!(names(&members, "members", "email").len(), 251);
}

#[test]
fn a_project_has_lists_of_its_own() {
    let world = World::new(&["confident"]);
    world.write(
        r#"
resource "confident_project" "home" {
  name        = "Triage"
  owner_email = "olga@clinic.example"
}
data "confident_members" "it" {
  project_id = confident_project.home.id
}
data "confident_roles" "it" {
  project_id = confident_project.home.id
}
data "confident_permissions" "it" {
  project_id = confident_project.home.id
}
"#,
    );
    world.apply();
    let project = text(&world.object("confident_project.home"), "id");
    let members = world.object("data.confident_members.it");
    assert_eq!(names(&members, "members", "id"), [format!("{project}/olga@clinic.example")]);
    assert_eq!(
        names(&world.object("data.confident_roles.it"), "roles", "name"),
        ["Manager", "Member", "Owner"]
    );
    let permissions = names(&world.object("data.confident_permissions.it"), "permissions", "name");
    assert!(permissions.contains(&"trace:read".to_owned()), "{permissions:?}");
}

#[test]
fn a_project_that_does_not_exist_has_no_empty_list() {
    for data in ["members", "invitations", "roles", "policies", "permissions"] {
        let world = World::new(&["confident"]);
        world.write(&format!("data \"confident_{data}\" \"it\" {{\n  project_id = \"nowhere\"\n}}\n"));
        let refused = world.plan_fails();
        assert!(refused.prose().contains("There is no project with the ID `nowhere`"), "{data}: {refused}");
        assert!(refused.text().contains("main.tf line 2"), "the line is named: {refused}");
    }
}

#[test]
fn unknown_role_lists_the_existing_roles() {
    let world = World::new(&["confident"]);
    world.write("data \"confident_role\" \"it\" {\n  name = \"Manager\"\n}\n");
    let refused = world.plan_fails();
    assert!(
        refused.prose().contains(
            "There is no role with the name `Manager` in the organization. Its roles are `Admin`, `Member`, `Owner`."
        ),
        "{refused}"
    );
    world.write("data \"confident_role\" \"it\" {\n  name = \"Admin\"\n  id = \"x\"\n}\n");
    let refused = world.plan_fails();
    assert!(refused.prose().contains("Only one of `id` and `name` can be set."), "{refused}");
}

#[test]
fn a_list_that_cannot_be_read_is_an_error() {
    for data in ["members", "invitations", "roles", "policies", "permissions"] {
        let world = World::new(&["confident"]);
        world.sandbox.fault(&json!({
            "product": "confident", "method": "GET", "path": format!("/v2/organization/{data}"), "times": 0,
            "status": 403, "body": { "success": false, "error": "not now" },
        }));
        world.write(&format!("data \"confident_{data}\" \"it\" {{}}\n"));
        let refused = world.plan_fails();
        assert!(refused.text().contains("403"), "{data}: {refused}");
    }
}
