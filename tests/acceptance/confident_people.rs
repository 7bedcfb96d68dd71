//! `confident_member` in plans that move people: new addresses of resources, new roles, and what changes between plan and apply.

use serde_json::json;

use crate::confident_member::{emails_sent, member};
use crate::life::text;
use crate::world::World;

const NURSE: &str = "nurse@clinic.example";
const APPLY: [&str; 4] = ["apply", "-auto-approve", "-input=false", "-no-color"];

/// A nurse who accepted the invitation, in the state of `configuration`.
fn accepted(configuration: &str) -> World {
    let world = World::new(&["confident"]);
    world.write(configuration);
    world.apply();
    world.sandbox.accept(NURSE, None);
    world.apply();
    world
}

/// The nurse is the member they were, and no further email was sent.
fn assert_stayed(world: &World, address: &str) {
    let object = world.object(address);
    assert_eq!(text(&object, "status"), "ACTIVE", "{object:#}");
    assert_eq!(emails_sent(world), 1, "{}", world.sandbox.journal());
    world.plan().assert_empty("after the change of the address");
}

fn each(key: &str) -> String {
    format!(
        "resource \"confident_member\" \"it\" {{\n  for_each = toset([{key:?}])\n  email    = each.value\n}}\n"
    )
}

#[test]
fn a_key_in_other_letters_removes_nobody() {
    let world = accepted(&each("Nurse@Clinic.example"));
    world.write(&each(NURSE));
    let applied = world.apply();
    assert!(applied.prose().contains("only removes it from the state"), "{applied}");
    assert_stayed(&world, &format!("confident_member.it[{NURSE:?}]"));
}

#[test]
fn a_resource_renamed_without_moved_removes_nobody() {
    let role = "resource \"confident_role\" \"auditor\" {\n  name = \"Auditor\"\n}\n";
    let with_role = |name: &str| {
        let member =
            member("  role_id = confident_role.auditor.id\n").replace("\"it\"", &format!("{name:?}"));
        format!("{role}{member}")
    };
    let world = accepted(&with_role("it"));
    world.write(&with_role("nurse"));
    world.apply();
    assert_stayed(&world, "confident_member.nurse");
}

#[test]
fn a_replacement_created_first_removes_nobody() {
    let world = accepted(&member("  lifecycle {\n    create_before_destroy = true\n  }\n"));
    let mut replace = APPLY.to_vec();
    replace.push("-replace=confident_member.it");
    world.terraform(&replace).succeeded();
    assert_stayed(&world, "confident_member.it");
}

#[test]
fn one_of_two_resources_is_removed_without_the_person() {
    let world = accepted(&member(""));
    let other = member("").replace("\"it\"", "\"other\"");
    world.write(&format!("{}{other}", member("")));
    let refused = world.plan_fails();
    assert!(refused.prose().contains("Two resources manage the same object"), "{refused}");
    world.terraform(&["import", "-input=false", "-no-color", "confident_member.other", NURSE]).succeeded();
    world.write(&member(""));
    world.apply();
    assert_stayed(&world, "confident_member.it");
}

#[test]
fn an_abandoned_person_stays() {
    let world = accepted(&member(""));
    world.sandbox.clear_journal();
    world.write(&member("  on_destroy = \"abandon\"\n"));
    world.apply();
    world.destroy();
    world.sandbox.journal().assert_only_gets("abandoning a member");
    world.write(&member(""));
    world.terraform(&["import", "-input=false", "-no-color", "confident_member.it", NURSE]).succeeded();
    world.plan().assert_empty("after the import");
}

#[test]
fn organization_removal_names_managed_projects() {
    let project = "resource \"confident_project\" \"home\" {\n  name = \"Triage\"\n}\n";
    let inside = member("  project_id = confident_project.home.id\n").replace("\"it\"", "\"inside\"");
    let world = accepted(&format!("{project}{}", member("")));
    world.write(&format!("{project}{inside}{}", member("")));
    world.apply();
    world.write(&format!("{project}{inside}"));
    let plan = world.plan();
    assert_eq!(
        plan.ran().warnings(),
        [format!("`{NURSE}` will also lose access to projects")],
        "{}",
        plan.ran()
    );
    world.write(project);
    let plan = world.plan();
    assert!(plan.ran().warnings().is_empty(), "both go: {}", plan.ran());
}

#[test]
fn a_renamed_role_is_given_in_the_same_apply() {
    let role = |name: &str| format!("resource \"confident_role\" \"it\" {{\n  name = {name:?}\n}}\n");
    for by in ["role_id = confident_role.it.id", "role    = confident_role.it.name"] {
        let world = accepted(&format!("{}{}", role("Auditor"), member("")));
        let given = member(&format!("  {by}\n"));
        let doctor = given.replace("\"it\" {", "\"doctor\" {").replace("nurse@", "doctor@");
        world.write(&format!("{}{given}{doctor}", role("Reviewer")));
        world.apply();
        world.plan().assert_empty("after the role was renamed and given");
        assert_eq!(text(&world.object("confident_member.it"), "role"), "Reviewer");
        world.write(&format!("{}{given}{doctor}", role("Reader")));
        world.apply();
        world.plan().assert_empty("after the role was renamed again");
        assert_eq!(emails_sent(&world), 2, "{by}: {}", world.sandbox.journal());
    }
}

