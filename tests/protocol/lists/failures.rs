//! A list that cannot be complete says so, and one nobody reads any more costs nothing.

use futures::StreamExt;
use plugin_framework::proto::tfplugin6::stop_provider;
use serde_json::json;

use super::{Event, UNLIMITED, event, list, populated_sandbox, request, scoped};
use crate::sandbox::Sandbox;
use crate::terraform::Terraform;

fn failure(events: &[Event]) -> &str {
    let said = events.last().map_or(&[][..], |it| &it.said);
    said.iter().find(|line| line.starts_with("error")).unwrap_or_else(|| panic!("no error: {events:?}"))
}

#[test]
fn a_scope_that_does_not_exist_is_an_error() {
    let (sandbox, _) = populated_sandbox();
    let mut terraform = Terraform::of(&sandbox);
    let in_projects = scoped().into_iter().chain(["corti_customer", "corti_user"]);
    let in_projects = in_projects.map(|name| (name, json!({"project_id": "nowhere"}), "project"));
    let in_a_customer = ("corti_user", json!({"customer_id": "nobody"}), "customer");
    for (name, given, expected) in in_projects.chain([in_a_customer]) {
        let events = list(&mut terraform, name, &given, false, UNLIMITED);
        let said = failure(&events);
        assert!(said.starts_with(&format!("error: Unknown {expected}")), "{name} {given}: {said}");
    }
}

#[test]
fn missing_credentials_are_an_error() {
    let mut terraform = Terraform::unconfigured();
    terraform.configure(&json!({}));
    for (name, variable) in [
        ("corti_customer", "CORTI_EMAIL"),
        ("cortecs_api_key", "CORTECS_MANAGEMENT_KEY"),
        ("confident_project", "CONFIDENT_ORG_API_KEY"),
    ] {
        let events = list(&mut terraform, name, &json!({}), false, UNLIMITED);
        let said = failure(&events);
        assert!(said.contains(variable), "{name}: {said}");
    }
}

#[test]
fn a_page_that_fails_is_an_error_after_what_was_read() {
    let sandbox = Sandbox::start();
    sandbox.seed("corti", "customers", 250);
    sandbox.seed("confident", "members", 250);
    let mut terraform = Terraform::of(&sandbox);
    for (name, path) in
        [("corti_customer", "/projects/*/customers*"), ("confident_member", "/v2/organization/members*")]
    {
        sandbox.fault(&json!({"method": "GET", "path": path, "skip": 1, "times": 0, "status": 500}));
        let events = list(&mut terraform, name, &json!({}), false, UNLIMITED);
        assert_eq!(events.len(), 101, "{name}: a page and the error");
        assert!(failure(&events).contains("500"), "{name}: {}", failure(&events));
        sandbox.clear_faults();
    }
}

#[test]
fn a_stream_nobody_reads_sends_no_requests() {
    let sandbox = Sandbox::start();
    sandbox.seed("corti", "customers", 1_000);
    let mut terraform = Terraform::of(&sandbox);
    terraform.runtime.block_on(async {
        let request = request("corti_user", &json!({}), false, UNLIMITED);
        drop(terraform.client.list_resource(request).await.unwrap());
    });
    // Nobody has a user, so a list that went on would ask for a thousand.
    let events = list(&mut terraform, "corti_customer", &json!({}), false, 1);
    assert_eq!(events.len(), 1);
    let requests = sandbox.journal().0.len();
    assert!(requests < 100, "{requests} requests");
}

#[test]
fn a_stop_ends_the_list_with_an_error() {
    let (sandbox, _) = populated_sandbox();
    sandbox.fault(&json!({"method": "GET", "path": "/v2/projects", "delay_ms": 20_000}));
    let mut terraform = Terraform::of(&sandbox);
    let began = std::time::Instant::now();
    let events: Vec<Event> = terraform.runtime.block_on(async {
        let request = request("confident_project", &json!({}), false, UNLIMITED);
        let mut stopping = terraform.client.clone();
        let stream = terraform.client.list_resource(request).await.unwrap().into_inner();
        let events = stream.map(|it| event(&it.unwrap())).collect();
        let stop = stopping.stop_provider(stop_provider::Request {});
        let (events, _) = tokio::join!(events, stop);
        events
    });
    assert!(failure(&events).contains("interrupted"), "{events:?}");
    assert!(began.elapsed().as_secs() < 10, "it waited for the answer");
}
