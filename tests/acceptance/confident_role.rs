//! `confident_role` in the hands of the real CLI, with `confident_policy` where both behave alike: what stands in the way of a
//! deletion, imports by every form of id.

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

pub(crate) const ROLE: &str = "confident_role.it";
pub(crate) const POLICY: &str = "confident_policy.it";

pub(crate) const POLICY_AND_ROLE: &str = r#"
resource "confident_policy" "it" {
  name        = "Billing"
  permissions = ["billing:read"]
}
resource "confident_role" "it" {
  name       = "Accountant"
  policy_ids = [confident_policy.it.id]
}
"#;

#[test]
fn policies_are_attached_and_detached() {
    let world = World::new(&["confident"]);
    let attached =
        || world.sandbox.find("confident", "roles", &json!({"name": "Accountant"}))["policyIds"].clone();
    world.write(POLICY_AND_ROLE);
    world.apply();
    world.plan().assert_empty("with a policy");
    let policy = world.object(POLICY)["id"].clone();
    assert_eq!(attached(), json!([policy]));

    world.write(&POLICY_AND_ROLE.replace("confident_policy.it.id", ""));
    world.apply();
    world.plan().assert_empty("without the policy");
    assert_eq!(attached(), json!([]));
}

#[test]
fn removing_role_description_clears_it() {
    let world = World::new(&["confident"]);
    let described = |it: &str| {
        format!(
            "resource \"confident_policy\" \"it\" {{\n  name = \"P\"\n  permissions = []\n{it}}}\n\
             resource \"confident_role\" \"it\" {{\n  name = \"R\"\n{it}}}\n"
        )
    };
    world.write(&described("  description = \"What it is for.\"\n"));
    world.apply();
    world.write(&described(""));
    world.sandbox.clear_journal();
    world.apply();
    for entry in world.sandbox.journal().writes() {
        assert_eq!(entry.body.get("description"), Some(&Value::Null), "{entry}");
    }
    world.plan().assert_empty("after the descriptions were cleared");
    for address in [POLICY, ROLE] {
        assert_eq!(world.object(address)["description"], Value::Null);
    }
}

#[test]
fn policies_nobody_configures_stay_attached() {
    let world = World::new(&["confident"]);
    world.write(POLICY_AND_ROLE);
    world.apply();
    world.write(&POLICY_AND_ROLE.replace("  policy_ids = [confident_policy.it.id]\n", ""));
    world.plan().assert_empty("without policy_ids");
    world.write(
        &POLICY_AND_ROLE.replace("  policy_ids = [confident_policy.it.id]\n", "  description = \"New.\"\n"),
    );
    world.apply();
    let role = world.object(ROLE);
    assert_eq!(role["policy_ids"], json!([text(&world.object(POLICY), "id")]));
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
        "resource \"confident_role\" \"it\" {{\n  project_id = {project:?}\n  name = \"Reader\"\n  policy_ids = \
         [{policy:?}]\n}}\n"
    ));
    let refused = world.plan_fails();
    assert!(
        refused.prose().contains(&format!("There is no policy `{policy}` in project `{project}`.")),
        "{refused}"
    );
}

#[test]
fn built_in_role_names_are_reserved() {
    let world = World::new(&["confident"]);
    for (arguments, reserved) in [
        ("name = \"OWNER\"", Some("Owner")),
        ("name = \"admin\"", Some("Admin")),
        ("name = \"Manager\"", None),
        ("name = \"manager\"\n  project_id = \"p\"", Some("Manager")),
        ("name = \"Admin\"\n  project_id = \"p\"", None),
    ] {
        world.write(&format!("resource \"confident_role\" \"it\" {{\n  {arguments}\n}}\n"));
        let said = world.terraform(&["validate", "-no-color"]);
        match reserved {
            Some(name) => {
                assert!(
                    said.prose().contains(&format!("`{name}` is a built-in role")),
                    "{arguments}: {said}"
                );
                assert!(said.text().contains("main.tf line 2"), "the line is named: {said}");
            }
            None => assert_eq!(said.code(), 0, "{arguments}: {said}"),
        }
    }
}

#[test]
fn a_built_in_role_is_not_imported() {
    let world = World::new(&["confident"]);
    world.write("resource \"confident_role\" \"it\" {\n  name = \"Auditor\"\n}\n");
    let refused = world.terraform(&["import", "-input=false", "-no-color", ROLE, "name:Admin"]);
    assert_eq!(refused.code(), 1, "{refused}");
    assert!(refused.prose().contains("Built-in roles cannot be managed"), "{refused}");
    assert!(refused.prose().contains("`role = \"Admin\"` on `confident_member`"), "{refused}");
}

#[test]
fn deleting_a_role_in_use_names_its_members() {
    let world = World::new(&["confident"]);
    world.write(&format!(
        "{POLICY_AND_ROLE}resource \"confident_member\" \"it\" {{\n  email = \"nurse@clinic.example\"\n  \
         role_id = confident_role.it.id\n}}\n"
    ));
    world.apply();
    world.sandbox.accept("nurse@clinic.example", None);
    world.terraform(&["state", "rm", "confident_member.it"]).succeeded();
    world.write("");
    let refused = world.apply_fails();
    assert!(refused.prose().contains("It is assigned to `nurse@clinic.example`."), "{refused}");
    world.object(ROLE);
}

#[test]
fn member_and_its_new_role_share_one_apply() {
    let world = World::new(&["confident"]);
    let before = world.sandbox.record_counts();
    world.write(
        r#"
resource "confident_project" "home" {
  name = "Triage"
}
resource "confident_role" "it" {
  project_id = confident_project.home.id
  name       = "Reader"
}
resource "confident_member" "it" {
  project_id = confident_project.home.id
  email      = "nurse@clinic.example"
  role_id    = confident_role.it.id
}
"#,
    );
    world.apply();
    world.plan().assert_empty("after the creation");
    let member = world.object("confident_member.it");
    assert_eq!(text(&member, "role"), "Reader");
    assert_eq!(text(&member, "role_id"), text(&world.object(ROLE), "id"));
    let project = text(&world.object("confident_project.home"), "id");
    world.sandbox.accept("nurse@clinic.example", Some(&project));
    world.plan().assert_empty("after the acceptance");
    world.sandbox.remove(
        "confident",
        "members",
        &json!({ "email": "nurse@clinic.example", "project_id": null }),
    );
    world.destroy();
    assert_eq!(world.sandbox.record_counts(), before);
}

#[test]
fn roles_and_policies_are_imported_by_id_and_by_name() {
    let world = World::new(&["confident"]);
    let configuration = r#"
resource "confident_project" "home" {
  name = "Triage"
}
resource "confident_policy" "it" {
  project_id  = confident_project.home.id
  name        = "Read/Write"
  permissions = ["trace:read"]
}
resource "confident_role" "it" {
  name = "Read/Write"
}
"#;
    world.write(configuration);
    world.apply();
    let project = text(&world.object("confident_project.home"), "id");
    let (policy, role) = (text(&world.object(POLICY), "id"), text(&world.object(ROLE), "id"));
    assert!(policy.starts_with(&format!("{project}/")), "{policy}");
    for (policy, role) in
        [(policy, role), (format!("{project}/name:Read/Write"), "name:Read/Write".to_owned())]
    {
        world.elsewhere(|clone| {
            clone.import("confident_project.home", &project);
            clone.import(POLICY, &policy);
            clone.import(ROLE, &role);
            clone.plan().assert_empty(&format!("after the import of {policy} and {role}"));
        });
    }
}
