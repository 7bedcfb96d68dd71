//! Dispatches every RPC of the protocol. Writes are completed even if the client disconnects, because the response may
//! contain the only ID of an object.

use futures::stream::Empty;
use tonic::{Request, Response, Status, Streaming};

use super::unserved::{self, NotServed};
use super::{Service, action, list, validate::validate};
use crate::proto::tfplugin6::{self as wire, provider_server::Provider};

impl Service {
    /// Runs a call on a separate task, which a cancelled request does not end and which the process waits for before it
    /// ends.
    async fn run_to_completion<T: Send + 'static>(
        &self,
        call: impl Future<Output = Result<T, NotServed>> + Send + 'static,
    ) -> Result<T, Status> {
        let response = self.0.unfinished.writes.spawn(call).await;
        Ok(response.map_err(|error| Status::internal(error.to_string()))??)
    }
}

#[tonic::async_trait]
impl Provider for Service {
    async fn get_metadata(
        &self,
        _: Request<wire::get_metadata::Request>,
    ) -> Result<Response<wire::get_metadata::Response>, Status> {
        Ok(Response::new(self.0.metadata()))
    }

    async fn get_provider_schema(
        &self,
        _: Request<wire::get_provider_schema::Request>,
    ) -> Result<Response<wire::get_provider_schema::Response>, Status> {
        Ok(Response::new(self.0.schemas()))
    }

    async fn get_resource_identity_schemas(
        &self,
        _: Request<wire::get_resource_identity_schemas::Request>,
    ) -> Result<Response<wire::get_resource_identity_schemas::Response>, Status> {
        Ok(Response::new(self.0.identity_schemas()))
    }

