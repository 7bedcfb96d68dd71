//! Updates in place and deletions: state holds what was or what is, never what is not, and the next apply finishes.

use serde_json::{Value, json};

use crate::provider::{Object, Provider};
use crate::sandbox::Sandbox;
use crate::{Config, ensure, plant, under_every_fault, user};

/// A change in place of an object, and its deletion.
struct Change {
    resource: &'static str,
    config: Config,
    /// The attribute that changes, and its new value.
    attribute: &'static str,
    to: fn() -> Value,
    method: &'static str,
    /// Where the change and the deletion go; `*` matches.
    path: &'static str,
    /// What the API has for the attribute.
    now: fn(&Sandbox) -> Value,
    /// What happens outside Terraform once the object is there.
    then: Option<fn(&Sandbox)>,
}

impl Change {
    /// The object as it is stored when the change begins.
    fn settled(&self, sandbox: &Sandbox, made: Object) -> Object {
        let Some(then) = self.then else { return made };
        then(sandbox);
        Provider::of(sandbox).read(self.resource, &made)
    }

    fn changed(&self, config: &Value) -> Value {
        let mut config = config.clone();
        config[self.attribute] = (self.to)();
        config
    }
}

fn check(change: &Change) {
    std::thread::scope(|scope| {
        scope.spawn(|| under_every_fault(change.resource, |_, fault| updated(change, fault)));
        scope.spawn(|| under_every_fault(change.resource, |_, fault| deleted(change, fault)));
    });
}

fn updated(change: &Change, fault: &Value) -> Result<(), String> {
    let sandbox = Sandbox::start();
    let config = (change.config)(&sandbox);
    let before = Provider::of(&sandbox).create(change.resource, &config);
    ensure(!before.failed(), || format!("{before:?}"))?;
    let before = change.settled(&sandbox, before);
    let records = sandbox.record_counts();
    let (was, will, config) = (before.get(change.attribute), (change.to)(), change.changed(&config));

    plant(&sandbox, change.method, change.path, fault);
    let after = Provider::of(&sandbox).update(change.resource, &before, &config);
    let (claimed, is) = (after.get(change.attribute), (change.now)(&sandbox));
    ensure(claimed == was || claimed == will && is == will, || {
        format!("it was {was}, is {is}, and state claims {claimed}: {after:?}")
    })?;
    ensure(after.failed() || is == will, || format!("not changed without an error: {after:?}"))?;

    sandbox.heal();
    let next = Provider::of(&sandbox);
    let read = next.read(change.resource, &after);
    ensure(read.is_stored() && !read.failed(), || format!("lost by the next run: {read:?}"))?;
    let again = next.update(change.resource, &read, &config);
    ensure(!again.failed() && (change.now)(&sandbox) == will && again.get(change.attribute) == will, || {
        format!("not finished by the next apply: {again:?}")
    })?;
    ensure(sandbox.record_counts() == records, || format!("objects came or went: {}", sandbox.journal()))
}

fn deleted(change: &Change, fault: &Value) -> Result<(), String> {
    let sandbox = Sandbox::start();
    let config = (change.config)(&sandbox);
    let untouched = sandbox.record_counts();
    let made = Provider::of(&sandbox).create(change.resource, &config);
    let made = change.settled(&sandbox, made);
    plant(&sandbox, "DELETE", change.path, fault);
    let after = Provider::of(&sandbox).destroy(change.resource, &made);
    ensure(after.failed() == after.is_stored(), || format!("kept with an error or gone: {after:?}"))?;
    ensure(after.is_stored() || sandbox.record_counts() == untouched, || format!("orphaned: {after:?}"))?;

    sandbox.heal();
    let mut left = after;
    if left.is_stored() {
        let next = Provider::of(&sandbox);
        left = next.read(change.resource, &left);
        left = if left.is_stored() { next.destroy(change.resource, &left) } else { left };
        ensure(!left.failed(), || format!("not deleted by the next apply: {left:?}"))?;
    }
    ensure(sandbox.record_counts() == untouched, || format!("something is left: {}", sandbox.journal()))
}

const CONFIDENT: Change = Change {
    resource: "",
    config: |_| Value::Null,
    attribute: "name",
    to: || "Renamed".into(),
    method: "PUT",
    path: "",
    now: |_| Value::Null,
    then: None,
};

const CUSTOMER: Change = Change {
    resource: "corti_customer",
    config: |_| json!({"customer_id": "clinic", "display_name": "Clinic"}),
    attribute: "display_name",
    to: || "Hospital".into(),
    method: "PATCH",
    path: "/projects/*/customers/*",
    now: |sandbox| sandbox.find("corti", "customers", &json!({}))["displayName"].clone(),
    then: None,
};

#[test]
fn a_corti_customer_is_what_state_says() {
    check(&CUSTOMER);
}

