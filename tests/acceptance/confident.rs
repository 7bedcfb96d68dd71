//! `confident_project` and `confident_member` in the hands of the real CLI.

use serde_json::Value;

use crate::confident_member::emails_sent;
use crate::life::text;
use crate::world::World;

const NURSE: &str = r#"
resource "confident_member" "it" {
  email = "nurse@clinic.example"
}
"#;

#[test]
fn acceptance_is_no_diff_and_sends_no_mail() {
    let world = World::new(&["confident"]);
    world.write(NURSE);
    world.apply();
    assert_eq!(text(&world.object("confident_member.it"), "status"), "PENDING");

    world.sandbox.accept("nurse@clinic.example", None);
    world.plan().assert_empty("after the invitation was accepted");
    world.apply();
    let member = world.object("confident_member.it");
    assert_eq!(text(&member, "status"), "ACTIVE");
    assert!(!text(&member, "user_id").is_empty());
    assert_eq!(emails_sent(&world), 1, "{}", world.sandbox.journal());
}

#[test]
fn active_member_changes_role_without_an_email() {
    let world = World::new(&["confident"]);
    let before = world.sandbox.record_counts();
    world.write(NURSE);
    world.apply();
    world.sandbox.accept("nurse@clinic.example", None);
    world.write(
        r#"
resource "confident_member" "it" {
  email = "nurse@clinic.example"
  role  = "Admin"
}
"#,
    );
    world.apply();
    world.plan().assert_empty("after the role was changed");
    assert_eq!(emails_sent(&world), 1, "{}", world.sandbox.journal());

    world.destroy();
    assert_eq!(world.sandbox.record_counts(), before);
}

#[test]
fn an_address_in_other_letters_plans_nothing() {
    let world = World::new(&["confident"]);
    world.write(NURSE);
    world.apply();
    world.write(&NURSE.replace("nurse@", "NURSE@"));
    let plan = world.plan();
    plan.assert_empty("after a change of case");
}

#[test]
fn adopts_existing_member_without_an_email() {
    let world = World::new(&["confident"]);
    world.write(NURSE);
    world.apply();
    world.sandbox.accept("nurse@clinic.example", None);
    world.sandbox.clear_journal();
    world.elsewhere(|clone| {
        clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded();
        clone.plan().assert_empty("after the adoption");
    });
    assert_eq!(emails_sent(&world), 0, "{}", world.sandbox.journal());
}

#[test]
fn rejects_inviting_an_owner() {
    let world = World::new(&["confident"]);
    world.write(
        r#"
resource "confident_member" "it" {
  email = "nurse@clinic.example"
  role  = "Owner"
}
"#,
    );
    let refused = world.plan_fails();
    assert!(refused.prose().contains("Cannot invite an Owner"), "{refused}");
    assert!(!refused.prose().contains("allow_ownership_transfer"), "{refused}");
}

#[test]
fn project_and_members_import_by_every_id_form() {
    let world = World::new(&["confident"]);
    world.write(
        r#"
resource "confident_project" "home" {
  name = "Triage"
}
resource "confident_member" "colleague" {
  email = "doctor@clinic.example"
}
resource "confident_member" "it" {
  project_id = confident_project.home.id
  email      = "nurse@clinic.example"
}
"#,
    );
    world.apply();
    let project = text(&world.object("confident_project.home"), "id");
    world.elsewhere(|clone| {
        clone.import("confident_project.home", "name:Triage");
        clone.import("confident_member.colleague", "doctor@clinic.example");
        clone.import("confident_member.it", &format!("{project}/nurse@clinic.example"));
        clone.plan().assert_empty("after the imports");
    });

    world.sandbox.accept("doctor@clinic.example", None);
    world.sandbox.accept("nurse@clinic.example", Some(&project));
    world.apply();
    let user = |address: &str| text(&world.object(address), "user_id");
    let (doctor, nurse) = (user("confident_member.colleague"), user("confident_member.it"));
    world.elsewhere(|clone| {
        clone.import("confident_project.home", &project);
        clone.import("confident_member.colleague", &doctor);
        clone.import("confident_member.it", &format!("{project}/{nurse}"));
        clone.plan().assert_empty("after the imports by user id");
    });
}

#[test]
fn default_api_key_is_only_known_on_create() {
    let world = World::new(&["confident"]);
    world.write("resource \"confident_project\" \"it\" {\n  name = \"Triage\"\n}\n");
    world.apply();
    let made = world.object("confident_project.it");
    assert!(world.sandbox.secrets().contains(&text(&made, "default_api_key")));
    world.elsewhere(|clone| {
        clone.import("confident_project.it", &text(&made, "id"));
        let shown = clone.terraform(&["show", "-json"]).succeeded();
        let state: Value = serde_json::from_str(&shown.stdout).expect("JSON");
        assert_eq!(
            state["values"]["root_module"]["resources"][0]["values"]["default_api_key"],
            Value::Null,
            "{shown}"
        );
    });
}