    async fn validate_provider_config(
        &self,
        request: Request<wire::validate_provider_config::Request>,
    ) -> Result<Response<wire::validate_provider_config::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(wire::validate_provider_config::Response {
            diagnostics: self.0.validate_provider(request.config.as_ref()),
        }))
    }

    async fn configure_provider(
        &self,
        request: Request<wire::configure_provider::Request>,
    ) -> Result<Response<wire::configure_provider::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.configure(&request)))
    }

    async fn stop_provider(
        &self,
        _: Request<wire::stop_provider::Request>,
    ) -> Result<Response<wire::stop_provider::Response>, Status> {
        Ok(Response::new(self.0.stop()))
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<wire::upgrade_resource_state::Request>,
    ) -> Result<Response<wire::upgrade_resource_state::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.upgrade(&request)?))
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<wire::upgrade_resource_identity::Request>,
    ) -> Result<Response<wire::upgrade_resource_identity::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.upgrade_identity(&request)?))
    }

    async fn read_resource(
        &self,
        request: Request<wire::read_resource::Request>,
    ) -> Result<Response<wire::read_resource::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.read(request).await?))
    }

    async fn plan_resource_change(
        &self,
        request: Request<wire::plan_resource_change::Request>,
    ) -> Result<Response<wire::plan_resource_change::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.plan(request).await?))
    }

    async fn apply_resource_change(
        &self,
        request: Request<wire::apply_resource_change::Request>,
    ) -> Result<Response<wire::apply_resource_change::Response>, Status> {
        let request = request.into_inner();
        let inner = self.0.clone();
        let response = self.run_to_completion(async move { inner.apply(request).await }).await?;
        Ok(Response::new(response))
    }

    async fn import_resource_state(
        &self,
        request: Request<wire::import_resource_state::Request>,
    ) -> Result<Response<wire::import_resource_state::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.import(request)?))
    }

    async fn generate_resource_config(
        &self,
        request: Request<wire::generate_resource_config::Request>,
    ) -> Result<Response<wire::generate_resource_config::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.generate(&request)?))
    }

    async fn move_resource_state(
        &self,
        request: Request<wire::move_resource_state::Request>,
    ) -> Result<Response<wire::move_resource_state::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.move_state(&request)?))
    }

    async fn read_data_source(
        &self,
        request: Request<wire::read_data_source::Request>,
    ) -> Result<Response<wire::read_data_source::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.read_data(request).await?))
    }

    async fn open_ephemeral_resource(
        &self,
        request: Request<wire::open_ephemeral_resource::Request>,
    ) -> Result<Response<wire::open_ephemeral_resource::Response>, Status> {
        let request = request.into_inner();
        let inner = self.0.clone();
        let response = self.run_to_completion(async move { inner.open(request).await }).await?;
        Ok(Response::new(response))
    }

    async fn renew_ephemeral_resource(
        &self,
        request: Request<wire::renew_ephemeral_resource::Request>,
    ) -> Result<Response<wire::renew_ephemeral_resource::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.renew(request).await?))
    }

    async fn close_ephemeral_resource(
        &self,
        request: Request<wire::close_ephemeral_resource::Request>,
    ) -> Result<Response<wire::close_ephemeral_resource::Response>, Status> {
        let request = request.into_inner();
        let inner = self.0.clone();
        let response = self.run_to_completion(async move { inner.close(request).await }).await?;
        Ok(Response::new(response))
    }

    async fn validate_resource_config(
        &self,
        request: Request<wire::validate_resource_config::Request>,
    ) -> Result<Response<wire::validate_resource_config::Response>, Status> {
        let request = request.into_inner();
        let declared = self.0.resource(&request.type_name)?;
        let diagnostics = validate(
            declared,
            request.config.as_ref(),
            request.client_capabilities.is_some_and(|it| it.write_only_attributes_allowed),
        );
        Ok(Response::new(wire::validate_resource_config::Response { diagnostics }))
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<wire::validate_data_resource_config::Request>,
    ) -> Result<Response<wire::validate_data_resource_config::Response>, Status> {
        let request = request.into_inner();
        let declared = self.0.data_source(&request.type_name)?;
        let diagnostics = validate(declared, request.config.as_ref(), true);
        Ok(Response::new(wire::validate_data_resource_config::Response { diagnostics }))
    }

    async fn validate_ephemeral_resource_config(
        &self,
        request: Request<wire::validate_ephemeral_resource_config::Request>,
    ) -> Result<Response<wire::validate_ephemeral_resource_config::Response>, Status> {
        let request = request.into_inner();
        let declared = self.0.ephemeral(&request.type_name)?;
        let diagnostics = validate(declared, request.config.as_ref(), true);
        Ok(Response::new(wire::validate_ephemeral_resource_config::Response { diagnostics }))
    }

    async fn get_functions(
        &self,
        _: Request<wire::get_functions::Request>,
    ) -> Result<Response<wire::get_functions::Response>, Status> {
        let functions = self.0.functions();
        Ok(Response::new(wire::get_functions::Response { functions, diagnostics: Vec::new() }))
    }

    async fn call_function(
        &self,
        request: Request<wire::call_function::Request>,
    ) -> Result<Response<wire::call_function::Response>, Status> {
        Ok(Response::new(self.0.call(request.into_inner()).await?))
    }

    async fn validate_list_resource_config(
        &self,
        request: Request<wire::validate_list_resource_config::Request>,
    ) -> Result<Response<wire::validate_list_resource_config::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.validate_list(&request)?))
    }

    type ListResourceStream = list::Events;

    async fn list_resource(
        &self,
        request: Request<wire::list_resource::Request>,
    ) -> Result<Response<Self::ListResourceStream>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.list(&request)?))
    }

    async fn validate_action_config(
        &self,
        request: Request<wire::validate_action_config::Request>,
    ) -> Result<Response<wire::validate_action_config::Response>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.validate_action(&request)?))
    }

    async fn plan_action(
        &self,
        request: Request<wire::plan_action::Request>,
    ) -> Result<Response<wire::plan_action::Response>, Status> {
        Ok(Response::new(self.0.plan_action(request.into_inner()).await?))
    }

    type InvokeActionStream = action::Events;

    async fn invoke_action(
        &self,
        request: Request<wire::invoke_action::Request>,
    ) -> Result<Response<Self::InvokeActionStream>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.invoke(&request)?))
    }

    async fn validate_state_store_config(
        &self,
        _: Request<wire::validate_state_store::Request>,
    ) -> Result<Response<wire::validate_state_store::Response>, Status> {
        Err(unserved::state_store())
    }

    async fn configure_state_store(
        &self,
        _: Request<wire::configure_state_store::Request>,
    ) -> Result<Response<wire::configure_state_store::Response>, Status> {
        Err(unserved::state_store())
    }

    type ReadStateBytesStream = Empty<Result<wire::read_state_bytes::Response, Status>>;

    async fn read_state_bytes(
        &self,
        _: Request<wire::read_state_bytes::Request>,
    ) -> Result<Response<Self::ReadStateBytesStream>, Status> {
        Err(unserved::state_store())
    }

    async fn write_state_bytes(
        &self,
        _: Request<Streaming<wire::write_state_bytes::RequestChunk>>,
    ) -> Result<Response<wire::write_state_bytes::Response>, Status> {
        Err(unserved::state_store())
    }

    async fn lock_state(
        &self,
        _: Request<wire::lock_state::Request>,
    ) -> Result<Response<wire::lock_state::Response>, Status> {
        Err(unserved::state_store())
    }

    async fn unlock_state(
        &self,
        _: Request<wire::unlock_state::Request>,
    ) -> Result<Response<wire::unlock_state::Response>, Status> {
        Err(unserved::state_store())
    }

    async fn get_states(
        &self,
        _: Request<wire::get_states::Request>,
    ) -> Result<Response<wire::get_states::Response>, Status> {
        Err(unserved::state_store())
    }

    async fn delete_state(
        &self,
        _: Request<wire::delete_state::Request>,
    ) -> Result<Response<wire::delete_state::Response>, Status> {
        Err(unserved::state_store())
    }
}
