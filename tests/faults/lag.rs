//! Lists that lag behind a write by some seconds: what was just made is not lost, neither by its own run nor by the next one.

use serde_json::json;

use crate::provider::Provider;
use crate::sandbox::Sandbox;
use crate::{Config, plant, project, user};

const LAG_MS: u64 = 2_500;

/// A resource, what is configured, and where it is made.
const COLLECTIONS: &[(&str, Config, &str)] = &[
    (
        "corti_customer",
        |_| json!({"customer_id": "clinic", "display_name": "Clinic"}),
        "/projects/*/customers",
    ),
    ("corti_user", user, "/projects/*/users"),
    ("cortecs_api_key", |_| json!({"name": "reports"}), "/manage/api-keys"),
    ("confident_project", |_| json!({"name": "Triage"}), "/v2/projects"),
    ("confident_api_key", |_| json!({"name": "ci"}), "/v2/organization/api-keys"),
    ("confident_member", |_| json!({"email": "nurse@acme.example"}), "/v2/organization/invitations"),
    ("confident_role", |_| json!({"name": "Accountant"}), "/v2/organization/roles"),
    ("confident_policy", |_| json!({"name": "Readers", "permissions": []}), "/v2/organization/policies"),
    (
        "confident_role",
        |sandbox| json!({"name": "Accountant", "project_id": project(sandbox)}),
        "/v2/projects/*/roles",
    ),
];

fn side_by_side(check: impl Fn(&str, Config, &str) + Sync) {
    std::thread::scope(|scope| {
        for (resource, config, path) in COLLECTIONS {
            scope.spawn(|| check(resource, *config, path));
        }
    });
}

#[test]
fn a_fresh_object_is_there_for_its_own_run_and_for_the_next_one() {
    side_by_side(|resource, config, _| {
        let sandbox = Sandbox::start();
        let config = config(&sandbox);
        sandbox.lag(&json!({"ms": LAG_MS}));
        let this_run = Provider::of(&sandbox);
        let made = this_run.create(resource, &config);
        assert!(!made.failed(), "{resource}: {made:?}");
        assert!(this_run.read(resource, &made).is_stored(), "{resource} is lost by its own run");
        let next = Provider::of(&sandbox).read(resource, &made);
        assert!(next.is_stored() && !next.failed(), "{resource} is lost by the next run: {next:?}");
    });
}

#[test]
fn a_creation_whose_answer_was_lost_is_found_once_the_list_has_it() {
    side_by_side(|resource, config, path| {
        // A secret or a password cannot be compared, so these are named and not adopted.
        if matches!(resource, "corti_user" | "cortecs_api_key" | "confident_api_key") {
            return;
        }
        let sandbox = Sandbox::start();
        let config = config(&sandbox);
        sandbox.lag(&json!({"ms": LAG_MS}));
        let before = sandbox.record_counts();
        plant(&sandbox, "POST", path, &json!({"cut": "after_write"}));
        let made = Provider::of(&sandbox).create(resource, &config);
        assert!(!made.failed() && made.is_stored(), "{resource}: {made:?}");
        let after = sandbox.record_counts();
        let more: usize =
            after.iter().map(|(place, count)| count - before.get(place).copied().unwrap_or(0)).sum();
        let keys = usize::from(resource == "confident_project");
        assert_eq!(more, 1 + keys, "{resource}: {before:?} {after:?}");
    });
}

#[test]
fn what_is_gone_although_it_was_just_made_is_noticed_some_seconds_later() {
    let sandbox = Sandbox::start();
    let config = json!({"name": "reports"});
    let made = Provider::of(&sandbox).create("cortecs_api_key", &config);
    sandbox.remove("cortecs", "api_keys", &config);
    let read = Provider::of(&sandbox).read("cortecs_api_key", &made);
    assert!(!read.is_stored() && read.says("no longer exists"), "{read:?}");
}
