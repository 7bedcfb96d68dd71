//! `confident_member` beyond its life: who gets an email and who does not, adoption, refusals, lists that cannot be read.

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

const ADDRESS: &str = "confident_member.it";
const NURSE: &str = "nurse@clinic.example";

pub(crate) fn member(arguments: &str) -> String {
    format!("resource \"confident_member\" \"it\" {{\n  email = \"{NURSE}\"\n{arguments}}}\n")
}

/// How many requests were sent that send an email to a real person.
pub(crate) fn emails_sent(world: &World) -> usize {
    let journal = world.sandbox.journal();
    let resent = journal
        .writes()
        .into_iter()
        .filter(|entry| entry.method == "PUT" && entry.path.contains("/invitations/"));
    journal.sent("POST", "/invitations").len() + resent.count()
}

#[test]
fn role_change_resends_invitation_with_warning() {
    let world = World::new(&["confident"]);
    world.write(&member(""));
    world.apply();
    let first = text(&world.object(ADDRESS), "invitation_id");
    world.sandbox.clear_journal();

    world.write(&member("  role = \"Admin\"\n"));
    let changes = world.plan().changes("of the role");
    changes.assert_action(ADDRESS, &["update"]);
    assert_eq!(
        changes.ran.warnings(),
        [format!("`{NURSE}` will receive a new invitation")],
        "{}",
        changes.ran
    );
    world.apply();
    let again = world.object(ADDRESS);
    assert_ne!(text(&again, "invitation_id"), first);
    assert_eq!((text(&again, "status"), text(&again, "role")), ("PENDING".to_owned(), "Admin".to_owned()));
    assert_eq!(emails_sent(&world), 1, "{}", world.sandbox.journal());
    world.plan().assert_empty("after the new invitation");
}

#[test]
fn declined_invitation_is_resent_only_on_request() {
    let world = World::new(&["confident"]);
    world.write(&member(""));
    world.apply();
    world.sandbox.decline(NURSE, None);
    world.sandbox.clear_journal();

    let plan = world.plan();
    plan.assert_empty("after the refusal");
    assert_eq!(plan.ran().warnings(), [format!("`{NURSE}` declined the invitation")], "{}", plan.ran());
    world.apply();
    assert_eq!(text(&world.object(ADDRESS), "status"), "DECLINED");
    assert_eq!(emails_sent(&world), 0, "{}", world.sandbox.journal());

    let replace = format!("-replace={ADDRESS}");
    let ran = world.terraform(&["apply", &replace, "-auto-approve", "-input=false", "-no-color"]).succeeded();
    assert!(!ran.prose().contains("adopted"), "{ran}");
    assert_eq!(text(&world.object(ADDRESS), "status"), "PENDING");
    assert_eq!(emails_sent(&world), 1, "{}", world.sandbox.journal());
}

#[test]
fn adopts_open_invitation_without_an_email() {
    let world = World::new(&["confident"]);
    world.write(&member("  role = \"Admin\"\n"));
    world.apply();
    world.sandbox.clear_journal();
    for arguments in ["", "  role = \"Admin\"\n"] {
        world.elsewhere(|clone| {
            clone.write(&member(arguments));
            let ran = clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded();
            assert!(
                ran.prose().contains("The existing invitation of") && ran.prose().contains("was adopted"),
                "{ran}"
            );
            assert!(ran.prose().contains("is already invited in"), "{ran}");
            clone.plan().assert_empty(&format!("after the adoption with {arguments:?}"));
        });
    }
    assert_eq!(emails_sent(&world), 0, "{}", world.sandbox.journal());
    world.elsewhere(|clone| {
        clone.write(&member("  role = \"Member\"\n"));
        clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded();
    });
    assert_eq!(emails_sent(&world), 1, "{}", world.sandbox.journal());
}

#[test]
fn adoption_changes_only_configured_attributes() {
    let world = World::new(&["confident"]);
    world.write(&member("  role = \"Admin\"\n"));
    world.apply();
    world.sandbox.accept(NURSE, None);
    world.sandbox.clear_journal();
    world.elsewhere(|clone| {
        clone.write(&member(""));
        let changes = clone.plan().changes("of an adoption");
        assert!(changes.ran.prose().contains("will be adopted"), "{}", changes.ran);
        clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded();
        clone.plan().assert_empty("after the adoption");
        world.sandbox.journal().assert_only_gets("an adoption that states no role");

        clone.write(&member("  role = \"Member\"\n"));
        clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded();
        assert_eq!(world.sandbox.journal().writes().len(), 1, "{}", world.sandbox.journal());
        clone.plan().assert_empty("after the role was set");
    });
    assert_eq!(emails_sent(&world), 0, "{}", world.sandbox.journal());
}

#[test]
fn email_case_is_no_diff_and_stays_as_configured() {
    let world = World::new(&["confident"]);
    let spelled = member("").replace(NURSE, " Nurse@Clinic.example ");
    world.write(&spelled);
    world.apply();
    let made = world.object(ADDRESS);
    assert_eq!(
        (text(&made, "email"), text(&made, "id")),
        (" Nurse@Clinic.example ".to_owned(), NURSE.to_owned())
    );
    world.plan().assert_empty("after the creation");
    world.write(&member(""));
    world.plan().assert_empty("with another spelling");
    world.sandbox.accept(NURSE, None);
    world.plan().assert_empty("after the acceptance");
}

