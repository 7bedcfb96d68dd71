//! The program itself: what it prints, where it keeps its state, how it ends, how fast it is.

use std::{process::Command, time::Instant};

use serde_json::{Value, json};

use crate::Sandbox;

#[tokio::test]
async fn the_printed_environment_is_complete() {
    let sandbox = Sandbox::start();
    assert!(sandbox.base_url.starts_with("http://127.0.0.1:"));
    let check = |name: &str, value: &str| assert_eq!(sandbox.variable(name), value);
    check("CORTI_BASE_URL", &format!("{}/corti", sandbox.base_url));
    check("CORTI_PROJECT_ID", "sandbox");
    check("CORTI_EMAIL", "admin@sandbox.example");
    check("CORTI_PASSWORD", "sandbox-password-0001");
    check("CORTECS_BASE_URL", &format!("{}/cortecs", sandbox.base_url));
    check("CONFIDENT_BASE_URL", &format!("{}/confident", sandbox.base_url));
    assert!(sandbox.variable("CONFIDENT_ORG_API_KEY").starts_with("confident_us_org_"));
    assert!(!sandbox.variable("CORTECS_MANAGEMENT_KEY").is_empty());
}

#[tokio::test]
async fn state_file_keeps_accounts_and_credentials() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let arguments = ["--state", file.to_str().unwrap()];
    let first = Sandbox::start_with(&arguments);
    first.data("POST /v2/projects", json!({"name": "alpha"})).await;
    let key = first.variable("CONFIDENT_ORG_API_KEY").to_owned();
    drop(first);
    let second = Sandbox::start_with(&arguments);
    assert_eq!(second.variable("CONFIDENT_ORG_API_KEY"), key);
    let projects = second.data("GET /v2/projects", Value::Null).await;
    assert_eq!(projects["projects"][0]["name"], "alpha");
    let mut left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["state.json", "state.json.lock"]);
}

/// Runs the program until it ends by itself, and gives its exit status and what it wrote.
fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_aiadmin-sandbox")).args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn the_version_names_the_program() {
    let version = format!("aiadmin-sandbox {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&["--version"]), (Some(0), version));
}

#[tokio::test]
async fn a_second_sandbox_does_not_share_a_state_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let arguments = ["--state", file.to_str().unwrap()];
    let first = Sandbox::start_with(&arguments);
    let (code, text) = run(&arguments);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.starts_with("aiadmin-sandbox: another sandbox is using the state file "), "{text}");
    first.data("GET /v2/organization", Value::Null).await;
}

#[test]
fn explains_why_it_cannot_start() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let garbage = folder.path().join("garbage.json");
    std::fs::write(&garbage, "[1, 2").unwrap();
    let nowhere = folder.path().join("missing/state.json");
    for (arguments, said) in [
        (["--port", port.as_str()], format!("cannot listen on port {port} of this machine: ")),
        (["--state", garbage.to_str().unwrap()], "this is not a sandbox's state file: ".to_owned()),
        (["--state", nowhere.to_str().unwrap()], "cannot open the lock file ".to_owned()),
    ] {
        let (code, text) = run(&arguments);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.starts_with(&format!("aiadmin-sandbox: {said}")), "{text}");
        assert!(!text.contains("Error {") && !text.contains("Os {"), "{text}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_it_with_success() {
    for signal in ["-TERM", "-INT"] {
        let mut sandbox = Sandbox::start();
        sandbox.data("GET /v2/organization", Value::Null).await;
        let killed = Command::new("kill").args([signal, &sandbox.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert_eq!(sandbox.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}

/// A generous bound: a list that looks every row up in every other takes minutes.
#[tokio::test]
async fn five_thousand_objects_are_listed_in_no_time() {
    let sandbox = Sandbox::start();
    for collection in ["roles", "members", "api_keys", "projects", "policies"] {
        let seed = json!({"product": "confident", "collection": collection, "count": 5000});
        sandbox.control("POST /seed", seed).await;
    }
    let start = Instant::now();
    for list in ["organization/roles", "organization/api-keys", "projects", "organization/policies"] {
        sandbox.data(&format!("GET /v2/{list}"), Value::Null).await;
    }
    for page in 1..=51 {
        sandbox.data(&format!("GET /v2/organization/members?page={page}&pageSize=100"), Value::Null).await;
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
