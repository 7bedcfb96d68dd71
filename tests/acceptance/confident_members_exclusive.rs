//! `confident_members_exclusive`: nobody stays who is not listed, nobody goes who was not named, and an Owner never does.

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

const ADDRESS: &str = "confident_members_exclusive.it";
const PROJECT: &str = "resource \"confident_project\" \"home\" {\n  name = \"Triage\"\n}\n";

/// The resource for the organization, with these addresses.
fn exclusive(emails: &[&str]) -> String {
    format!("resource \"confident_members_exclusive\" \"it\" {{\n  emails = {emails:?}\n}}\n")
}

/// The addresses in a collection of the organization, without the Owner's.
fn people(world: &World, collection: &str) -> Vec<String> {
    let state = world.sandbox.state();
    let rows = state["tables"]["confident"][collection].as_array().cloned().unwrap_or_default();
    let ours = rows.iter().filter(|it| it["project_id"].is_null() && it["status"] != "ACCEPTED");
    let email = |it: &Value| it["email"].as_str().unwrap_or_default().to_owned();
    let mut emails: Vec<String> = ours.map(email).filter(|it| it.starts_with("seed-")).collect();
    emails.sort();
    emails
}

/// Two members, and two people who are invited, of whom the first declined. All four have different addresses.
fn world_with_people() -> World {
    let world = World::new(&["confident"]);
    world.sandbox.seed("confident", "members", 2);
    world.sandbox.seed("confident", "invitations", 4);
    for number in [1, 2] {
        let email = format!("seed-000{number}@sandbox.example");
        world.sandbox.remove("confident", "invitations", &json!({ "email": email }));
    }
    world.sandbox.decline("seed-0003@sandbox.example", None);
    world.sandbox.clear_journal();
    world
}

#[test]
fn everybody_who_goes_is_named_by_the_plan() {
    let world = world_with_people();
    world.write(&exclusive(&["SEED-0001@sandbox.example", "absent@clinic.example"]));
    let changes = world.plan().changes("of the creation");
    let said = changes.ran.prose();
    assert_eq!(changes.ran.warnings(), ["People will be removed from the organization"], "{said}");
    for named in [
        "`seed-0002@sandbox.example` (member)",
        "(declined the invitation)",
        "`seed-0004@sandbox.example` (invited)",
    ] {
        assert!(said.contains(named), "{named}: {said}");
    }
    assert!(!said.contains("`seed-0001"), "a listed person is not named: {said}");
    world.sandbox.journal().assert_only_gets("a plan");

    let applied = world.apply();
    assert!(applied.prose().contains("People were removed from the organization"), "{applied}");
    assert_eq!(people(&world, "members"), ["seed-0001@sandbox.example"]);
    assert_eq!(people(&world, "invitations"), [""; 0]);
    assert_eq!(world.sandbox.journal().sent("POST", "/invitations").len(), 0, "nobody is invited");
    world.plan().assert_empty("after the creation, with one listed person absent");
}

#[test]
fn a_newcomer_is_a_diff_and_goes() {
    let world = world_with_people();
    let four = [1, 2, 3, 4].map(|number| format!("seed-000{number}@sandbox.example"));
    let all: Vec<&str> = four.iter().map(String::as_str).collect();
    world.write(&exclusive(&all));
    world.apply();
    world.sandbox.journal().assert_only_gets("a list of everybody");

    // They are `seed-0003` to `seed-0005`, the first two of whom were invited.
    world.sandbox.seed("confident", "members", 3);
    let changes = world.plan_to_file();
    changes.assert_action(ADDRESS, &["update"]);
    let diff = changes.ran.text();
    assert!(diff.contains("- \"seed-0005@sandbox.example\""), "the diff names the newcomer: {diff}");
    assert!(!diff.contains("+ \"seed-"), "nobody is added: {diff}");

    // Whoever comes after the plan was made is not named in it, and stays for now.
    world.sandbox.seed("confident", "invitations", 2);
    world.apply_plan().succeeded();
    assert!(!people(&world, "members").contains(&"seed-0005@sandbox.example".to_owned()));
    assert!(people(&world, "invitations").contains(&"seed-0006@sandbox.example".to_owned()));
    world.plan().changes("of the latecomer").assert_action(ADDRESS, &["update"]);

    // One who leaves by themselves is no difference any more.
    world.sandbox.remove("confident", "invitations", &json!({ "email": "seed-0006@sandbox.example" }));
    world.plan().assert_empty("after the latecomer left");
}

