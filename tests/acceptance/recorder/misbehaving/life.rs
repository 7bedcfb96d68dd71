//! Everything Terraform can ask about a policy, asked by a client of our own.

use aiadmin::registry;
use futures::StreamExt as _;
use plugin_framework::proto::tfplugin6::{self as wire, provider_client::ProviderClient};
use plugin_framework::value::{self, DynamicValue};
use tonic::transport::Channel;

#[expect(clippy::unnecessary_wraps, reason = "every value of the wire is optional")]
pub(super) fn some(value: &DynamicValue) -> Option<wire::DynamicValue> {
    Some(wire::DynamicValue { msgpack: value::to_msgpack(value).unwrap(), json: Vec::new() })
}

/// Changes an attribute of an object of the wire.
pub(super) fn set(object: &mut Option<wire::DynamicValue>, name: &str, to: DynamicValue) {
    let bytes = &object.as_ref().unwrap().msgpack;
    let mut changed = value::from_msgpack(bytes).unwrap();
    changed.set(name, to);
    *object = some(&changed);
}

pub(super) const POLICY: &str = "confident_policy";

/// Everything Terraform can ask about a policy, from the schema to the destroy, and about its project's key.
pub(super) async fn life(client: &mut ProviderClient<Channel>) {
    client.get_provider_schema(wire::get_provider_schema::Request {}).await.unwrap();
    client.get_resource_identity_schemas(wire::get_resource_identity_schemas::Request {}).await.unwrap();
    let nothing =
        |names: &[&'static str]| DynamicValue::object(names.iter().map(|it| (*it, DynamicValue::Null)));
    let catalog = registry::catalog("confident");
    let settings: Vec<_> = catalog.provider.schema().attrs.iter().map(|it| it.name).collect();
    let config = some(&nothing(&settings));
    let request = wire::configure_provider::Request { config, ..Default::default() };
    client.configure_provider(request).await.unwrap();

    let mut config = nothing(&["id", "name", "permissions", "project_id", "description"]);
    config.set("name", "Readers");
    config.set("permissions", DynamicValue::List(Vec::new()));
    let (type_name, config) = (POLICY.to_owned(), some(&config));
    let request = wire::validate_resource_config::Request {
        type_name: type_name.clone(),
        config: config.clone(),
        ..Default::default()
    };
    client.validate_resource_config(request).await.unwrap();
    let request = wire::plan_resource_change::Request {
        type_name: type_name.clone(),
        proposed_new_state: config.clone(),
        config: config.clone(),
        ..Default::default()
    };
    let planned = client.plan_resource_change(request).await.unwrap().into_inner();
    let mut will = config.clone();
    set(&mut will, "id", DynamicValue::Unknown);
    let request = wire::apply_resource_change::Request {
        type_name: type_name.clone(),
        planned_state: will,
        config: config.clone(),
        planned_private: planned.planned_private,
        ..Default::default()
    };
    let applied = client.apply_resource_change(request).await.unwrap().into_inner();
    let id = Some(
        applied
            .new_state
            .as_ref()
            .map_or(DynamicValue::Null, |it| value::from_msgpack(&it.msgpack).unwrap().get("id").clone()),
    );
    let id = id.as_ref().and_then(DynamicValue::text).unwrap_or("gone").to_owned();
    let import =
        wire::import_resource_state::Request { type_name: type_name.clone(), id, ..Default::default() };
    let imported = client.import_resource_state(import).await.unwrap().into_inner();
    let Some(object) = imported.imported_resources.into_iter().next() else { return };
    let request = wire::read_resource::Request {
        type_name: type_name.clone(),
        current_state: object.state,
        private: object.private,
        current_identity: object.identity,
        ..Default::default()
    };
    client.read_resource(request).await.unwrap();
    let raw_state = wire::RawState { json: br#"{"id":"7","name":"Readers"}"#.to_vec(), ..Default::default() };
    let request = wire::upgrade_resource_state::Request {
        type_name: type_name.clone(),
        version: 0,
        raw_state: Some(raw_state),
    };
    let upgraded = client.upgrade_resource_state(request).await.unwrap().into_inner();
    let request = wire::generate_resource_config::Request {
        type_name: type_name.clone(),
        state: upgraded.upgraded_state,
    };
    client.generate_resource_config(request).await.unwrap();
    let config = some(&nothing(&["project_id", "all_projects"]));
    let request =
        wire::list_resource::Request { type_name, config, include_resource_object: true, limit: 10 };
    client.list_resource(request).await.unwrap().into_inner().for_each(async |_| {}).await;
    let config = some(&nothing(&["project_id", "policies"]));
    let request = wire::read_data_source::Request {
        type_name: "confident_policies".to_owned(),
        config,
        ..Default::default()
    };
    client.read_data_source(request).await.unwrap();
    let mut config = nothing(&["email", "invitation_id", "project_id"]);
    config.set("email", "nobody@clinic.example");
    let request = wire::invoke_action::Request {
        action_type: "confident_resend_invitation".to_owned(),
        config: some(&config),
        ..Default::default()
    };
    client.invoke_action(request).await.unwrap().into_inner().for_each(async |_| {}).await;
    let arguments = ["p", "x"].map(|it| some(&it.into()).unwrap()).to_vec();
    let request = wire::call_function::Request { name: "confident_import_id".to_owned(), arguments };
    client.call_function(request).await.unwrap();
}
