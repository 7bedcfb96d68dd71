//! `doctor`: what it says of a sandbox, and that it says nothing of a person.

use std::net::TcpListener;

use serde_json::{Value, json};

use crate::command::Ran;
use crate::executable::{environment, run};
use crate::sandbox::Sandbox;

const ALL: [&str; 3] = ["corti", "cortecs", "confident"];

#[track_caller]
fn doctor(sandbox: &Sandbox, changes: &[(&str, &str)]) -> (Ran, Value) {
    let ran = run(&environment(sandbox, changes), &["doctor", "--json"]);
    let report = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"));
    (ran, report)
}

fn product<'a>(report: &'a Value, name: &str) -> &'a Value {
    let products = report["products"].as_array().expect("products");
    products.iter().find(|it| it["product"] == name).unwrap_or_else(|| panic!("no {name}: {report:#}"))
}

fn reading<'a>(report: &'a Value, name: &str, words: &str) -> &'a Value {
    let assumptions = product(report, name)["assumptions"].as_array().expect("assumptions");
    let found = assumptions.iter().find(|it| it["assumed"].as_str().is_some_and(|it| it.contains(words)));
    found.unwrap_or_else(|| panic!("nothing about {words}: {report:#}"))
}

fn filled() -> Sandbox {
    let sandbox = Sandbox::start();
    sandbox.seed("corti", "customers", 2);
    sandbox.seed("confident", "projects", 1);
    sandbox
}

#[test]
fn three_accounts_in_order_are_ok() {
    let sandbox = filled();
    let (ran, report) = doctor(&sandbox, &[]);
    assert_eq!(ran.code(), 0, "{ran}");
    for name in ALL {
        let it = product(&report, name);
        assert_eq!(it["status"], "ok", "{it:#}");
        assert_eq!((&it["problems"], &it["warnings"]), (&json!([]), &json!([])), "{it:#}");
        assert!(it["latency_ms"].is_u64() && it["identity"].is_string(), "{it:#}");
        assert!(it["clock_skew_seconds"].as_i64().is_some_and(|skew| skew.abs() < 5), "{it:#}");
        assert!(it["rights"].as_array().is_some_and(|rights| rights.len() >= 3), "{it:#}");
    }
    assert_eq!(product(&report, "corti")["token_lifetime_seconds"], 3600);
    assert_eq!(
        reading(&report, "corti", "Listing the users of a customer that does not exist")["reading"],
        "HTTP 404"
    );
    assert_eq!(reading(&report, "corti", "hasNextPage")["reading"], "`hasNextPage`");
    assert_eq!(
        reading(&report, "confident", "Reading an API key that does not exist")["reading"],
        "HTTP 404"
    );
    assert_eq!(reading(&report, "cortecs", "replaces `inference_config`")["shown"], "needs_write");
}

#[test]
fn the_doctor_only_reads() {
    let sandbox = filled();
    doctor(&sandbox, &[]);
    sandbox.journal().assert_only_gets("the doctor");
}

#[test]
fn no_secret_and_no_person_is_shown() {
    let sandbox = filled();
    sandbox.edit("confident", "organization", &json!({}), &json!({ "name": "Planted Person's Practice" }));
    for arguments in [&["doctor"][..], &["doctor", "--json"]] {
        let text = run(&environment(&sandbox, &[]), arguments).succeeded().text();
        for secret in sandbox.secrets() {
            assert!(!text.contains(&secret), "{text}");
        }
        assert!(!text.contains('@') && !text.contains("Planted") && !text.contains("olga"), "{text}");
    }
}

#[test]
fn what_a_server_writes_is_not_repeated() {
    let sandbox = Sandbox::start();
    let body = json!({ "message": "planted@clinic.example is locked" });
    sandbox.fault(&json!({ "product": "corti", "path": "*", "times": 0, "status": 403, "body": body }));
    let (ran, report) = doctor(&sandbox, &[]);
    assert_eq!(ran.code(), 1, "{ran}");
    assert!(!ran.text().contains("planted"), "{ran}");
    let corti = product(&report, "corti");
    assert_eq!(corti["problems"], json!(["The API returned HTTP 403 when signing in."]));
    assert_eq!(reading(&report, "corti", "Wrong credentials")["reading"], "HTTP 403");
}