#[test]
fn a_role_is_given_by_name_or_by_id() {
    let world = World::new(&["confident"]);
    world.write(&member("  role = \"Admin\"\n"));
    world.apply();
    let id = text(&world.object(ADDRESS), "role_id");
    world.write(&member(&format!("  role_id = {id:?}\n")));
    world.plan().assert_empty("with the same role by id");
    world.write(&member(&format!("  role_id = {id:?}\n  role = \"Member\"\n")));
    let refused = world.plan_fails();
    assert!(refused.prose().contains("refers to `Admin`. Set only one of them."), "{refused}");
}

#[test]
fn plan_rejects_unknown_role_and_lists_roles() {
    let world = World::new(&["confident"]);
    world.write(&member("  role = \"Admn\"\n"));
    let refused = world.plan_fails();
    assert!(
        refused.prose().contains(
            "There is no role `Admn` in the organization. Its roles are `Admin`, `Member`, `Owner`."
        ),
        "{refused}"
    );
    assert!(refused.text().contains("main.tf line 3"), "the line is named: {refused}");
}

#[test]
fn a_scope_that_is_not_known_yet_fails_no_plan() {
    let world = World::new(&["confident"]);
    let project = "resource \"confident_project\" \"home\" {\n  name = \"Triage\"\n}\n";
    let member = member("  project_id = confident_project.home.id\n  role = \"Manager\"\n");
    world.write(&format!("{project}{member}"));
    world.plan().changes("with a project to be made").assert_action(ADDRESS, &["create"]);
    world.apply();
    world.plan().assert_empty("after the creation");
}

#[test]
fn create_with_lost_response_sends_one_email() {
    let world = World::new(&["confident"]);
    world.sandbox.fault(&json!({
        "product": "confident", "method": "POST", "path": "/v2/organization/invitations", "cut": "after_write",
    }));
    world.write(&member(""));
    let applied = world.apply();
    assert!(applied.prose().contains("was found after the response was lost"), "{applied}");
    world.plan().assert_empty("after the creation");
    world.apply();
    assert_eq!(emails_sent(&world), 1, "{}", world.sandbox.journal());
}

#[test]
fn two_resources_of_one_person_are_refused() {
    let world = World::new(&["confident"]);
    let other = member("").replace("\"it\"", "\"other\"").replace("nurse@", "Nurse@");
    world.write(&format!("{}{other}", member("")));
    let refused = world.apply_fails();
    assert!(refused.prose().contains("Two resources manage the same object"), "{refused}");
    assert_eq!(emails_sent(&world), 0, "the plan refuses it: {}", world.sandbox.journal());
}

#[test]
fn a_private_address_is_refused_with_the_reason() {
    let world = World::new(&["confident"]);
    world.write(&member("").replace(NURSE, "nurse@gmail.com"));
    let refused = world.apply_fails();
    assert!(refused.prose().contains("rejects addresses of free and disposable email services"), "{refused}");
    assert!(refused.prose().contains("Cannot create confident_member `nurse@gmail.com`"), "{refused}");
}

#[test]
fn the_token_of_an_invitation_is_stored_nowhere() {
    let world = World::new(&["confident"]);
    world.write(&member(""));
    world.apply();
    world.assert_no_secret_in("the state", &world.read_file("terraform.tfstate"));
}

#[test]
fn project_member_is_removed_only_with_its_project() {
    let world = World::new(&["confident"]);
    world.write("resource \"confident_project\" \"home\" {\n  name = \"Triage\"\n}\n");
    world.apply();
    let project = text(&world.object("confident_project.home"), "id");
    world.write(&member(&format!("  project_id = {project:?}\n")));
    world.terraform(&["state", "rm", "confident_project.home"]).succeeded();
    world.apply();

    let refused = json!({
        "product": "confident", "method": "GET", "path": format!("/v2/projects/{project}/*"), "times": 2,
        "status": 404, "body": { "success": false, "error": "not found" },
    });
    world.sandbox.fault(&refused);
    world.plan_fails();
    world.object(ADDRESS);

    world.sandbox.remove("confident", "projects", &json!({ "id": project }));
    let refused = world.terraform(&["plan", "-refresh-only", "-input=false", "-no-color"]).succeeded();
    assert!(refused.prose().contains("no longer exists"), "{refused}");
}

#[test]
fn a_member_who_is_removed_elsewhere_is_invited_again() {
    let world = World::new(&["confident"]);
    world.write(&member(""));
    world.apply();
    world.sandbox.accept(NURSE, None);
    world.apply();
    world.sandbox.remove("confident", "members", &json!({ "email": NURSE }));
    let changes = world.plan().changes("after the removal");
    changes.assert_action(ADDRESS, &["create"]);
    assert_eq!(changes.ran.warnings().len(), 1, "{}", changes.ran);
    world.apply();
    let again = world.object(ADDRESS);
    assert_eq!((text(&again, "status"), &again["user_id"]), ("PENDING".to_owned(), &Value::Null));
}

#[test]
fn an_import_of_nobody_says_that_both_lists_were_read() {
    let world = World::new(&["confident"]);
    world.write(&member(""));
    let refused = world.terraform(&["import", "-input=false", "-no-color", ADDRESS, NURSE]);
    assert_eq!(refused.code(), 1, "{refused}");
    assert!(refused.prose().contains("complete listings of the members and invitations"), "{refused}");
}
