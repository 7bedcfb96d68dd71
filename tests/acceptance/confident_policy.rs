//! `confident_policy` in the hands of the real CLI: permissions resolved in the right catalog, and what a deletion takes away.

use crate::confident_role::{POLICY_AND_ROLE, ROLE};
use crate::life::text;
use crate::world::World;

#[test]
fn an_unknown_permission_fails_the_plan_on_its_line() {
    let world = World::new(&["confident"]);
    world.write(
        "resource \"confident_policy\" \"it\" {\n  name = \"P\"\n  permissions = [\"billing:raed\"]\n}\n",
    );
    let refused = world.plan_fails();
    let said = "There is no permission `billing:raed` in the organization. Did you mean `billing:read`?";
    assert!(refused.prose().contains(said), "{refused}");
    assert!(refused.text().contains("main.tf line 3"), "the line is named: {refused}");
}

#[test]
fn permissions_use_ids_of_their_own_catalog() {
    let world = World::new(&["confident"]);
    let policy = "  name = \"People\"\n  permissions = [\"user:manage\"]\n";
    world.write(&format!(
        "resource \"confident_project\" \"home\" {{\n  name = \"Triage\"\n}}\n\
         resource \"confident_policy\" \"it\" {{\n{policy}}}\n\
         resource \"confident_policy\" \"other\" {{\n  project_id = confident_project.home.id\n{policy}}}\n"
    ));
    world.apply();
    let journal = world.sandbox.journal();
    let sent: Vec<_> = journal.sent("POST", "/policies").iter().map(|it| &it.body["permissionIds"]).collect();
    assert!(sent.len() == 2 && sent[0] != sent[1], "{journal}");
}

#[test]
fn a_deletion_names_the_roles_that_lose_the_policy() {
    let world = World::new(&["confident"]);
    world.write(POLICY_AND_ROLE);
    world.apply();
    let role = text(&world.object(ROLE), "id");
    world.terraform(&["state", "rm", ROLE]).succeeded();
    world.write("");
    let changes = world.plan().changes("of a deletion");
    assert!(changes.ran.prose().contains("members with the roles `Accountant`"), "{}", changes.ran);
    world.apply();
    world.elsewhere(|clone| {
        clone.write("resource \"confident_role\" \"it\" {\n  name = \"Accountant\"\n  policy_ids = []\n}\n");
        clone.import(ROLE, &role);
        clone.plan().assert_empty("after the policy was detached");
    });
}
