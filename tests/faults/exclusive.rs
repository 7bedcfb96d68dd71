//! People who are removed because they are not listed: whatever befalls a removal, nobody else goes, state claims nothing that is
//! not so, and applying again finishes.

use serde_json::{Value, json};

use crate::provider::Provider;
use crate::sandbox::Sandbox;
use crate::{ensure, inject_fault, under_every_fault};

const EXCLUSIVE: &str = "confident_members_exclusive";

/// Who is in the organization or invited into it, but for the Owner.
fn people(sandbox: &Sandbox) -> Vec<String> {
    let state = sandbox.state();
    let rows = |table: &str| state["tables"]["confident"][table].as_array().cloned().unwrap_or_default();
    let all = rows("members").into_iter().chain(rows("invitations"));
    let email = |it: Value| it["email"].as_str().unwrap_or_default().to_owned();
    let mut emails: Vec<String> = all.map(email).filter(|it| it.starts_with("seed-")).collect();
    emails.sort();
    emails
}

/// `seed-0001` is a member, and `seed-0002` is invited.
fn populated_sandbox() -> Sandbox {
    let sandbox = Sandbox::start();
    sandbox.seed("confident", "members", 1);
    sandbox.seed("confident", "invitations", 2);
    sandbox.remove("confident", "invitations", &json!({"email": "seed-0001@sandbox.example"}));
    sandbox
}

fn check(path: &str, listed: &[&str], stay: &[&str]) {
    let config = json!({ "emails": listed });
    under_every_fault(path, |_, fault| {
        let sandbox = populated_sandbox();
        inject_fault(&sandbox, "DELETE", path, fault);
        let made = Provider::of(&sandbox).create(EXCLUSIVE, &config);
        ensure(made.failed() != made.is_stored(), || format!("state or an error: {made:?}"))?;
        ensure(made.failed() || people(&sandbox) == stay, || {
            format!("not removed without an error: {made:?}")
        })?;
        ensure(!made.says("may exist"), || format!("it exists: {made:?}"))?;
        ensure(stay.iter().all(|it| people(&sandbox).iter().any(|is| is == it)), || {
            format!("too many went: {made:?}")
        })?;
        sandbox.clear_faults();
        let made = Provider::of(&sandbox).create(EXCLUSIVE, &config);
        ensure(!made.failed() && people(&sandbox) == stay, || {
            format!("not finished by the next apply: {made:?}")
        })
    });
    under_every_fault(path, |_, fault| {
        let sandbox = populated_sandbox();
        let everybody = json!({"emails": people(&sandbox)});
        let made = Provider::of(&sandbox).create(EXCLUSIVE, &everybody);
        ensure(!made.failed(), || format!("{made:?}"))?;
        inject_fault(&sandbox, "DELETE", path, fault);
        let after = Provider::of(&sandbox).update(EXCLUSIVE, &made, &config);
        ensure(after.failed() || people(&sandbox) == stay, || {
            format!("not removed without an error: {after:?}")
        })?;
        sandbox.clear_faults();
        let next = Provider::of(&sandbox);
        let read = next.read(EXCLUSIVE, &after);
        let again = next.update(EXCLUSIVE, &read, &config);
        ensure(!again.failed() && people(&sandbox) == stay, || format!("not finished: {again:?}"))
    });
}

#[test]
fn a_member_goes_or_an_error_says_so() {
    check("/v2/organization/members/*", &["seed-0002@sandbox.example"], &["seed-0002@sandbox.example"]);
}

#[test]
fn an_invitation_goes_or_an_error_says_so() {
    check("/v2/organization/invitations/*", &["seed-0001@sandbox.example"], &["seed-0001@sandbox.example"]);
}
