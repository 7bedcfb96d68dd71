//! A resource with a past: its schema had three versions and its identity two, and what was stored under any of them is read.

use plugin_framework::engine::{Context, Error, Host, Id, Part, Resource, Result};
use plugin_framework::proto::tfplugin6::{
    RawState, get_resource_identity_schemas, provider_client::ProviderClient,
    upgrade_resource_identity as identity, upgrade_resource_state as upgrading,
};
use plugin_framework::schema::{Schema, text};
use plugin_framework::server::{Served, Service};
use plugin_framework::value::{DynamicValue, Value};
use serde::{Deserialize, Serialize};
use tonic::async_trait;
use tonic::transport::Channel;

use super::thing::{Nothing, TestApi};
use super::{connect_service, decoded, said};

/// Version 0 knew the place as `city`, version 1 as `town`, version 2 knows it as `region` and has an `owner`.
struct Aged;

#[derive(Debug, Serialize, Deserialize)]
struct Model {
    id: Value<String>,
    region: Value<String>,
    owner: Value<String>,
}

fn renamed(mut stored: DynamicValue, from: &str, to: &str) -> Result<DynamicValue> {
    let value = stored.get(from).clone();
    if value.is_null() {
        return Err(Error::new("The state could not be read", format!("`{from}` is missing.")));
    }
    stored.set(to, value);
    Ok(stored)
}

#[async_trait]
impl Resource for Aged {
    const NAME: &'static str = "x_aged";
    const ID: &'static [Part] =
        &[Part::required("region", "The region."), Part::required("id", "The number.")];
    const IDENTITY_VERSION: i64 = 1;
    const NOT_FOUND_REASON: &'static str = "Not found.";
    type Api = TestApi;
    type Model = Model;

    fn schema() -> Schema {
        let attrs = [
            text("id", "The ID.").computed().use_state_for_unknown(),
            text("region", "The region.").required(),
            text("owner", "The owner.").optional(),
        ];
        Schema { version: 2, ..Schema::new("A thing with a past.", attrs) }
    }

    async fn create(&self, _: &Context<TestApi>, plan: Model) -> Result<Model> {
        Ok(plan)
    }

    async fn read(&self, _: &Context<TestApi>, _: &Id) -> Result<Option<Model>> {
        Ok(None)
    }

    async fn update(&self, _: &Context<TestApi>, _: &Id, plan: Model) -> Result<Model> {
        Ok(plan)
    }

    async fn delete(&self, _: &Context<TestApi>, _: &Id) -> Result<()> {
        Ok(())
    }

    fn upgrade(version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        match version {
            0 => renamed(stored, "city", "town"),
            1 => renamed(stored, "town", "region"),
            _ => Err(Error::bug(format!("There was no version {version}."))),
        }
    }

    fn upgrade_identity(version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        match version {
            0 => renamed(stored, "city", "region"),
            _ => Err(Error::bug(format!("There was no identity version {version}."))),
        }
    }
}

async fn client() -> ProviderClient<Channel> {
    let host = Host::default();
    let served = Served {
        provider: Box::new(Nothing),
        resources: vec![host.resource(Aged)],
        data_sources: Vec::new(),
        ephemerals: Vec::new(),
        list_resources: Vec::new(),
        actions: Vec::new(),
        functions: Vec::new(),
        siblings: &["x"],
    };
    connect_service(Service::new(host, served)).await
}

fn raw(json: &str) -> RawState {
    RawState { json: json.as_bytes().to_vec(), ..Default::default() }
}

async fn upgrade(version: i64, json: &str) -> upgrading::Response {
    let request = upgrading::Request { type_name: "x_aged".to_owned(), version, raw_state: Some(raw(json)) };
    client().await.upgrade_resource_state(request).await.unwrap().into_inner()
}

async fn upgrade_identity(version: i64, json: &str) -> identity::Response {
    let request =
        identity::Request { type_name: "x_aged".to_owned(), version, raw_identity: Some(raw(json)) };
    client().await.upgrade_resource_identity(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn state_of_every_version_goes_through_each_upgrade() {
    let today = DynamicValue::object([
        ("id", "berlin/1".into()),
        ("region", "berlin".into()),
        ("owner", DynamicValue::Null),
    ]);
    for (version, stored) in [
        (0, r#"{"id":"berlin/1","city":"berlin"}"#),
        (1, r#"{"id":"berlin/1","town":"berlin"}"#),
        (2, r#"{"id":"berlin/1","region":"berlin","owner":null}"#),
        // What no version knew is dropped, and what is missing is null, at any version.
        (0, r#"{"id":"berlin/1","city":"berlin","planet":["earth"]}"#),
        (2, r#"{"id":"berlin/1","region":"berlin","planet":["earth"]}"#),
    ] {
        let answer = upgrade(version, stored).await;
        assert_eq!(said(&answer.diagnostics), [""; 0], "{version}");
        assert_eq!(decoded(answer.upgraded_state.as_ref()), today, "{version} {stored}");
    }
}

#[tokio::test]
async fn impossible_upgrade_fails_without_state() {
    for (version, stored, why) in [(0, "{}", "`city` is missing."), (-1, r#"{"id":"1"}"#, "no version -1")] {
        let answer = upgrade(version, stored).await;
        let said = said(&answer.diagnostics);
        assert!(said.len() == 1 && said[0].contains(why), "{said:?}");
        assert_eq!(answer.upgraded_state, None);
    }
}

#[tokio::test]
async fn identities_of_every_version_are_upgraded() {
    let schemas = get_resource_identity_schemas::Request {};
    let schemas = client().await.get_resource_identity_schemas(schemas).await.unwrap().into_inner();
    assert_eq!(schemas.identity_schemas["x_aged"].version, 1);
    let today = DynamicValue::object([("id", "1".into()), ("region", "berlin".into())]);
    for (version, stored) in [
        (0, r#"{"id":"1","city":"berlin"}"#),
        (1, r#"{"id":"1","region":"berlin"}"#),
        (1, r#"{"id":"1","region":"berlin","planet":"earth"}"#),
    ] {
        let answer = upgrade_identity(version, stored).await;
        assert_eq!(said(&answer.diagnostics), [""; 0], "{version}");
        assert_eq!(decoded(answer.upgraded_identity.unwrap().identity_data.as_ref()), today, "{version}");
    }
    // State of a client that knew no identities has version 0 and nothing.
    for nothing in ["", "null", "{}"] {
        assert_eq!(upgrade_identity(0, nothing).await, identity::Response::default(), "{nothing:?}");
    }
    let said = said(&upgrade_identity(0, r#"{"id":"1"}"#).await.diagnostics);
    assert!(said[0].contains("`city` is missing."), "{said:?}");
}
