//! The owner of a project is destroyed with it, although Terraform 1.16 and later plan the membership before the project.

use serde_json::json;

use crate::provider::{Object, Provider};
use crate::sandbox::Sandbox;

const OWNER: &str = "olga@clinic.example";

/// A new project and the membership of its owner.
fn owned(provider: &Provider) -> (Object, Object) {
    let project = provider.create("confident_project", &json!({ "name": "Triage", "owner_email": OWNER }));
    let config = json!({ "email": OWNER, "project_id": project.text("id") });
    let owner = provider.create("confident_member", &config);
    assert_eq!(owner.text("role"), "Owner");
    (project, owner)
}

#[test]
fn an_owner_planned_first_goes_with_the_project() {
    let sandbox = Sandbox::start();
    let (project, owner) = owned(&Provider::of(&sandbox));
    let planning = Provider::for_terraform("1.16.0", &sandbox);
    let owner_plan = planning.plan_destroy("confident_member", &owner);
    assert!(owner_plan.warnings.iter().any(|it| it.contains("stays the owner")), "{owner_plan:?}");
    let project_plan = planning.plan_destroy("confident_project", &project);

    let applying = Provider::for_terraform("1.16.0", &sandbox);
    for plan in [&owner_plan, &project_plan] {
        let gone = applying.apply(plan);
        assert!(!gone.is_stored() && !gone.failed(), "{gone:?}");
    }
}

#[test]
fn an_owner_planned_first_stays_if_the_project_does() {
    let sandbox = Sandbox::start();
    let (_, owner) = owned(&Provider::of(&sandbox));
    let plan = Provider::for_terraform("1.16.0", &sandbox).plan_destroy("confident_member", &owner);
    let left = Provider::for_terraform("1.16.0", &sandbox).apply(&plan);
    assert!(!left.is_stored() && !left.failed(), "{left:?}");
    assert!(Provider::of(&sandbox).read("confident_member", &owner).is_stored(), "the person is still there");
}

#[test]
#[should_panic(expected = "Cannot remove or demote the owner")]
fn an_owner_of_a_kept_project_is_not_removed() {
    let sandbox = Sandbox::start();
    let (project, owner) = owned(&Provider::of(&sandbox));
    let provider = Provider::for_terraform("1.16.0", &sandbox);
    provider.plan("confident_project", &project, &json!({ "name": "Triage", "owner_email": OWNER }));
    provider.plan_destroy("confident_member", &owner);
}
