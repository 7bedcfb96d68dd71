//! Applies a planned change. Once an object may exist, errors are returned as diagnostics together with the state so
//! far, because Terraform would lose the object after an RPC error.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert, identity};
use crate::engine::{DiagnosticsExt, StoredObject, catch_panics_as_diagnostics};
use crate::proto::tfplugin6::{self as wire, apply_resource_change::Response};

impl Inner {
    pub(super) async fn apply(
        &self,
        request: wire::apply_resource_change::Request,
    ) -> Result<Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let schema = resource.schema();
        let prior = diags.report(convert::decode(schema, request.prior_state.as_ref()));
        let planned = diags.report(convert::decode(schema, request.planned_state.as_ref()));
        let config = diags.report(convert::decode(schema, request.config.as_ref()));
        let creates = prior.as_ref().is_some_and(crate::value::DynamicValue::is_null);
        let allowed = diags.report(self.unfinished.check());
        let applied = match (prior, planned, config) {
            (Some(prior), Some(state), Some(config)) if allowed.is_some() => {
                let planned = StoredObject { state, private: convert::private(&request.planned_private) };
                let call = async |diags: &mut _| resource.apply(diags, prior, planned, config).await;
                catch_panics_as_diagnostics(&mut diags, &request.type_name, call).await
            }
            _ => None,
        };
        let mut response = Response::default();
        match applied {
            Some(StoredObject { state, private }) => {
                response.new_identity = identity::of(&mut diags, resource, &state);
                response.new_state = convert::encode(&mut diags, &state);
                response.private = convert::private_bytes(&mut diags, &private);
            }
            None if creates => {}
            None => {
                response.new_state = request.prior_state;
                response.private = request.planned_private;
            }
        }
        response.diagnostics = convert::diagnostics(diags);
        Ok(response)
    }
}
