//! Lists that lag behind a write by some seconds: what was just made is not lost, neither by its own run nor by the next one.

use std::time::{Duration, SystemTime};

use plugin_framework::engine::Clock;
use serde_json::{Value, json};

use crate::provider::{Object, Provider};
use crate::sandbox::Sandbox;
use crate::types::{Lost, Type, each_created_type};
use crate::{config, inject_fault, project, user};

const LAG_MS: u64 = 2_500;

each_created_type!(is_kept_while_lists_lag: super::check);

fn check(of: &Type) {
    let sandbox = Sandbox::start();
    let config = config(of, &sandbox);
    sandbox.lag(&json!({"ms": LAG_MS}));
    let this_run = Provider::of(&sandbox);
    let made = this_run.create(of.name, &config);
    assert!(!made.failed(), "{made:?}");
    assert!(this_run.read(of.name, &made).is_stored(), "lost by its own run");
    let next = Provider::of(&sandbox).read(of.name, &made);
    assert!(next.is_stored() && !next.failed(), "lost by the next run: {next:?}");
    if of.lost == Lost::Adopted {
        lost_response(of);
    }
}

/// A creation whose response was lost is found once the list has it.
fn lost_response(of: &Type) {
    let sandbox = Sandbox::start();
    let config = config(of, &sandbox);
    sandbox.lag(&json!({"ms": LAG_MS}));
    let before = sandbox.records(of.collection);
    inject_fault(&sandbox, "POST", of.posted_to.unwrap_or_default(), &json!({"cut": "after_write"}));
    let made = Provider::of(&sandbox).create(of.name, &config);
    assert!(!made.failed() && made.is_stored(), "{made:?}");
    assert_eq!(sandbox.records(of.collection), before + 1, "{}", sandbox.journal());
}

#[test]
fn notices_deletion_right_after_create() {
    let sandbox = Sandbox::start();
    let config = json!({"name": "reports"});
    let made = Provider::of(&sandbox).create("cortecs_api_key", &config);
    sandbox.remove("cortecs", "api_keys", &config);
    let read = Provider::of(&sandbox).read("cortecs_api_key", &made);
    assert!(!read.is_stored() && read.says("no longer exists"), "{read:?}");
}

/// The attribute a change in place is about.
struct Update {
    resource: &'static str,
    config: fn(&Sandbox) -> Value,
    attribute: &'static str,
    to: fn() -> Value,
    /// What happens outside Terraform before the change.
    before: fn(&Sandbox),
    /// Whether the API lists the object, so that it can show it late.
    listed: bool,
}

const UPDATE: Update = Update {
    resource: "",
    config: |_| Value::Null,
    attribute: "name",
    to: || "Renamed".into(),
    before: |_| {},
    listed: true,
};

const UPDATES: &[Update] = &[
    Update {
        resource: "corti_customer",
        config: |_| json!({"customer_id": "clinic", "display_name": "Clinic"}),
        attribute: "display_name",
        ..UPDATE
    },
    Update {
        resource: "corti_customer",
        config: |_| json!({"customer_id": "clinic", "display_name": "Clinic"}),
        attribute: "customer_id",
        to: || "hospital".into(),
        ..UPDATE
    },
    Update { resource: "corti_user", config: user, attribute: "first_name", ..UPDATE },
    Update { resource: "corti_user", config: user, attribute: "enabled", to: || false.into(), ..UPDATE },
    Update {
        resource: "cortecs_project_settings",
        config: |_| json!({"allow_overwrite": true}),
        attribute: "allow_overwrite",
        to: || false.into(),
        listed: false,
        ..UPDATE
    },
    Update { resource: "confident_project", config: |_| json!({"name": "Triage"}), ..UPDATE },
    Update {
        resource: "confident_organization",
        config: |_| json!({"name": "Acme"}),
        listed: false,
        ..UPDATE
    },
    Update {
        resource: "confident_api_key",
        config: |_| json!({"name": "ci"}),
        attribute: "enabled",
        to: || false.into(),
        ..UPDATE
    },
    Update {
        resource: "confident_api_key",
        config: |_| json!({"name": "ci", "expires_in_days": 30, "grace_period_hours": 4}),
        attribute: "rotation_triggers",
        to: || json!({"quarter": "2"}),
        ..UPDATE
    },
    Update { resource: "confident_role", config: |_| json!({"name": "Accountant"}), ..UPDATE },
    Update {
        resource: "confident_role",
        config: |sandbox| json!({"name": "Accountant", "project_id": project(sandbox)}),
        attribute: "description",
        ..UPDATE
    },
    Update {
        resource: "confident_policy",
        config: |_| json!({"name": "Readers", "permissions": []}),
        attribute: "description",
        ..UPDATE
    },
    Update {
        resource: "confident_member",
        config: |_| json!({"email": "nurse@acme.example", "role": "Member"}),
        attribute: "role",
        to: || "Admin".into(),
        before: |sandbox| sandbox.accept("nurse@acme.example", None),
        ..UPDATE
    },
    Update {
        resource: "confident_member",
        config: |_| json!({"email": "nurse@acme.example", "role": "Member"}),
        attribute: "role",
        to: || "Admin".into(),
        ..UPDATE
    },
];

