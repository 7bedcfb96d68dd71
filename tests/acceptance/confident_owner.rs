//! `confident_member` and the ownership of the organization: it moves only on request, and nobody loses it by surprise.

use serde_json::json;

use crate::confident_member::{emails_sent, member};
use crate::life::text;
use crate::world::World;

const OWNER: &str = "olga@clinic.example";

fn owner(arguments: &str) -> String {
    format!("resource \"confident_member\" \"owner\" {{\n  email = \"{OWNER}\"\n{arguments}}}\n")
}

const TRANSFER: &str = "  role = \"Owner\"\n  allow_ownership_transfer = true\n";

/// The id of the role `Owner`.
fn owner_role(world: &World) -> String {
    let mut id = String::new();
    world.elsewhere(|clone| {
        clone
            .write(&format!("{}output \"id\" {{\n  value = confident_member.owner.role_id\n}}\n", owner("")));
        clone.import("confident_member.owner", OWNER);
        clone.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded();
        id = clone.terraform(&["output", "-raw", "id"]).succeeded().stdout;
    });
    id
}

/// A nurse who is an active member, in the state.
fn with_nurse() -> World {
    let world = World::new(&["confident"]);
    world.write(&member(""));
    world.apply();
    world.sandbox.accept("nurse@clinic.example", None);
    world.apply();
    world
}

#[test]
fn owner_role_requires_allow_ownership_transfer() {
    let world = with_nurse();
    let id = owner_role(&world);
    for role in ["  role = \"Owner\"\n", "  role = \"OWNER\"\n", &format!("  role_id = {id:?}\n")] {
        world.write(&member(role));
        let refused = world.plan_fails();
        assert!(refused.prose().contains("`allow_ownership_transfer = true`"), "{role}: {refused}");
    }
}

#[test]
fn ownership_transfer_demotes_old_owner_to_admin() {
    let world = with_nurse();
    world.write(&member(TRANSFER));
    let said = world.plan().changes("that move the ownership").ran.prose();
    let expected = format!(
        "`nurse@clinic.example` becomes the owner, and `{OWNER}`, the current owner, becomes `Admin`."
    );
    assert!(said.contains(&expected), "{said}");
    world.apply();
    world.plan().assert_empty("after the transfer");
    world.elsewhere(|clone| {
        clone.write(&owner("  role = \"Admin\"\n"));
        clone.import("confident_member.owner", OWNER);
        clone.plan().assert_empty("for the former Owner");
    });
    assert_eq!(emails_sent(&world), 1, "{}", world.sandbox.journal());
}

#[test]
fn former_owner_gets_new_role_in_the_same_apply() {
    let world = with_nurse();
    let adopted = format!("{}{}", owner(""), member(""));
    world.write(&adopted);
    world.apply();
    let hand_over = "  role = \"Admin\"\n  allow_ownership_transfer = true\n";
    world.write(&format!("{}{}", owner(hand_over), member(TRANSFER)));
    world.apply();
    world.plan().assert_empty("after the transfer");
    assert_eq!(text(&world.object("confident_member.owner"), "role"), "Admin");
}

#[test]
fn nobody_is_invited_as_owner() {
    let world = World::new(&["confident"]);
    for arguments in ["  role = \"Owner\"\n", TRANSFER] {
        world.write(&member(arguments));
        let refused = world.plan_fails();
        assert!(refused.prose().contains("Cannot invite an Owner"), "{refused}");
    }

    world.write(&member(""));
    world.apply();
    world.write(&member(TRANSFER));
    let refused = world.plan_fails();
    assert!(refused.prose().contains("Cannot invite an Owner"), "{refused}");
}

#[test]
fn the_owner_is_neither_demoted_nor_removed_by_a_plan() {
    let world = World::new(&["confident"]);
    world.write(&owner("  role = \"Owner\"\n"));
    world.apply();
    world.plan().assert_empty("after the Owner was adopted");
    for configuration in [owner("  role = \"Admin\"\n"), String::new(), owner("").replace("olga@", "other@")]
    {
        world.write(&configuration);
        let refused = world.plan_fails();
        assert!(refused.prose().contains("Cannot remove or demote the owner"), "{configuration}: {refused}");
        assert!(refused.prose().contains("set `on_destroy = \"abandon\"`, apply"), "{refused}");
    }
    world.sandbox.journal().assert_only_gets("everything about the Owner");
}

#[test]
fn does_not_remove_member_promoted_after_plan() {
    let world = with_nurse();
    let plan = ["plan", "-destroy", "-out=destroy.tfplan", "-input=false", "-no-color"];
    world.terraform(&plan).succeeded();
    let role = |email: &str| json!({ "email": email, "project_id": null });
    let owner_role = owner_role(&world);
    world.sandbox.edit(
        "confident",
        "members",
        &role("nurse@clinic.example"),
        &json!({ "roleId": owner_role }),
    );
    let refused = world.terraform(&["apply", "-input=false", "-no-color", "destroy.tfplan"]);
    assert_eq!(refused.code(), 1, "{refused}");
    assert!(refused.prose().contains("Cannot remove or demote the owner"), "{refused}");
    world.object("confident_member.it");
}

#[test]
fn an_owner_is_not_adopted_with_another_role() {
    let world = World::new(&["confident"]);
    world.write(&owner("  role = \"Admin\"\n"));
    let refused = world.plan_fails();
    assert!(refused.prose().contains("Cannot remove or demote the owner"), "{refused}");
}

#[test]
fn an_owner_may_leave_while_another_takes_over() {
    let world = with_nurse();
    world.write(&format!("{}{}", owner("  allow_ownership_transfer = true\n"), member("")));
    world.apply();
    world.write(&member(TRANSFER));
    world.apply();
    world.plan().assert_empty("after the transfer and the removal");
    assert_eq!(text(&world.object("confident_member.it"), "role"), "Owner");
}

#[test]
fn a_project_is_destroyed_with_its_managed_owner() {
    let world = World::new(&["confident"]);
    let before = world.sandbox.record_counts();
    let project = format!(
        "resource \"confident_project\" \"home\" {{\n  name = \"Triage\"\n  owner_email = {OWNER:?}\n}}\n"
    );
    world.write(&format!("{project}{}", owner("  project_id = confident_project.home.id\n")));
    world.apply();
    assert_eq!(text(&world.object("confident_member.owner"), "role"), "Owner");
    world.write(&project);
    assert!(world.plan_fails().prose().contains("Cannot remove or demote the owner"));
    world.write("");
    world.apply();
    assert_eq!(world.sandbox.record_counts(), before);
}
