//! Ephemeral resource `confident_api_key`: a key for one run, which leaves neither a key nor a secret behind.

use serde_json::json;

use crate::world::World;

/// A second provider works with the key and makes a project with it.
const WORKER: &str = r#"
ephemeral "confident_api_key" "it" {
  name = "one-run"
}
provider "confident" {
  alias   = "worker"
  api_key = ephemeral.confident_api_key.it.api_key
}
resource "confident_project" "it" {
  provider = confident.worker
  name     = "Triage"
}
"#;

#[test]
fn confident_ephemeral_key_is_deleted_after_each_run() {
    let world = World::new(&["confident"]);
    let before = world.sandbox.record_counts();
    world.write(WORKER);
    let changes = world.plan().changes("of a new project");
    assert_eq!(world.sandbox.record_counts(), before, "the plan left a key behind");
    world.assert_no_secret_in("the plan", &changes.json.to_string());

    let keys = world.sandbox.records("confident/api_keys");
    world.apply();
    let after = world.sandbox.records("confident/api_keys");
    assert_eq!(after, keys + 1, "only the default key of the project is new");
    let made = world.sandbox.journal();
    let made = made.sent("POST", "/organization/api-keys");
    assert!(
        made.len() >= 2 && made.iter().all(|it| it.body == json!({ "name": "one-run", "expiresInDays": 1 }))
    );

    let state = world.read_file("terraform.tfstate");
    let held: Vec<_> =
        world.sandbox.secrets().into_iter().filter(|it| it.contains("_org_") && state.contains(it)).collect();
    assert_eq!(held, Vec::<String>::new());
    world.destroy();
    assert_eq!(world.sandbox.record_counts(), before);
}

#[test]
fn key_of_an_unanswered_open_is_not_deleted() {
    let world = World::new(&["confident"]);
    let keys = || world.sandbox.record_counts()["/tables/confident/api_keys"];
    let before = keys();
    world.sandbox.fault(&json!({
        "product": "confident", "method": "POST", "path": "/v2/organization/api-keys", "cut": "after_write",
    }));
    world.write(WORKER);
    world.plan().changes("although the first answer was lost");
    assert_eq!(keys(), before + 1, "a key that another run may have made is not deleted");
}

/// Terraform does not close an ephemeral resource when anything that uses it failed.
#[test]
fn a_failed_run_leaves_no_key_behind() {
    let world = World::new(&["confident"]);
    let before = world.sandbox.record_counts();
    let refuse = |method: &str| {
        world.sandbox.fault(&json!({
            "product": "confident", "method": method, "path": "/v2/projects", "times": 0, "status": 403,
            "body": { "success": false, "error": "not allowed" },
        }));
    };
    refuse("POST");
    world.write(WORKER);
    world.apply_fails();
    assert_eq!(world.sandbox.record_counts(), before, "after a failed apply");
    refuse("GET");
    let read = WORKER.replace("resource \"confident_project\"", "data \"confident_projects\"");
    world.write(&read.replace("  name     = \"Triage\"\n", ""));
    world.plan_fails();
    assert_eq!(world.sandbox.record_counts(), before, "after a failed plan");
    let made = world.sandbox.journal();
    assert!(made.sent("POST", "/organization/api-keys").len() >= 2, "a key was open each time: {made}");
}

/// Terraform kills a provider two seconds after its answer to the request to end, which comes when every key is deleted.
#[test]
fn ephemeral_key_with_slow_deletion_is_deleted() {
    let world = World::new(&["confident"]);
    let before = world.sandbox.record_counts();
    let refusal = json!({ "success": false, "error": "not allowed" });
    world.sandbox.fault_at("POST", "/v2/projects", &json!({ "times": 0, "status": 403, "body": refusal }));
    // The key of the plan is closed at once, the one of the failed apply only at the end.
    let later = json!({ "skip": 1, "status": 503, "headers": { "Retry-After": "3" } });
    world.sandbox.fault_at("DELETE", "/v2/organization/api-keys/*", &later);
    world.write(WORKER);
    world.apply_fails();
    let journal = world.sandbox.journal();
    let deletions: Vec<_> = journal.writes().into_iter().filter(|it| it.method == "DELETE").collect();
    assert_eq!(
        deletions.iter().map(|it| it.status).collect::<Vec<_>>(),
        [Some(200), Some(503), Some(200)],
        "{journal}"
    );
    assert_eq!(world.sandbox.record_counts(), before);
}

#[test]
fn a_killed_terraform_leaves_no_key_behind() {
    let world = World::new(&["confident"]);
    let before = world.sandbox.records("confident/api_keys");
    world.write(WORKER);
    world.sandbox.settings(&json!({ "latency_ms": 200 }));
    let mut apply = world
        .command(&["apply", "-auto-approve", "-input=false", "-no-color"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("terraform starts");
    while world.sandbox.records("confident/api_keys") == before {
        assert!(apply.try_wait().expect("its status").is_none(), "terraform ended before a key was made");
    }
    apply.kill().expect("terraform is killed");
    apply.wait().expect("its status");
    let started = std::time::Instant::now();
    while world.sandbox.records("confident/api_keys") != before {
        assert!(started.elapsed().as_secs() < 30, "the key is still there");
    }
}

#[test]
fn a_refused_opening_leaves_nothing_behind() {
    let world = World::new(&["confident"]);
    let before = world.sandbox.record_counts();
    world.sandbox.fault(&json!({
        "product": "confident", "method": "POST", "path": "/v2/organization/api-keys", "status": 403,
        "body": { "success": false, "error": "The plan allows no further key" },
    }));
    world.write(WORKER);
    let refused = world.plan_fails();
    assert!(refused.prose().contains("The plan allows no further key"), "{refused}");
    assert_eq!(world.sandbox.record_counts(), before);
}

#[test]
fn a_key_that_could_not_be_deleted_is_named() {
    let world = World::new(&["confident"]);
    world.sandbox.fault(&json!({
        "product": "confident", "method": "DELETE", "path": "/v2/organization/api-keys/*", "times": 0, "status": 403,
        "body": { "success": false, "error": "not now" },
    }));
    world.write(WORKER);
    let refused = world.plan_fails();
    let left = world.sandbox.find("confident", "api_keys", &json!({ "name": "one-run" }));
    assert!(refused.prose().contains(&format!("The key {} may still be valid", left["id"])), "{refused}");
    assert!(left["expiresAt"].is_string(), "it ends by itself");
}
