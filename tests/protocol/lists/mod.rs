//! Listing, as `terraform query` asks for it: every type against the sandbox, with its limit, scopes and failures.

mod failures;
mod scopes;

use std::collections::BTreeSet;

use aiadmin::registry;
use futures::StreamExt;
use plugin_framework::engine::Id;
use plugin_framework::proto::tfplugin6::{list_resource, validate_list_resource_config as validating};
use plugin_framework::value::DynamicValue;
use serde_json::{Value, json};

use crate::linter;
use crate::sandbox::Sandbox;
use crate::terraform::{Terraform, decoded, said, some, whole};

const UNLIMITED: i64 = i64::MAX;

/// One event of a list.
#[derive(Debug)]
struct Event {
    identity: DynamicValue,
    name: String,
    object: Option<DynamicValue>,
    said: Vec<String>,
}

/// The arguments of a type's `config` block as Terraform sends them.
fn config(type_name: &str, config: &Value) -> DynamicValue {
    let catalog = registry::catalog("aiadmin");
    let list = catalog.list_resources.iter().find(|it| it.name() == type_name).expect("a list resource");
    whole(&list.schema().attrs, config)
}

fn request(type_name: &str, given: &Value, include: bool, limit: i64) -> list_resource::Request {
    list_resource::Request {
        type_name: type_name.to_owned(),
        config: some(&config(type_name, given)),
        include_resource_object: include,
        limit,
    }
}

fn event(it: &list_resource::Event) -> Event {
    Event {
        identity: decoded(it.identity.as_ref().and_then(|it| it.identity_data.as_ref())),
        name: it.display_name.clone(),
        object: it.resource_object.as_ref().map(|it| decoded(Some(it))),
        said: said(&it.diagnostic),
    }
}

/// Every event of a list, by core's rules: an identity or a diagnostic, and nothing after an error.
fn list(terraform: &mut Terraform, type_name: &str, given: &Value, include: bool, limit: i64) -> Vec<Event> {
    let request = request(type_name, given, include, limit);
    let events: Vec<list_resource::Event> = terraform.runtime.block_on(async {
        let stream = terraform.client.list_resource(request.clone()).await.unwrap().into_inner();
        stream.map(Result::unwrap).collect().await
    });
    let (schema, identity) = terraform.schemas(type_name);
    assert_eq!(linter::list_events(&schema, &identity, &request, &events), [""; 0], "{type_name}");
    let events: Vec<Event> = events.iter().map(event).collect();
    for (index, it) in events.iter().enumerate() {
        assert!(!it.identity.is_null() || !it.said.is_empty(), "{type_name}: an event of nothing");
        let failed = it.said.iter().any(|line| line.starts_with("error"));
        assert!(!failed || index + 1 == events.len(), "{type_name}: events after an error");
    }
    events
}

fn names(events: &[Event]) -> Vec<&str> {
    events.iter().map(|it| it.name.as_str()).collect()
}

/// A sandbox with one or two of everything in each scope, and one project's id.
fn populated_sandbox() -> (Sandbox, String) {
    let sandbox = Sandbox::start();
    sandbox.seed("corti", "customers", 2);
    sandbox.seed_in("corti", "users", 2, &json!({"customer_id": "seed-0001"}));
    sandbox.seed("cortecs", "api_keys", 2);
    sandbox.seed("confident", "projects", 2);
    let id = sandbox.find("confident", "projects", &json!({"name": "seed-0001"}))["id"].clone();
    for collection in ["api_keys", "roles", "policies", "members", "invitations"] {
        sandbox.seed("confident", collection, 1);
        sandbox.seed_in("confident", collection, 1, &json!({"project_id": id}));
    }
    (sandbox, id.as_str().unwrap().to_owned())
}

/// The types that list the organization's objects or a project's.
fn scoped() -> Vec<&'static str> {
    let catalog = registry::catalog("aiadmin");
    let scoped = catalog.list_resources.iter().filter(|it| it.schema().attr("all_projects").is_some());
    scoped.map(|it| it.name()).collect()
}