/// The provider an hour from now.
fn in_an_hour(sandbox: &Sandbox) -> Provider {
    Provider::by(Clock::new(|| SystemTime::now() + Duration::from_hours(1)), sandbox)
}

fn assert_nothing_to_do(
    run: &Provider,
    resource: &str,
    stored: &Object,
    config: &Value,
    when: &str,
) -> Object {
    let read = run.read(resource, stored);
    assert!(read.is_stored() && read.said.is_empty(), "{resource}, {when}: {read:?}");
    let plan = run.plan(resource, &read, config);
    assert!(plan.is_empty(), "{resource}, {when}: {:?} {plan:?}", read.state);
    read
}

#[test]
fn stale_list_neither_reverts_nor_repeats_update() {
    std::thread::scope(|scope| {
        for Update { resource, config, attribute, to, before, listed } in UPDATES {
            scope.spawn(move || {
                let sandbox = Sandbox::start();
                let mut config = config(&sandbox);
                let made = Provider::of(&sandbox).create(resource, &config);
                before(&sandbox);
                let made = Provider::of(&sandbox).read(resource, &made);
                sandbox.lag(&json!({"answers": 1_000}));
                config[attribute] = to();
                let this_run = Provider::of(&sandbox);
                let updated = this_run.update(resource, &made, &config);
                assert!(!updated.failed(), "{resource}: {updated:?}");

                let read = assert_nothing_to_do(&this_run, resource, &updated, &config, "same run");
                let next = Provider::of(&sandbox);
                let read = assert_nothing_to_do(&next, resource, &read, &config, "next run");
                if *listed {
                    let believed = in_an_hour(&sandbox).read(resource, &updated);
                    assert_ne!(believed.state, updated.state, "{resource}: a list is believed in the end");
                }
                sandbox.clear_lag();
                let next = Provider::of(&sandbox);
                assert_nothing_to_do(&next, resource, &read, &config, "after the lists caught up");
            });
        }
    });
}

/// Objects whose ID is a name: a list may show the one that was replaced.
#[test]
fn a_list_older_than_a_replacement_does_not_repeat_it() {
    let cases: [(&str, Value, &str, Value); 2] = [
        ("cortecs_api_key", json!({"name": "reports"}), "rotation_triggers", json!({"quarter": "2"})),
        (
            "corti_customer",
            json!({"customer_id": "clinic", "display_name": "Clinic"}),
            "tenant_name",
            "clinic-base".into(),
        ),
    ];
    std::thread::scope(|scope| {
        for (resource, mut config, attribute, to) in cases {
            scope.spawn(move || {
                let sandbox = Sandbox::start();
                let made = Provider::of(&sandbox).create(resource, &config);
                sandbox.lag(&json!({"answers": 1_000}));
                config[attribute] = to;
                let this_run = Provider::of(&sandbox);
                assert!(!this_run.destroy(resource, &made).is_stored());
                let again = this_run.create(resource, &config);
                assert!(!again.failed(), "{resource}: {again:?}");
                let next = Provider::of(&sandbox);
                let read = assert_nothing_to_do(&next, resource, &again, &config, "next run");
                assert_eq!(read.get("api_key"), again.get("api_key"), "{resource}");
                sandbox.clear_lag();
                let read = Provider::of(&sandbox).read(resource, &read);
                assert!(read.is_stored(), "{resource}: {read:?}");
                let gone = Provider::of(&sandbox).destroy(resource, &read);
                assert!(!gone.failed() && !gone.is_stored(), "{resource}: {gone:?}");
            });
        }
    });
}
