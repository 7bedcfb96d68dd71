//! Updates in place and deletions: state holds what was or what is, never what is not, and the next apply finishes.

use serde_json::{Value, json};

use crate::provider::{Object, Provider};
use crate::sandbox::Sandbox;
use crate::types::{Change, Parent, Type, each_written_type};
use crate::{config, ensure, inject_fault, project_id, row, types, under_every_fault};

each_written_type!(is_what_the_state_says: super::check);

fn check(of: &Type) {
    std::thread::scope(|scope| {
        if let Some(change) = &of.change {
            scope.spawn(|| under_every_fault(of.name, |_, fault| updated(of, change, fault)));
        }
        if of.posted_to.is_some() {
            scope.spawn(|| under_every_fault(of.name, |_, fault| deleted(of, fault)));
            scope.spawn(|| deleted_elsewhere(of));
        }
    });
}

/// The object as it is stored when the change begins.
pub(crate) fn accepted(of: &Type, sandbox: &Sandbox, config: &Value, made: Object) -> Object {
    let Some(email) = of.accepts else { return made };
    sandbox.accept(email, config["project_id"].as_str());
    Provider::of(sandbox).read(of.name, &made)
}

/// What the API has for the attribute that changes.
fn now(of: &Type, change: &Change, sandbox: &Sandbox) -> Value {
    match change.member {
        "roleId" => {
            let member = sandbox.find(
                "confident",
                "members",
                &json!({"email": of.accepts, "project_id": project_id(of, sandbox)}),
            );
            sandbox.find("confident", "roles", &json!({"id": member["roleId"]}))["name"].clone()
        }
        member => row(of, sandbox)[member].clone(),
    }
}

fn updated(of: &Type, change: &Change, fault: &Value) -> Result<(), String> {
    let sandbox = Sandbox::start();
    let config = config(of, &sandbox);
    let before = Provider::of(&sandbox).create(of.name, &config);
    ensure(!before.failed(), || format!("{before:?}"))?;
    let before = accepted(of, &sandbox, &config, before);
    let records = sandbox.record_counts();
    let (was, will) = (before.get(change.attribute), change.to.clone());
    let mut config = config;
    config[change.attribute] = will.clone();

    inject_fault(&sandbox, change.method, of.path, fault);
    let after = Provider::of(&sandbox).update(of.name, &before, &config);
    let (claimed, is) = (after.get(change.attribute), now(of, change, &sandbox));
    ensure(claimed == was || claimed == will && is == will, || {
        format!("it was {was}, is {is}, and state claims {claimed}: {after:?}")
    })?;
    ensure(after.failed() || is == will, || format!("not changed without an error: {after:?}"))?;

    sandbox.clear_faults();
    let next = Provider::of(&sandbox);
    let read = next.read(of.name, &after);
    ensure(read.is_stored() && !read.failed(), || format!("lost by the next run: {read:?}"))?;
    let again = next.update(of.name, &read, &config);
    ensure(
        !again.failed() && now(of, change, &sandbox) == will && again.get(change.attribute) == will,
        || format!("not finished by the next apply: {again:?}"),
    )?;
    ensure(sandbox.record_counts() == records, || format!("objects came or went: {}", sandbox.journal()))
}

fn deleted(of: &Type, fault: &Value) -> Result<(), String> {
    let sandbox = Sandbox::start();
    let config = config(of, &sandbox);
    let mut untouched = sandbox.record_counts();
    let made = Provider::of(&sandbox).create(of.name, &config);
    let made = accepted(of, &sandbox, &config, made);
    if of.accepts.is_some() && of.parent == Parent::Project {
        // Whoever accepts is a member of the organization too, and stays one.
        *untouched.entry("/tables/confident/members".to_owned()).or_default() += 1;
    }
    inject_fault(&sandbox, "DELETE", of.path, fault);
    let after = Provider::of(&sandbox).destroy(of.name, &made);
    ensure(after.failed() == after.is_stored(), || format!("kept with an error or gone: {after:?}"))?;
    ensure(after.is_stored() || sandbox.record_counts() == untouched, || format!("orphaned: {after:?}"))?;

    sandbox.clear_faults();
    let mut left = after;
    if left.is_stored() {
        let next = Provider::of(&sandbox);
        left = next.read(of.name, &left);
        left = if left.is_stored() { next.destroy(of.name, &left) } else { left };
        ensure(!left.failed(), || format!("not deleted by the next apply: {left:?}"))?;
    }
    ensure(sandbox.record_counts() == untouched, || format!("something is left: {}", sandbox.journal()))
}

/// What another client deleted after the last read is what the deletion was for.
fn deleted_elsewhere(of: &Type) {
    let sandbox = Sandbox::start();
    let made = Provider::of(&sandbox).create(of.name, &config(of, &sandbox));
    let (member, attribute) = of.known_by;
    sandbox.remove(of.product(), of.table(), &json!({ member: made.get(attribute) }));
    let after = Provider::of(&sandbox).destroy(of.name, &made);
    assert!(!after.is_stored() && after.said.is_empty(), "{after:?}");
}

#[test]
fn a_renamed_customer_is_not_lost() {
    let change =
        Change { attribute: "customer_id", to: "hospital".into(), method: "PATCH", member: "customerId" };
    let customer = Type { known_by: ("id", "id"), ..types::corti_customer() };
    under_every_fault("a renamed corti_customer", |_, fault| updated(&customer, &change, fault));
}

#[test]
fn a_password_is_stored_once_it_is_the_users() {
    let user = types::corti_user().with("password", "first-password-0001");
    let change = Change {
        attribute: "password",
        to: "second-password-0002".into(),
        method: "PATCH",
        member: "password",
    };
    under_every_fault("the password of a corti_user", |_, fault| updated(&user, &change, fault));
}

#[test]
fn an_invitation_is_revoked_or_stays() {
    let path = "/v2/organization/invitations/*";
    let invited = Type { path, accepts: None, ..types::confident_member() };
    under_every_fault("an invited confident_member", |_, fault| deleted(&invited, fault));
}