#[test]
fn an_owner_always_stays() {
    let world = world_with_people();
    let owners = |world: &World| {
        let owner =
            world.sandbox.find("confident", "roles", &json!({ "name": "Owner", "built_in": "organization" }));
        let state = world.sandbox.state();
        let rows = state["tables"]["confident"]["members"].as_array().cloned().unwrap_or_default();
        rows.iter().filter(|it| it["roleId"] == owner["id"]).count()
    };
    assert_eq!(owners(&world), 1);
    world.write(&exclusive(&[]));
    world.apply();
    assert_eq!((owners(&world), people(&world, "members")), (1, Vec::new()));
    world.plan().assert_empty("with nobody left but the Owner");
    world.sandbox.clear_journal();
    world.destroy();
    world.sandbox.journal().assert_only_gets("a destroy, which removes nobody");
}

#[test]
fn a_managed_member_who_is_not_listed_is_refused() {
    let member = "resource \"confident_member\" \"it\" {\n  email = \"nurse@clinic.example\"\n}\n";
    let other = "resource \"confident_member\" \"inside\" {\n  project_id = confident_project.home.id\n  email = \"nurse@clinic.example\"\n}\n";
    let world = World::new(&["confident"]);
    for first in [true, false] {
        world.write(&format!("{member}{}", exclusive(&[])));
        let refused = world.plan_fails();
        let said = refused.prose();
        let known = said.contains("Members managed by this configuration are not listed")
            || said.contains("Another resource removes the object");
        assert!(known && said.contains("nurse@clinic.example"), "{refused}");
        if first {
            world.write(member);
            world.apply();
        }
    }
    world.write(&format!("{PROJECT}{member}{other}{}", exclusive(&["NURSE@clinic.example"])));
    world.apply();
    world.plan().assert_empty("with the member listed");
    // Whoever stops to manage the person removes them, together.
    world.write(&format!("{PROJECT}{}", exclusive(&[])));
    world.apply();
    world.plan().assert_empty("without the member");
}

#[test]
fn two_exclusive_lists_of_one_scope_are_refused() {
    let world = World::new(&["confident"]);
    world.write(&format!("{}{}", exclusive(&[]), exclusive(&[]).replace("\"it\"", "\"other\"")));
    let refused = world.plan_fails();
    assert!(refused.prose().contains("Two resources manage the same object"), "{refused}");
}

#[test]
fn an_address_listed_twice_is_refused() {
    let world = World::new(&["confident"]);
    world.write(&exclusive(&["Nurse@clinic.example", "nurse@clinic.example "]));
    let refused = world.terraform(&["validate", "-no-color"]);
    let said = refused.prose();
    assert!(
        refused.code() == 1 && said.contains("`Nurse@clinic.example` and as `nurse@clinic.example `"),
        "{refused}"
    );
}

#[test]
fn an_import_shows_everybody() {
    let world = world_with_people();
    world.write(&exclusive(&["seed-0001@sandbox.example"]));
    for id in ["current", "the organization"] {
        let organization = world.sandbox.find("confident", "organization", &json!({}));
        let id = if id == "current" { id.to_owned() } else { text(&organization, "id") };
        world.elsewhere(|clone| {
            clone.import(ADDRESS, &id);
            let changes = clone.plan().changes("after the import");
            changes.assert_action(ADDRESS, &["update"]);
            assert_eq!(changes.ran.text().matches("- \"seed-").count(), 3, "{}", changes.ran);
        });
    }
    world.sandbox.journal().assert_only_gets("an import");
}

#[test]
fn addresses_known_only_after_apply_name_who_may_go() {
    let world = world_with_people();
    world.write(
        "resource \"terraform_data\" \"it\" {\n  input = \"seed-0001@sandbox.example\"\n}\n\
         resource \"confident_members_exclusive\" \"it\" {\n  emails = [terraform_data.it.output]\n}\n",
    );
    let changes = world.plan().changes("of unknown addresses");
    assert_eq!(changes.ran.warnings(), ["People may be removed from the organization"], "{}", changes.ran);
    assert!(changes.ran.prose().contains("`seed-0001@sandbox.example`"), "{}", changes.ran);
    world.apply();
    assert_eq!(people(&world, "members"), ["seed-0001@sandbox.example"]);
    world.plan().assert_empty("after the apply");
}
