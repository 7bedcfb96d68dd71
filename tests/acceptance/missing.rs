//! Projects and customers that do not exist: their ids are named on their attributes, in the plan where a list can tell.

use serde_json::json;

use crate::life::{in_project, text};
use crate::world::World;

const PROJECT: &str = "resource \"confident_project\" \"home\" {\n  name = \"Triage\"\n}\n";

/// A project made and then forgotten by Terraform.
fn forgotten_project(world: &World) -> String {
    world.write(PROJECT);
    world.apply();
    let id = text(&world.object("confident_project.home"), "id");
    world.terraform(&["state", "rm", "confident_project.home"]).succeeded();
    id
}

const NOPE: &str = "There is no project with the ID `nope` in the organization of the API key.";

#[test]
fn missing_project_fails_the_plan_on_its_line() {
    let world = World::new(&["confident"]);
    for (kind, hcl) in in_project("nope") {
        world.write(&hcl);
        let refused = world.plan_fails();
        assert!(refused.prose().contains(NOPE), "{kind}: {refused}");
        assert!(refused.text().contains("main.tf line 2"), "the line is named: {refused}");
    }
}

#[test]
fn projects_that_cannot_be_listed_fail_no_plan() {
    let world = World::new(&["confident"]);
    let id = forgotten_project(&world);
    world.sandbox.fault(&json!({
        "product": "confident", "method": "GET", "path": "/v2/projects", "times": 0, "status": 403,
        "body": { "success": false, "error": "not now" },
    }));
    for (kind, hcl) in in_project(&id) {
        world.write(&hcl);
        world.plan().changes(kind).assert_action(&format!("{kind}.it"), &["create"]);
    }
}

#[test]
fn apply_names_project_deleted_after_the_plan() {
    let world = World::new(&["confident"]);
    for (kind, _) in in_project("") {
        let id = forgotten_project(&world);
        let (_, hcl) = in_project(&id).into_iter().find(|(it, _)| *it == kind).expect("the same kinds");
        world.write(&hcl);
        world.terraform(&["plan", "-out=it.tfplan", "-input=false", "-no-color"]).succeeded();
        world.sandbox.remove("confident", "projects", &json!({ "id": id }));
        let refused = world.terraform(&["apply", "-input=false", "-no-color", "it.tfplan"]);
        assert_eq!(refused.code(), 1, "{refused}");
        let said = format!("There is no project with the ID `{id}` in the organization of the API key.");
        assert!(refused.prose().contains(&said), "{kind}: {refused}");
        assert!(refused.text().contains("main.tf line 2"), "the line is named: {refused}");
    }
}

#[test]
fn removed_objects_name_their_deleted_project() {
    let world = World::new(&["confident"]);
    let id = forgotten_project(&world);
    let all = in_project(&id);
    world.write(&all.iter().map(|(_, hcl)| &hcl[..]).collect::<String>());
    world.apply();
    world.sandbox.remove("confident", "projects", &json!({ "id": id }));
    let ran = world.terraform(&["plan", "-refresh-only", "-input=false", "-no-color"]).succeeded();
    let said = format!("There is no project with the ID `{id}`");
    assert_eq!(ran.prose().matches(&said).count(), all.len(), "{ran}");
}

#[test]
fn failed_import_lists_existing_ids() {
    let world = World::new(&["confident"]);
    world.write(PROJECT);
    world.apply();
    let import = |address: &str, id: &str| {
        let refused = world.terraform(&["import", "-input=false", "-no-color", address, id]);
        assert_eq!(refused.code(), 1, "{refused}");
        refused.prose()
    };
    let others = "resource \"confident_project\" \"other\" {\n  name = \"O\"\n}\nresource \"confident_organization\" \"it\" {}\n";
    for (kind, hcl) in in_project("nope") {
        world.write(&format!("{hcl}{others}"));
        let id = if kind == "confident_api_key" { "nope/7" } else { "nope/it@x" };
        let said = import(&format!("{kind}.it"), id);
        assert!(said.contains(NOPE), "{kind}: {said}");
        assert!(said.contains("Expected `<project_id>/"), "{kind}: {said}");
    }
    let said = import("confident_project.other", "Triage");
    assert!(said.contains("Import it as `name:Triage`."), "{said}");
    let said = import("confident_organization.it", "foo");
    assert!(said.contains("Import `current`") && !said.contains("state rm"), "{said}");
}

const CUSTOMER: &str =
    "resource \"corti_customer\" \"it\" {\n  customer_id = \"st-mary\"\n  display_name = \"St Mary\"\n}\n";

#[test]
fn missing_corti_project_names_where_its_id_is_set() {
    let mut world = World::new(&["corti"]);
    let said = "There is no project with the ID `nope` that this account can use.";
    world.write(&CUSTOMER.replace("{\n", "{\n  project_id = \"nope\"\n"));
    let refused = world.plan_fails();
    assert!(refused.prose().contains(said) && refused.text().contains("main.tf line 2"), "{refused}");

    world.write(CUSTOMER);
    let imported =
        world.terraform(&["import", "-input=false", "-no-color", "corti_customer.it", "nope/st-mary"]);
    assert!(imported.code() == 1 && imported.prose().contains(said), "{imported}");

    world.set("CORTI_PROJECT_ID", "nope");
    let refused = world.plan_fails();
    assert!(refused.prose().contains(said), "{refused}");
    assert!(refused.prose().contains("the environment variable `CORTI_PROJECT_ID`"), "{refused}");
}

#[test]
fn missing_corti_customer_fails_on_its_line() {
    let world = World::new(&["corti"]);
    let said = "There is no customer with the ID `nope` in the project `sandbox`.";
    world.write(
        "resource \"corti_user\" \"it\" {\n  customer_id = \"nope\"\n  email = \"ada@clinic.example\"\n  first_name = \
         \"Ada\"\n  last_name = \"Lovelace\"\n}\n",
    );
    let refused = world.apply_fails();
    assert!(refused.prose().contains(said) && refused.text().contains("main.tf line 2"), "{refused}");

    world.write(
        "data \"corti_user_consumption\" \"it\" {\n  customer_id = \"nope\"\n  user_id = \"u\"\n  from = \
         \"2026-01-01T00:00:00Z\"\n  to = \"2026-02-01T00:00:00Z\"\n}\n",
    );
    let refused = world.plan_fails();
    assert!(refused.prose().contains(said) && refused.text().contains("main.tf line 2"), "{refused}");
}
