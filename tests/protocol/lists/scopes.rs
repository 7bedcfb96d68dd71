//! What belongs into a list and what does not.

use serde_json::json;

use super::{UNLIMITED, list, names, populated_sandbox, scoped};
use crate::terraform::Terraform;

#[test]
fn built_in_roles_are_not_listed() {
    let (sandbox, project) = populated_sandbox();
    let mut terraform = Terraform::of(&sandbox);
    for given in [json!({}), json!({"project_id": project}), json!({"all_projects": true})] {
        let events = list(&mut terraform, "confident_role", &given, false, UNLIMITED);
        assert_eq!(names(&events), ["seed-0001"], "{given}");
    }
}

#[test]
fn members_and_open_or_declined_invitations() {
    let (sandbox, _) = populated_sandbox();
    sandbox.seed("confident", "invitations", 2);
    sandbox.decline("seed-0002@sandbox.example", None);
    sandbox.accept("seed-0003@sandbox.example", None);
    let mut terraform = Terraform::of(&sandbox);
    let events = list(&mut terraform, "confident_member", &json!({}), true, UNLIMITED);
    let status = |name: &str| {
        let found: Vec<_> = events.iter().filter(|it| it.name == name).collect();
        assert_eq!(found.len(), 1, "{name} in {:?}", names(&events));
        found[0].object.as_ref().unwrap().get("status").text().unwrap().to_owned()
    };
    assert_eq!(status("olga@clinic.example"), "ACTIVE");
    assert_eq!(status("seed-0002@sandbox.example"), "DECLINED");
    assert_eq!(status("seed-0003@sandbox.example"), "ACTIVE");
}

#[test]
fn all_projects_leaves_out_the_organization() {
    let (sandbox, project) = populated_sandbox();
    let mut terraform = Terraform::of(&sandbox);
    for name in scoped() {
        let all = list(&mut terraform, name, &json!({"all_projects": true}), false, UNLIMITED);
        let one = list(&mut terraform, name, &json!({"project_id": project}), false, UNLIMITED);
        assert!(all.iter().all(|it| !it.identity.get("project_id").is_null()), "{name}");
        assert!(one.iter().all(|it| it.identity.get("project_id").text() == Some(&project)), "{name}");
        let of_one = all.iter().filter(|it| it.identity.get("project_id").text() == Some(&project));
        assert_eq!(of_one.count(), one.len(), "{name}");
    }
}

#[test]
fn users_of_one_customer_or_of_all() {
    let (sandbox, _) = populated_sandbox();
    sandbox.seed_in("corti", "users", 1, &json!({"customer_id": "seed-0002"}));
    let mut terraform = Terraform::of(&sandbox);
    for (given, expected) in
        [(json!({}), 3), (json!({"customer_id": "seed-0001"}), 2), (json!({"customer_id": "seed-0002"}), 1)]
    {
        let events = list(&mut terraform, "corti_user", &given, false, UNLIMITED);
        assert_eq!(events.len(), expected, "{given}");
    }
}

#[test]
fn an_empty_scope_is_no_error() {
    let (sandbox, _) = populated_sandbox();
    let other = sandbox.find("confident", "projects", &json!({"name": "seed-0002"}))["id"].clone();
    let mut terraform = Terraform::of(&sandbox);
    for (name, given) in [
        ("confident_role", json!({"project_id": other})),
        ("confident_policy", json!({"project_id": other})),
        ("corti_user", json!({"customer_id": "seed-0002"})),
    ] {
        assert_eq!(names(&list(&mut terraform, name, &given, false, UNLIMITED)), [""; 0], "{name}");
    }
}