#[test]
fn lists_every_type_as_import_reads_it() {
    let (sandbox, _) = populated_sandbox();
    let mut terraform = Terraform::of(&sandbox);
    for declared in &registry::catalog("aiadmin").list_resources {
        let name = declared.name();
        let scopes = match declared.schema().attr("all_projects") {
            Some(_) => vec![json!({}), json!({"all_projects": true})],
            None => vec![json!({})],
        };
        for scope in scopes {
            let bare = list(&mut terraform, name, &scope, false, UNLIMITED);
            let whole = list(&mut terraform, name, &scope, true, UNLIMITED);
            assert!(!bare.is_empty(), "{name} {scope}");
            assert_eq!(names(&bare), names(&whole), "{name} {scope}");
            let identities: BTreeSet<String> = bare.iter().map(|it| it.identity.to_string()).collect();
            assert_eq!(identities.len(), bare.len(), "{name} {scope}: each once");
            for (bare, whole) in bare.iter().zip(&whole) {
                assert_eq!(bare.object, None, "{name}: only when asked for");
                assert_eq!(bare.said, [""; 0]);
                assert!(!bare.name.is_empty(), "{name}: a display name");
                let id = Id::from_identity(declared.id_parts(), &bare.identity).unwrap();
                let object = whole.object.clone().expect("the whole object");
                assert_eq!(object, terraform.imported(name, &id), "{name} {id}");
            }
        }
    }
}

#[test]
fn listed_objects_hold_no_secret() {
    let (sandbox, _) = populated_sandbox();
    let mut terraform = Terraform::of(&sandbox);
    let secrets = sandbox.secrets();
    assert!(!secrets.is_empty());
    for declared in &registry::catalog("aiadmin").list_resources {
        let events = list(&mut terraform, declared.name(), &json!({}), true, UNLIMITED);
        let shown = format!("{events:?}");
        assert!(secrets.iter().all(|secret| !shown.contains(secret)), "{}: {shown}", declared.name());
    }
}

#[test]
fn the_limit_bounds_events_and_requests() {
    let sandbox = Sandbox::start();
    sandbox.seed("corti", "customers", 250);
    for number in 1..=9 {
        sandbox.seed_in("corti", "users", 1, &json!({"customer_id": format!("seed-{number:04}")}));
    }
    sandbox.seed("confident", "projects", 20);
    sandbox.seed("confident", "members", 250);
    let mut terraform = Terraform::of(&sandbox);
    // The sign-in is no request of a list.
    list(&mut terraform, "corti_customer", &json!({}), false, 1);
    for (name, given, limit, requests) in [
        ("corti_customer", json!({}), 0, 0),
        ("corti_customer", json!({}), 1, 1),
        ("corti_customer", json!({}), 100, 1),
        ("corti_customer", json!({}), 101, 2),
        ("corti_user", json!({}), 1, 2),
        ("corti_user", json!({}), 3, 4),
        ("confident_member", json!({}), 5, 2),
        ("confident_member", json!({}), 150, 3),
        ("confident_project", json!({}), 7, 1),
        ("confident_api_key", json!({"all_projects": true}), 1, 2),
    ] {
        sandbox.clear_journal();
        let events = list(&mut terraform, name, &given, false, limit);
        assert_eq!(i64::try_from(events.len()).unwrap(), limit, "{name}");
        let journal = sandbox.journal();
        assert_eq!(journal.0.len(), requests, "{name} limit {limit}\n{journal}");
    }
}

#[test]
fn a_list_goes_through_every_page_once() {
    let sandbox = Sandbox::start();
    sandbox.seed("corti", "customers", 250);
    let mut terraform = Terraform::of(&sandbox);
    let events = list(&mut terraform, "corti_customer", &json!({}), false, UNLIMITED);
    let expected: Vec<String> = (1..=250).map(|number| format!("seed-{number:04}")).collect();
    let mut listed = names(&events);
    listed.sort_unstable();
    assert_eq!(listed, expected);
}

#[test]
fn bad_list_arguments_are_refused_at_validate() {
    let mut terraform = Terraform::unconfigured();
    for name in scoped() {
        for (given, refused) in [
            (json!({}), false),
            (json!({"project_id": "p"}), false),
            (json!({"all_projects": true}), false),
            (json!({"project_id": "p", "all_projects": true}), true),
            (json!({"project_id": ""}), true),
        ] {
            let request = validating::Request {
                type_name: name.to_owned(),
                config: some(&config(name, &given)),
                ..Default::default()
            };
            let validated = terraform.client.validate_list_resource_config(request);
            let validated = terraform.runtime.block_on(validated).unwrap().into_inner();
            assert_eq!(!validated.diagnostics.is_empty(), refused, "{name} {given}");
        }
    }
}
