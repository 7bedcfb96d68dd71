//! State and identities of older versions: every type's recorded state of every version is read today.

use std::fs;
use std::path::Path;

use aiadmin::registry;
use plugin_framework::proto::tfplugin6::{
    RawState, generate_resource_config as generating, upgrade_resource_identity as identity,
    upgrade_resource_state as upgrading,
};
use plugin_framework::value::DynamicValue;
use serde_json::{Value, json};

use crate::terraform::{Terraform, decoded, said, some};

fn upgrade(terraform: &mut Terraform, type_name: &str, version: i64, stored: &Value) -> DynamicValue {
    let raw = RawState { json: serde_json::to_vec(stored).unwrap(), ..Default::default() };
    let request = upgrading::Request { type_name: type_name.to_owned(), version, raw_state: Some(raw) };
    let answer = terraform.client.upgrade_resource_state(request);
    let answer = terraform.runtime.block_on(answer).unwrap().into_inner();
    assert_eq!(said(&answer.diagnostics), [""; 0], "{type_name} {version}");
    decoded(answer.upgraded_state.as_ref())
}

/// The state a provider of that schema version stored.
fn recorded(type_name: &str, version: i64) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/protocol/states");
    let path = folder.join(format!("{type_name}.v{version}.json"));
    let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap()
}

#[test]
fn recorded_state_of_every_version_is_read() {
    let mut terraform = Terraform::unconfigured();
    for resource in &registry::catalog("aiadmin").resources {
        let (name, schema) = (resource.name(), resource.schema());
        for version in 0..=schema.version {
            let stored = recorded(name, version);
            let state = upgrade(&mut terraform, name, version, &stored);
            let DynamicValue::Map(members) = &state else { panic!("{name}: {state}") };
            let names: Vec<_> = schema.attrs.iter().map(|it| it.name).collect();
            assert_eq!(members.len(), names.len(), "{name}: exactly the attributes of today");
            assert!(names.iter().all(|it| members.contains_key(*it)), "{name}");
            assert!(state.is_wholly_known() && state.get("id").text().is_some(), "{name}");
            for (attribute, value) in stored.as_object().unwrap() {
                let kept: DynamicValue = serde_json::from_value(value.clone()).unwrap();
                assert_eq!(*state.get(attribute), kept, "{name}.{attribute}");
            }
        }
    }
}

#[test]
fn unknown_and_missing_keys_are_tolerated() {
    let mut terraform = Terraform::unconfigured();
    for resource in &registry::catalog("aiadmin").resources {
        let (name, version) = (resource.name(), resource.schema().version);
        let mut stored = recorded(name, version);
        stored["of_a_newer_provider"] = json!({"a": [1, null]});
        let names: Vec<String> = stored.as_object().unwrap().keys().cloned().collect();
        for missing in names {
            let mut stored = stored.clone();
            stored.as_object_mut().unwrap().remove(&missing);
            let state = upgrade(&mut terraform, name, version, &stored);
            assert!(state.get(&missing).is_null(), "{name}.{missing}");
        }
    }
}

#[test]
fn an_identity_that_was_never_stored_stays_unset() {
    let mut terraform = Terraform::unconfigured();
    for resource in &registry::catalog("aiadmin").resources {
        for json in ["", "null", "{}"] {
            let raw_identity = Some(RawState { json: json.as_bytes().to_vec(), ..Default::default() });
            let type_name = resource.name().to_owned();
            let request = identity::Request { type_name, version: 0, raw_identity };
            let answer = terraform.client.upgrade_resource_identity(request);
            let answer = terraform.runtime.block_on(answer).unwrap().into_inner();
            assert_eq!(answer, identity::Response::default(), "{} {json:?}", resource.name());
        }
    }
}

#[test]
fn generated_configuration_holds_arguments_only() {
    let mut terraform = Terraform::unconfigured();
    for resource in &registry::catalog("aiadmin").resources {
        let (name, schema) = (resource.name(), resource.schema());
        let state = upgrade(&mut terraform, name, schema.version, &recorded(name, schema.version));
        for state in [state, DynamicValue::Null] {
            let request = generating::Request { type_name: name.to_owned(), state: some(&state) };
            let answer = terraform.client.generate_resource_config(request);
            let answer = terraform.runtime.block_on(answer).unwrap().into_inner();
            assert_eq!(said(&answer.diagnostics), [""; 0], "{name}");
            let config = decoded(answer.config.as_ref());
            for attr in &schema.attrs {
                let argument = attr.configurable() && !attr.sensitive && !attr.write_only;
                let value = config.get(attr.name);
                assert!(argument || value.is_null(), "{name}.{}", attr.name);
            }
            for relation in &schema.relations {
                let complaint = relation.complaint(&config);
                assert!(state.is_null() || complaint.is_none(), "{name}: {complaint:?}");
            }
        }
    }
}
