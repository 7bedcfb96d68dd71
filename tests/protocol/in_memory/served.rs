//! What is served: schemas by Terraform's rules, and the calls that are refused.

use std::collections::BTreeSet;

use aiadmin::provider::{Env, Summary};
use aiadmin::registry::{PROVIDERS, service};
use plugin_framework::proto::tfplugin6::{
    self as wire, call_function, get_metadata, get_provider_schema, get_resource_identity_schemas,
    get_states, list_resource, schema,
};
use tonic::{Code, Request};
use wire::provider_server::Provider;

use crate::linter;

use super::connect;
use super::thing::Script;

async fn schemas(name: &str) -> get_provider_schema::Response {
    let service = service(name, Env::default(), Summary::default());
    service.get_provider_schema(Request::new(get_provider_schema::Request {})).await.unwrap().into_inner()
}

/// Terraform's rules for schemas, and ours for names.
fn check(owner: &str, attributes: &[schema::Attribute], in_set: bool) {
    let names: Vec<_> = attributes.iter().map(|it| it.name.as_str()).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names, sorted, "{owner}: sorted, each once");
    for it in attributes {
        let place = format!("{owner}.{}", it.name);
        assert!(it.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{place}");
        assert_ne!(it.r#type.is_empty(), it.nested_type.is_none(), "{place}: a type or a nested type");
        if !it.r#type.is_empty() {
            serde_json::from_slice::<serde_json::Value>(&it.r#type).expect(&place);
        }
        assert!(it.required || it.optional || it.computed, "{place}: says nothing");
        assert!(!(it.required && (it.optional || it.computed)), "{place}: required and more");
        assert!(!(it.write_only && (it.computed || in_set)), "{place}: write-only and computed");
        assert!(it.description.ends_with('.'), "{place}: {:?} is no sentence", it.description);
        if let Some(nested) = &it.nested_type {
            let in_set = in_set || nested.nesting() == schema::object::NestingMode::Set;
            check(&place, &nested.attributes, in_set);
        }
    }
}

#[tokio::test]
async fn every_schema_of_every_name_keeps_terraforms_rules() {
    for name in PROVIDERS {
        let answer = schemas(name).await;
        assert!(answer.diagnostics.is_empty());
        let all = [&answer.resource_schemas, &answer.data_source_schemas, &answer.ephemeral_resource_schemas];
        let provider = answer.provider.as_ref().map(|it| ("provider", it));
        for (owner, schema) in all.into_iter().flatten().map(|(name, it)| (name.as_str(), it)).chain(provider)
        {
            assert!(schema.version >= 0);
            check(owner, &schema.block.as_ref().expect(owner).attributes, false);
        }
        assert!(!answer.resource_schemas.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn each_product_serves_its_own_types() {
    let mut together = BTreeSet::new();
    for name in &PROVIDERS[..3] {
        let types: BTreeSet<_> = schemas(name).await.resource_schemas.into_keys().collect();
        assert!(types.iter().all(|it| it.starts_with(&format!("{name}_"))), "{types:?}");
        together.extend(types);
    }
    assert_eq!(schemas("aiadmin").await.resource_schemas.into_keys().collect::<BTreeSet<_>>(), together);
}

#[tokio::test]
async fn metadata_and_identities_list_what_the_schema_lists() {
    let service = service("aiadmin", Env::default(), Summary::default());
    let schema = schemas("aiadmin").await;
    let metadata = service.get_metadata(Request::new(get_metadata::Request {})).await.unwrap().into_inner();
    let names: Vec<_> = metadata.resources.into_iter().map(|it| it.type_name).collect();
    assert_eq!(names, schema.resource_schemas.keys().cloned().collect::<Vec<_>>());
    let names: Vec<_> = metadata.data_sources.into_iter().map(|it| it.type_name).collect();
    assert_eq!(names, schema.data_source_schemas.keys().cloned().collect::<Vec<_>>());
    assert_eq!(metadata.server_capabilities, schema.server_capabilities);
    let request = get_resource_identity_schemas::Request {};
    let identities = service.get_resource_identity_schemas(Request::new(request)).await.unwrap().into_inner();
    assert!(identities.identity_schemas.keys().eq(schema.resource_schemas.keys()));
    for (name, identity) in identities.identity_schemas {
        for it in identity.identity_attributes {
            assert_ne!(it.required_for_import, it.optional_for_import, "{name}.{}", it.name);
        }
    }
}

#[tokio::test]
async fn what_is_not_served_is_refused() {
    let mut client = connect(Script::default()).await;
    let refused = client.call_function(call_function::Request::default()).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let refused = client.list_resource(list_resource::Request::default()).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let refused = client.get_states(get_states::Request::default()).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unimplemented);
}

#[tokio::test]
async fn an_unknown_type_is_refused() {
    let mut client = connect(Script::default()).await;
    let request = wire::read_resource::Request { type_name: "x_nothing".to_owned(), ..Default::default() };
    assert_eq!(client.read_resource(request).await.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test]
async fn the_linter_finds_nothing_in_any_schema() {
    for name in PROVIDERS {
        let answer = schemas(name).await;
        let all = [
            &answer.resource_schemas,
            &answer.data_source_schemas,
            &answer.ephemeral_resource_schemas,
            &answer.list_resource_schemas,
        ];
        let actions = answer.action_schemas.iter().filter_map(|(name, it)| Some((name, it.schema.as_ref()?)));
        for (owner, schema) in all.into_iter().flatten().chain(actions) {
            assert_eq!(linter::schema(schema), [""; 0], "{owner}");
        }
        let service = service(name, Env::default(), Summary::default());
        let request = Request::new(get_resource_identity_schemas::Request {});
        let identities = service.get_resource_identity_schemas(request).await.unwrap().into_inner();
        for (owner, identity) in &identities.identity_schemas {
            assert_eq!(linter::identity_schema(identity), [""; 0], "{owner}");
        }
    }
}
