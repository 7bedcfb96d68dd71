//! `confident_role` and `confident_policy` in the hands of the real CLI: their lives, names resolved at plan, what stands in the
//! way of a deletion, imports by every form of id.

use serde_json::{Value, json};

use crate::life::{Life, Vanish, live, text};
use crate::world::World;

const ROLE: &str = "confident_role.it";
const POLICY: &str = "confident_policy.it";

const POLICY_AND_ROLE: &str = r#"
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
fn a_role_of_the_organization_lives_its_whole_life() {
    live(&Life {
        provider: "confident",
        address: ROLE,
        create: POLICY_AND_ROLE,
        update: Some(
            r#"
resource "confident_policy" "it" {
  name        = "Billing"
  permissions = ["billing:read"]
}
resource "confident_role" "it" {
  name        = "Chief accountant"
  description = "Sees what it costs."
  policy_ids  = []
}
"#,
        ),
        replace: Some(
            r#"
resource "confident_project" "home" {
  name = "Triage"
}
resource "confident_role" "it" {
  project_id  = confident_project.home.id
  name        = "Chief accountant"
  description = "Sees what it costs."
  policy_ids  = []
}
"#,
        ),
        imports: &[POLICY, ROLE],
        vanish: Some(Vanish {
            product: "confident",
            collection: "roles",
            matching: |object| json!({ "name": object["name"] }),
        }),
    });
}

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
fn a_description_that_leaves_the_configuration_is_cleared() {
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
    world.sandbox.forget();
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
fn built_in_names_are_reserved_where_they_are_built_in() {
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
fn a_role_in_use_is_not_deleted_and_its_holders_are_named() {
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
    assert!(refused.prose().contains("It is held by `nurse@clinic.example`."), "{refused}");
    world.object(ROLE);
}

#[test]
fn a_member_gets_a_role_made_in_the_same_apply_and_leaves_before_it() {
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

#[test]
fn a_name_that_is_taken_comes_with_its_import_block() {
    let world = World::new(&["confident"]);
    world.write(POLICY_AND_ROLE);
    world.apply();
    let (policy, role) = (text(&world.object(POLICY), "id"), text(&world.object(ROLE), "id"));
    world.elsewhere(|clone| {
        clone.write(
            "resource \"confident_policy\" \"it\" {\n  name = \"Billing\"\n  permissions = []\n}\n\
             resource \"confident_role\" \"it\" {\n  name = \"Accountant\"\n}\n",
        );
        let refused = clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]);
        assert_eq!(refused.code(), 1, "{refused}");
        for id in [&policy, &role] {
            assert!(refused.text().contains(&format!("id = {id:?}")), "{refused}");
        }
    });
}

#[test]
fn a_refused_list_never_removes_a_role_or_a_policy() {
    for status in [401, 403, 404, 500] {
        let world = World::new(&["confident"]);
        world.write(POLICY_AND_ROLE);
        world.apply();
        for list in ["roles", "policies"] {
            world.sandbox.fault(&json!({
                "product": "confident", "method": "GET", "path": format!("/v2/organization/{list}"), "times": 0,
                "status": status, "body": { "success": false, "error": "not now" },
            }));
        }
        let refused = world.plan_fails();
        assert!(refused.text().contains(&status.to_string()), "the status is named: {refused}");
        world.object(ROLE);
        world.object(POLICY);
    }
}