#[test]
fn a_new_role_is_given_by_name_in_a_known_project() {
    let project = "resource \"confident_project\" \"home\" {\n  name = \"Triage\"\n}\n";
    let world = World::new(&["confident"]);
    world.write(project);
    world.apply();
    world.write(&format!(
        "{project}resource \"confident_role\" \"it\" {{\n  project_id = confident_project.home.id\n  name = \"Auditor\"\n}}\n{}",
        member("  project_id = confident_project.home.id\n  role = confident_role.it.name\n")
    ));
    world.apply();
    world.plan().assert_empty("after the creation");
}

#[test]
fn an_address_with_a_slash_is_invited_once() {
    let world = World::new(&["confident"]);
    world.write(&member("").replace(NURSE, "icu/nurse@clinic.example"));
    world.apply();
    world.plan().assert_empty("after the creation");
    let id = text(&world.object("confident_member.it"), "id");
    assert_eq!(id, "icu%2Fnurse@clinic.example");
    let data = "data \"confident_invitations\" \"it\" {}\noutput \"ids\" {\n  value = data.confident_invitations.it.invitations[*].id\n}\n";
    world.write(&(world.read_file("main.tf") + data));
    world.apply();
    assert_eq!(world.output("ids"), json!([id]));
    world.elsewhere(|clone| {
        clone.import("confident_member.it", &id);
        clone.plan().assert_empty("after the import");
    });
}

const PLAN: [&str; 4] = ["plan", "-out=saved.tfplan", "-input=false", "-no-color"];
const SAVED: [&str; 4] = ["apply", "-input=false", "-no-color", "saved.tfplan"];

#[test]
fn an_invitation_by_hand_after_the_plan_is_taken_over() {
    for role in ["", "  role = \"Member\"\n"] {
        let world = World::new(&["confident"]);
        world.write(&member(role));
        world.terraform(&PLAN).succeeded();
        world.elsewhere(|clone| {
            clone.write(&member("  role = \"Admin\"\n"));
            clone.terraform(&APPLY).succeeded();
        });
        world.terraform(&SAVED).succeeded();
        world.plan().assert_empty("after the saved plan was applied");
    }
}

#[test]
fn an_invitation_revoked_after_the_plan_is_sent_again() {
    let world = World::new(&["confident"]);
    world.write(&member("  role = \"Admin\"\n"));
    world.elsewhere(|clone| {
        clone.terraform(&APPLY).succeeded();
        world.write(&member(""));
        world.terraform(&PLAN).succeeded();
        clone.terraform(&["destroy", "-auto-approve", "-input=false", "-no-color"]).succeeded();
    });
    world.terraform(&SAVED).succeeded();
    world.plan().assert_empty("after the saved plan was applied");
}

#[test]
fn person_reinvited_after_plan_is_not_changed() {
    let world = accepted(&member(""));
    world.write(&member("  role = \"Admin\"\n"));
    world.terraform(&PLAN).succeeded();
    world.sandbox.remove("confident", "members", &json!({ "email": NURSE }));
    world.elsewhere(|clone| {
        clone.write(&member(""));
        clone.terraform(&APPLY).succeeded();
    });
    world.sandbox.clear_journal();
    let refused = world.terraform(&SAVED);
    assert_eq!(refused.code(), 1, "{refused}");
    assert!(refused.prose().contains("changed after the plan"), "{refused}");
    assert!(!refused.prose().contains("bug"), "{refused}");
    world.sandbox.journal().assert_only_gets("a plan that came too late");
}

#[test]
fn moving_people_off_a_role_names_the_order() {
    let role = |name: &str, rest: &str| {
        format!("resource \"confident_role\" {name:?} {{\n  name = {name:?}\n{rest}}}\n")
    };
    let given = |name: &str| member(&format!("  role_id = confident_role.{name}.id\n"));
    let world = accepted(&format!("{}{}", role("before", ""), given("before")));
    world.write(&format!("{}{}", role("after", ""), given("after")));
    let warned = world.plan();
    assert!(warned.ran().prose().contains("create_before_destroy = true"), "{}", warned.ran());
    let refused = world.apply_fails();
    assert!(refused.prose().contains("create_before_destroy = true"), "{refused}");

    let first = "  lifecycle {\n    create_before_destroy = true\n  }\n";
    let world = accepted(&format!("{}{}", role("before", first), given("before")));
    world.write(&format!("{}{}", role("after", first), given("after")));
    world.apply();
    world.plan().assert_empty("after the move");
}
