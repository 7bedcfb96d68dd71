//! Planning one object: create, update, replace or destroy.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert, identity};
use crate::engine::{DiagnosticsExt, StoredObject, catch_panics_as_diagnostics};
use crate::proto::tfplugin6::{self as wire, plan_resource_change::Response};

impl Inner {
    pub(super) async fn plan(
        &self,
        request: wire::plan_resource_change::Request,
    ) -> Result<Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let state = diags.report(convert::decode(resource.schema(), request.prior_state.as_ref()));
        let config = diags.report(convert::decode(resource.schema(), request.config.as_ref()));
        let mut response = Response { planned_identity: request.prior_identity, ..Default::default() };
        if let (Some(state), Some(config)) = (state, config) {
            let prior = StoredObject { state, private: convert::private(&request.prior_private) };
            let call = async |diags: &mut _| resource.plan(diags, prior, config).await;
            if let Some(planned) = catch_panics_as_diagnostics(&mut diags, &request.type_name, call).await {
                response.planned_state = convert::encode(&mut diags, &planned.state);
                response.planned_private = convert::private_bytes(&mut diags, &planned.private);
                response.requires_replace = planned.replace.iter().map(convert::path).collect();
                response.planned_identity =
                    identity::of(&mut diags, resource, &planned.state).or(response.planned_identity);
            }
        }
        response.diagnostics = convert::diagnostics(diags);
        Ok(response)
    }
}
