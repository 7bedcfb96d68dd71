//! A seat that another client takes while a request is on its way is reported as such, not as a missing permission.

use serde_json::{Value, json};

use crate::provider::Provider;
use crate::sandbox::Sandbox;
use crate::user;

/// A tenant with one seat.
fn one_seat(sandbox: &Sandbox) {
    let quotas = json!([{ "region": "eu", "tenantName": "base", "quota": 1 }]);
    sandbox.edit("corti", "projects", &json!({ "projectId": "sandbox" }), &json!({ "quotas": quotas }));
}

/// Another client creates a user when the next such request arrives.
fn meanwhile_a_user(sandbox: &Sandbox, method: &str, path: &str) {
    let body = json!({"email": "doctor@clinic.example", "firstName": "Bo", "lastName": "Li"});
    let request = json!({
        "product": "corti", "method": "POST", "path": "/projects/sandbox/customers/seed-0001/users", "body": body,
    });
    sandbox.meanwhile(method, path, &[json!({ "request": request })]);
}

#[test]
fn a_seat_taken_meanwhile_is_no_missing_permission() {
    let sandbox = Sandbox::start();
    let config = user(&sandbox);
    one_seat(&sandbox);
    meanwhile_a_user(&sandbox, "POST", "/projects/*/users");
    let refused = Provider::of(&sandbox).create("corti_user", &config);
    assert!(refused.failed() && refused.says("1 of 1 seats"), "{refused:?}");
    assert!(!refused.says("permission"), "{refused:?}");
}

#[test]
fn full_quota_on_enable_is_no_permission_error() {
    let sandbox = Sandbox::start();
    let mut config: Value = user(&sandbox);
    config["enabled"] = false.into();
    one_seat(&sandbox);
    let stored = Provider::of(&sandbox).create("corti_user", &config);
    assert!(!stored.failed(), "{stored:?}");
    meanwhile_a_user(&sandbox, "PATCH", "/projects/*/users/*");
    config["enabled"] = true.into();
    let refused = Provider::of(&sandbox).update("corti_user", &stored, &config);
    assert!(refused.failed() && refused.says("1 of 1 seats"), "{refused:?}");
    assert!(!refused.says("permission"), "{refused:?}");
}