#[test]
fn a_product_without_credentials_is_skipped() {
    let sandbox = Sandbox::start();
    let (ran, report) =
        doctor(&sandbox, &[("CORTI_EMAIL", ""), ("CORTI_PASSWORD", ""), ("CONFIDENT_ORG_API_KEY", "")]);
    assert_eq!(ran.code(), 0, "{ran}");
    assert_eq!(ALL.map(|name| &product(&report, name)["status"]), ["skipped", "ok", "skipped"]);
    let said = product(&report, "corti")["warnings"].to_string();
    assert!(said.contains("CORTI_EMAIL and CORTI_PASSWORD"), "{said}");
}

#[test]
fn half_of_the_credentials_is_a_failure() {
    let sandbox = Sandbox::start();
    let (ran, report) = doctor(&sandbox, &[("CORTI_PASSWORD", "")]);
    assert_eq!(ran.code(), 1, "{ran}");
    assert!(product(&report, "corti")["problems"].to_string().contains("CORTI_PASSWORD"), "{ran}");
}

#[test]
fn a_wrong_key_fails_one_product_only() {
    let sandbox = Sandbox::start();
    let (ran, report) = doctor(&sandbox, &[("CORTECS_MANAGEMENT_KEY", "wrong-key-0001")]);
    assert_eq!(ran.code(), 1, "{ran}");
    assert_eq!(ALL.map(|name| &product(&report, name)["status"]), ["ok", "failed", "ok"]);
    assert!(!ran.text().contains("wrong-key"), "{ran}");
}

#[test]
fn what_may_not_be_read_is_named() {
    let sandbox = Sandbox::start();
    sandbox.fault(
        &json!({ "product": "confident", "path": "/v2/organization/policies", "times": 0, "status": 403 }),
    );
    let (ran, report) = doctor(&sandbox, &[]);
    assert_eq!(ran.code(), 0, "{ran}");
    let it = product(&report, "confident");
    assert_eq!(it["warnings"], json!(["Reading policies failed (HTTP 403)."]));
    assert_eq!(reading(&report, "confident", "has full access")["reading"], "no permission to read policies");
}

#[test]
fn a_clock_a_minute_off_is_a_warning() {
    let sandbox = Sandbox::start();
    for (date, seconds) in [("Mon, 01 Jan 2024 00:00:00 GMT", false), ("Fri, 01 Jan 2100 00:00:00 GMT", true)]
    {
        sandbox.clear_faults();
        let headers = json!({ "date": date });
        let balance = json!({ "current_balance": 1.0, "currency": "EUR" });
        sandbox.fault(
            &json!({ "product": "cortecs", "path": "/manage/users/balance", "times": 0, "status": 200,
            "body": balance, "headers": headers }),
        );
        let (ran, report) = doctor(&sandbox, &[]);
        assert_eq!(ran.code(), 0, "{ran}");
        let it = product(&report, "cortecs");
        assert_eq!(it["clock_skew_seconds"].as_i64().is_some_and(|skew| skew > 60), seconds, "{it:#}");
        let side = if seconds { "behind" } else { "ahead of" };
        assert!(it["warnings"].to_string().contains(&format!("{side} the server's")), "{it:#}");
    }
}

#[test]
fn a_host_that_never_answers_costs_one_request() {
    let sandbox = Sandbox::start();
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", silent.local_addr().expect("its address"));
    let (ran, report) = doctor(
        &sandbox,
        &[("CORTI_BASE_URL", &url), ("CORTECS_BASE_URL", &url), ("CONFIDENT_BASE_URL", &url)],
    );
    assert_eq!(ran.code(), 1, "{ran}");
    for name in ALL {
        let it = product(&report, name);
        assert_eq!((&it["status"], &it["requests"]), (&json!("failed"), &json!(1)), "{it:#}");
        assert!(it["problems"].to_string().contains("the request timed out"), "{it:#}");
    }
}

#[test]
fn each_executable_examines_its_own_product() {
    let sandbox = Sandbox::start();
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let executable = home.path().join("terraform-provider-cortecs");
    std::fs::hard_link(env!("CARGO_BIN_EXE_terraform-provider-aiadmin"), &executable).expect("a link");
    let mut command = std::process::Command::new(executable);
    command.args(["doctor", "--json"]).env_clear().envs(sandbox.environment().iter().cloned());
    let ran = Ran::of("terraform-provider-cortecs", &["doctor", "--json"], &mut command).succeeded();
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let names: Vec<&Value> =
        report["products"].as_array().expect("products").iter().map(|it| &it["product"]).collect();
    assert_eq!(names, ["cortecs"]);
}