#[test]
fn a_corti_customer_is_not_lost_when_the_answer_to_its_renaming_is() {
    let rename = Change {
        attribute: "customer_id",
        to: || "hospital".into(),
        now: |sandbox| sandbox.find("corti", "customers", &json!({}))["customerId"].clone(),
        ..CUSTOMER
    };
    under_every_fault("a renamed corti_customer", |_, fault| updated(&rename, fault));
}

const USER: Change = Change {
    resource: "corti_user",
    config: user,
    attribute: "first_name",
    to: || "Grace".into(),
    method: "PATCH",
    path: "/projects/*/users/*",
    now: |sandbox| sandbox.find("corti", "users", &json!({}))["firstName"].clone(),
    then: None,
};

#[test]
fn a_corti_user_is_what_state_says() {
    check(&USER);
}

#[test]
fn a_password_is_stored_only_once_it_is_the_users() {
    let password = Change {
        attribute: "password",
        to: || "second-password-0002".into(),
        now: |sandbox| sandbox.find("corti", "users", &json!({}))["password"].clone(),
        ..USER
    };
    under_every_fault("the password of a corti_user", |_, fault| updated(&password, fault));
}

#[test]
fn a_confident_project_is_what_state_says() {
    check(&Change {
        resource: "confident_project",
        config: |_| json!({"name": "Triage"}),
        path: "/v2/projects/*",
        now: |sandbox| sandbox.find("confident", "projects", &json!({}))["name"].clone(),
        ..CONFIDENT
    });
}

#[test]
fn a_confident_key_is_what_state_says() {
    check(&Change {
        resource: "confident_api_key",
        config: |_| json!({"name": "ci"}),
        attribute: "enabled",
        to: || false.into(),
        path: "/v2/organization/api-keys/*",
        now: |sandbox| sandbox.find("confident", "api_keys", &json!({"name": "ci"}))["valid"].clone(),
        ..CONFIDENT
    });
}

#[test]
fn a_confident_role_is_what_state_says() {
    check(&Change {
        resource: "confident_role",
        config: |_| json!({"name": "Accountant"}),
        attribute: "description",
        to: || "Counts.".into(),
        path: "/v2/organization/roles/*",
        now: |sandbox| {
            sandbox.find("confident", "roles", &json!({"name": "Accountant"}))["description"].clone()
        },
        ..CONFIDENT
    });
}

#[test]
fn a_confident_policy_is_what_state_says() {
    check(&Change {
        resource: "confident_policy",
        config: |_| json!({"name": "Readers", "permissions": []}),
        attribute: "description",
        to: || "Read.".into(),
        path: "/v2/organization/policies/*",
        now: |sandbox| {
            sandbox.find("confident", "policies", &json!({"name": "Readers"}))["description"].clone()
        },
        ..CONFIDENT
    });
}

#[test]
fn a_member_is_what_state_says() {
    check(&Change {
        resource: "confident_member",
        config: |_| json!({"email": "nurse@acme.example", "role": "Member"}),
        attribute: "role",
        to: || "Admin".into(),
        path: "/v2/organization/members/*",
        now: |sandbox| {
            let member = sandbox.find("confident", "members", &json!({"email": "nurse@acme.example"}));
            sandbox.find("confident", "roles", &json!({"id": member["roleId"]}))["name"].clone()
        },
        then: Some(|sandbox| sandbox.accept("nurse@acme.example", None)),
        ..CONFIDENT
    });
}

#[test]
fn an_invitation_is_revoked_or_stays() {
    let invitation = Change {
        resource: "confident_member",
        config: |_| json!({"email": "nurse@acme.example"}),
        path: "/v2/organization/invitations/*",
        ..CONFIDENT
    };
    under_every_fault("an invited confident_member", |_, fault| deleted(&invitation, fault));
}

#[test]
fn a_cortecs_key_is_deleted_or_stays() {
    let key = Change {
        resource: "cortecs_api_key",
        config: |_| json!({"name": "reports"}),
        path: "/manage/api-keys",
        ..CONFIDENT
    };
    under_every_fault(key.resource, |_, fault| deleted(&key, fault));
}

#[test]
fn what_was_taken_over_is_what_state_says() {
    let organization = Change {
        resource: "confident_organization",
        config: |_| json!({"name": "Acme"}),
        path: "/v2/organization",
        now: |sandbox| sandbox.find("confident", "organization", &json!({}))["name"].clone(),
        ..CONFIDENT
    };
    under_every_fault(organization.resource, |_, fault| updated(&organization, fault));
    let settings = Change {
        resource: "cortecs_project_settings",
        config: |_| json!({"allow_overwrite": true}),
        attribute: "allow_overwrite",
        to: || false.into(),
        path: "/manage/project-configs",
        now: |sandbox| sandbox.find("cortecs", "settings", &json!({}))["allow_overwrite"].clone(),
        ..CONFIDENT
    };
    under_every_fault(settings.resource, |_, fault| updated(&settings, fault));
}
