//! `confident_organization`: adopted, never made; forgotten, never deleted; never another one by accident.

use serde_json::json;

use crate::life::text;
use crate::world::World;

const ADDRESS: &str = "confident_organization.it";

fn organization(name: &str) -> String {
    format!("resource \"confident_organization\" \"it\" {{\n  name = {name:?}\n}}\n")
}

#[test]
fn plan_warns_about_adoption_and_state_removal() {
    let world = World::new(&["confident"]);
    world.write(&organization("St Mary"));
    let changes = world.plan().changes("of the adoption");
    let said = changes.ran.prose();
    assert!(said.contains("The organization will be adopted"), "{said}");
    assert!(said.contains("currently named `Sandbox Organization`, is renamed to `St Mary`"), "{said}");
    world.apply();

    world.write("");
    let changes = world.plan().changes("of the destruction");
    assert!(changes.ran.prose().contains("The organization is not deleted"), "{}", changes.ran);
    world.destroy();
    world.sandbox.edit(
        "confident",
        "organization",
        &json!({ "name": "St Mary" }),
        &json!({ "plan": "FREE" }),
    );
}

#[test]
fn adopting_a_matching_organization_writes_nothing() {
    let world = World::new(&["confident"]);
    world.write(&organization("Sandbox Organization"));
    world.apply();
    world.sandbox.journal().assert_only_gets("the adoption");
}

#[test]
fn organization_is_imported_by_id_or_current() {
    let world = World::new(&["confident"]);
    world.write(&organization("Sandbox Organization"));
    world.apply();
    let id = text(&world.object(ADDRESS), "id");
    for id in [id.as_str(), "current"] {
        world.elsewhere(|clone| {
            clone.import(ADDRESS, id);
            clone.plan().assert_empty(&format!("after the import of {id}"));
        });
    }
    world.elsewhere(|clone| {
        let refused = clone.terraform(&["import", "-input=false", "-no-color", ADDRESS, "another"]);
        assert_eq!(refused.code(), 1, "{refused}");
        assert!(refused.prose().contains("belong to another organization"), "{refused}");
    });
}

#[test]
fn a_swapped_key_does_not_rename_another_organization() {
    let world = World::new(&["confident"]);
    world.write(&organization("St Mary"));
    world.apply();
    world.sandbox.edit(
        "confident",
        "organization",
        &json!({}),
        &json!({ "id": "another", "name": "Another" }),
    );
    let refused = world.plan_fails();
    assert!(refused.prose().contains("The credentials belong to another organization"), "{refused}");

    world.write(&organization("St Mary Hospital"));
    let refused = world.terraform(&["apply", "-refresh=false", "-auto-approve", "-input=false", "-no-color"]);
    assert_eq!(refused.code(), 1, "{refused}");
    world.sandbox.edit(
        "confident",
        "organization",
        &json!({ "name": "Another" }),
        &json!({ "plan": "FREE" }),
    );
}

#[test]
fn a_subscription_that_changes_is_shown_and_no_diff() {
    let world = World::new(&["confident"]);
    world.write(&organization("Sandbox Organization"));
    world.apply();
    world.sandbox.edit("confident", "organization", &json!({}), &json!({ "plan": "A_NEW_ONE" }));
    world.plan().assert_empty("after the subscription changed");
    world.write(&organization("St Mary"));
    world.apply();
    assert_eq!(text(&world.object(ADDRESS), "plan"), "A_NEW_ONE");
}
