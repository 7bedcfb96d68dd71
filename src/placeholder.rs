//! Stands in for the provider until the server is there: it serves an empty schema and refuses everything else.

use aiadmin::framework::proto::tfplugin6::{
    self, Schema, get_provider_schema, invoke_action, list_resource, provider_server::Provider,
    read_state_bytes, schema, write_state_bytes,
};
use futures::stream::BoxStream;
use tonic::{Request, Response, Status, Streaming, async_trait};

#[derive(Debug)]
pub(crate) struct Placeholder;

fn unserved() -> Status {
    Status::unimplemented("not served yet")
}

macro_rules! placeholder {
    ($($call:ident: $request:path => $response:path;)*) => {
        #[async_trait]
        impl Provider for Placeholder {
            type ListResourceStream = BoxStream<'static, Result<list_resource::Event, Status>>;
            type InvokeActionStream = BoxStream<'static, Result<invoke_action::Event, Status>>;
            type ReadStateBytesStream = BoxStream<'static, Result<read_state_bytes::Response, Status>>;
            async fn get_provider_schema(
                &self,
                _: Request<get_provider_schema::Request>,
            ) -> Result<Response<get_provider_schema::Response>, Status> {
                let provider = Schema { version: 0, block: Some(schema::Block::default()) };
                Ok(Response::new(get_provider_schema::Response {
                    provider: Some(provider),
                    ..Default::default()
                }))
            }
            async fn list_resource(&self, _: Request<list_resource::Request>) -> Result<Response<Self::ListResourceStream>, Status> { Err(unserved()) }
            async fn invoke_action(&self, _: Request<invoke_action::Request>) -> Result<Response<Self::InvokeActionStream>, Status> { Err(unserved()) }
            async fn read_state_bytes(&self, _: Request<read_state_bytes::Request>) -> Result<Response<Self::ReadStateBytesStream>, Status> { Err(unserved()) }
            async fn write_state_bytes(&self, _: Request<Streaming<write_state_bytes::RequestChunk>>) -> Result<Response<write_state_bytes::Response>, Status> { Err(unserved()) }
            $(async fn $call(&self, _: Request<$request>) -> Result<Response<$response>, Status> { Err(unserved()) })*
        }
    };
}

placeholder! {
    get_metadata: tfplugin6::get_metadata::Request => tfplugin6::get_metadata::Response;
    get_resource_identity_schemas: tfplugin6::get_resource_identity_schemas::Request => tfplugin6::get_resource_identity_schemas::Response;
    validate_provider_config: tfplugin6::validate_provider_config::Request => tfplugin6::validate_provider_config::Response;
    configure_provider: tfplugin6::configure_provider::Request => tfplugin6::configure_provider::Response;
    stop_provider: tfplugin6::stop_provider::Request => tfplugin6::stop_provider::Response;
    validate_resource_config: tfplugin6::validate_resource_config::Request => tfplugin6::validate_resource_config::Response;
    upgrade_resource_state: tfplugin6::upgrade_resource_state::Request => tfplugin6::upgrade_resource_state::Response;
    upgrade_resource_identity: tfplugin6::upgrade_resource_identity::Request => tfplugin6::upgrade_resource_identity::Response;
    read_resource: tfplugin6::read_resource::Request => tfplugin6::read_resource::Response;
    plan_resource_change: tfplugin6::plan_resource_change::Request => tfplugin6::plan_resource_change::Response;
    apply_resource_change: tfplugin6::apply_resource_change::Request => tfplugin6::apply_resource_change::Response;
    import_resource_state: tfplugin6::import_resource_state::Request => tfplugin6::import_resource_state::Response;
    generate_resource_config: tfplugin6::generate_resource_config::Request => tfplugin6::generate_resource_config::Response;
    move_resource_state: tfplugin6::move_resource_state::Request => tfplugin6::move_resource_state::Response;
    validate_data_resource_config: tfplugin6::validate_data_resource_config::Request => tfplugin6::validate_data_resource_config::Response;
    read_data_source: tfplugin6::read_data_source::Request => tfplugin6::read_data_source::Response;
    validate_ephemeral_resource_config: tfplugin6::validate_ephemeral_resource_config::Request => tfplugin6::validate_ephemeral_resource_config::Response;
    open_ephemeral_resource: tfplugin6::open_ephemeral_resource::Request => tfplugin6::open_ephemeral_resource::Response;
    renew_ephemeral_resource: tfplugin6::renew_ephemeral_resource::Request => tfplugin6::renew_ephemeral_resource::Response;
    close_ephemeral_resource: tfplugin6::close_ephemeral_resource::Request => tfplugin6::close_ephemeral_resource::Response;
    validate_list_resource_config: tfplugin6::validate_list_resource_config::Request => tfplugin6::validate_list_resource_config::Response;
    get_functions: tfplugin6::get_functions::Request => tfplugin6::get_functions::Response;
    call_function: tfplugin6::call_function::Request => tfplugin6::call_function::Response;
    validate_action_config: tfplugin6::validate_action_config::Request => tfplugin6::validate_action_config::Response;
    plan_action: tfplugin6::plan_action::Request => tfplugin6::plan_action::Response;
    validate_state_store_config: tfplugin6::validate_state_store::Request => tfplugin6::validate_state_store::Response;
    configure_state_store: tfplugin6::configure_state_store::Request => tfplugin6::configure_state_store::Response;
    lock_state: tfplugin6::lock_state::Request => tfplugin6::lock_state::Response;
    unlock_state: tfplugin6::unlock_state::Request => tfplugin6::unlock_state::Response;
    get_states: tfplugin6::get_states::Request => tfplugin6::get_states::Response;
    delete_state: tfplugin6::delete_state::Request => tfplugin6::delete_state::Response;
}
