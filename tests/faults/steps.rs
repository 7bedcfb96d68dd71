//! Writes after which another one must follow, and rotations: a second apply finishes them, and no live secret is lost
//! without a word.

use serde_json::{Value, json};

use crate::provider::Provider;
use crate::sandbox::Sandbox;
use crate::{config, ensure, inject_fault, types, under_every_fault};

#[test]
fn next_apply_disables_a_stored_user() {
    under_every_fault("corti_user", |_, fault| {
        let sandbox = Sandbox::start();
        let mut config = config(&types::corti_user(), &sandbox);
        config["enabled"] = false.into();
        inject_fault(&sandbox, "PATCH", "/projects/*/users/*", fault);
        let made = Provider::of(&sandbox).create("corti_user", &config);
        let is_disabled = || sandbox.find("corti", "users", &json!({}))["enabled"] == false;
        ensure(made.is_stored() && !made.failed(), || format!("{made:?}"))?;
        ensure(is_disabled() || made.says("`enabled` is not as configured"), || format!("{made:?}"))?;

        sandbox.clear_faults();
        let next = Provider::of(&sandbox);
        let read = next.read("corti_user", &made);
        let done = next.update("corti_user", &read, &config);
        ensure(!done.failed() && is_disabled(), || format!("{done:?}"))?;
        ensure(done.get("user_id") == made.get("user_id"), || "it is another user".to_owned())?;
        ensure(sandbox.journal().sent("POST", "/users").len() == 1, || sandbox.journal().to_string())
    });
}

/// A key that was to be disabled and is not is no key to leave in a state that looks well: the apply fails, and Terraform
/// replaces what a failed creation left.
#[test]
fn stores_key_if_disabling_fails() {
    under_every_fault("confident_api_key", |_, fault| {
        let sandbox = Sandbox::start();
        let config = json!({"name": "ci", "enabled": false});
        inject_fault(&sandbox, "PUT", "/v2/organization/api-keys/*", fault);
        let mut made = Provider::of(&sandbox).create("confident_api_key", &config);
        let key = || sandbox.find("confident", "api_keys", &json!({"name": "ci"}));
        ensure(made.is_stored() && made.get("api_key") == key()["value"], || format!("{made:?}"))?;
        ensure(made.failed() || key()["valid"] == false, || format!("{made:?}"))?;

        sandbox.clear_faults();
        if made.failed() {
            let next = Provider::of(&sandbox);
            let gone = next.destroy("confident_api_key", &next.read("confident_api_key", &made));
            ensure(!gone.failed() && !gone.is_stored(), || format!("{gone:?}"))?;
            made = next.create("confident_api_key", &config);
        }
        ensure(!made.failed() && made.get("api_key") == key()["value"] && key()["valid"] == false, || {
            format!("{made:?}")
        })
    });
}

#[test]
fn failed_rotation_is_not_repeated_blindly() {
    under_every_fault("a rotated confident_api_key", |name, fault| {
        let sandbox = Sandbox::start();
        let config =
            |quarter: i64| json!({"name": "ci", "rotation_triggers": {"quarter": quarter.to_string()}});
        let live = || sandbox.find("confident", "api_keys", &json!({"name": "ci"}))["value"].clone();
        let rotations = || sandbox.journal().sent("POST", "/rotate").len();
        let before = Provider::of(&sandbox).create("confident_api_key", &config(1));
        inject_fault(&sandbox, "POST", "/v2/organization/api-keys/*/rotate", fault);
        let after = Provider::of(&sandbox).update("confident_api_key", &before, &config(2));
        let refused = matches!(name, "429" | "503 with Retry-After");
        ensure(rotations() == 1 + usize::from(refused), || sandbox.journal().to_string())?;
        ensure(after.is_stored() && (after.failed() || after.get("api_key") == live()), || {
            format!("the secret is lost: {after:?}")
        })?;
        let lost = after.get("api_key") != live();
        ensure(!lost || after.says("its new secret is lost"), || format!("not told: {after:?}"))?;

        sandbox.clear_faults();
        let next = Provider::of(&sandbox);
        let read = next.read("confident_api_key", &after);
        ensure(read.get("api_key") == if lost { Value::Null } else { live() }, || format!("{read:?}"))?;
        ensure(!lost || read.says("no longer valid"), || format!("{read:?}"))?;
        let again = next.update("confident_api_key", &read, &config(2));
        ensure(!again.failed() && again.get("api_key") == live(), || format!("{again:?}"))
    });
}

#[test]
fn next_apply_resends_a_revoked_invitation() {
    under_every_fault("confident_member", |_, fault| {
        let sandbox = Sandbox::start();
        let config = |role: &str| json!({"email": "nurse@acme.example", "role": role});
        let before = Provider::of(&sandbox).create("confident_member", &config("Member"));
        inject_fault(&sandbox, "POST", "/v2/organization/invitations", fault);
        let after = Provider::of(&sandbox).update("confident_member", &before, &config("Admin"));
        let invited = sandbox.records("confident/invitations");
        ensure(after.is_stored() && invited == usize::from(!after.failed()), || format!("{after:?}"))?;
        ensure(!after.failed() || after.says("was already revoked"), || format!("{after:?}"))?;

        sandbox.clear_faults();
        let next = Provider::of(&sandbox);
        let read = next.read("confident_member", &after);
        ensure(read.is_stored() != after.failed(), || format!("{read:?}"))?;
        let again = next.update("confident_member", &read, &config("Admin"));
        ensure(!again.failed() && sandbox.records("confident/invitations") == 1, || format!("{again:?}"))?;
        ensure(again.get("role") == "Admin", || format!("{again:?}"))
    });
}
