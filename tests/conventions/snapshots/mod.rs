//! The schemas of every type, as committed files: a change that breaks users' configurations cannot slip through.
//! The files have the form of `terraform providers schema -json`; an acceptance test compares them with it.

mod breaking;
mod form;

use std::collections::BTreeMap;

use aiadmin::provider::{Env, Summary};
use aiadmin::registry;
use plugin_framework::proto::tfplugin6::provider_server::Provider;
use plugin_framework::proto::tfplugin6::{get_provider_schema, get_resource_identity_schemas};
use serde_json::{Map, Value, json};
use tonic::Request;

use crate::golden;
use crate::served::{Sort, UNION};

const FOLDER: &str = "tests/snapshots/schema";

/// The snapshots by file: one for each type name, which a resource and a data source may share, and one for each provider's own
/// configuration.
async fn snapshots() -> BTreeMap<String, Value> {
    let mut files: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let mut add = |name: &str, key: &str, value: Value| {
        files.entry(format!("{FOLDER}/{name}.json")).or_default().insert(key.to_owned(), value);
    };
    for name in registry::PROVIDERS {
        let service = registry::service(name, Env::default(), Summary::default());
        let request = Request::new(get_provider_schema::Request {});
        let declared = service.get_provider_schema(request).await.expect("the schemas").into_inner();
        add(name, "provider", form::schema(&declared.provider.expect("a schema of the provider block")));
        if *name != UNION {
            continue;
        }
        let actions = declared.action_schemas.into_iter().filter_map(|(name, it)| Some((name, it.schema?)));
        let sorts = [
            (Sort::Resource, declared.resource_schemas),
            (Sort::DataSource, declared.data_source_schemas),
            (Sort::EphemeralResource, declared.ephemeral_resource_schemas),
            (Sort::ListResource, declared.list_resource_schemas),
            (Sort::Action, actions.collect()),
        ];
        for (sort, schemas) in sorts {
            for (name, schema) in &schemas {
                add(name, sort.key(), form::schema(schema));
            }
        }
        let request = Request::new(get_resource_identity_schemas::Request {});
        let declared =
            service.get_resource_identity_schemas(request).await.expect("the identities").into_inner();
        for (name, identity) in &declared.identity_schemas {
            add(name, "identity", form::identity(identity));
        }
    }
    files.into_iter().map(|(file, members)| (file, Value::Object(members))).collect()
}

#[tokio::test]
async fn no_schema_changes_unnoticed() {
    let snapshots = snapshots().await;
    let expected: BTreeMap<_, _> =
        snapshots.iter().map(|(file, json)| (file.clone(), format!("{json:#}\n"))).collect();
    if golden::updating() {
        golden::write(&[FOLDER], &expected, |_| true);
    }
    let differences = golden::differences(&[FOLDER], &expected, |_| true);
    let committed = |file: &str| {
        let text = std::fs::read_to_string(golden::path(file)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or(json!({}))
    };
    let breaks: Vec<String> = snapshots
        .iter()
        .flat_map(|(file, now)| {
            breaking::changes(&committed(file), now).into_iter().map(move |it| format!("{file}: {it}"))
        })
        .collect();
    assert!(
        breaks.is_empty(),
        "\n{}\nThis breaks configurations or states. Bump the schema version and add an upgrade, or accept it with \
         UPDATE=1.",
        breaks.join("\n")
    );
    assert!(
        differences.is_empty(),
        "\n{}\nNothing in this breaks anybody. Accept it with UPDATE=1 cargo test --test conventions.",
        differences.join("\n")
    );
}
