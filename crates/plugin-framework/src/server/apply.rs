//! Applying one planned change. Whatever happens after an object exists is told with diagnostics and the state so far:
//! an error of the call itself would make Terraform forget the object (protocol.md c.6).

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert, identity};
use crate::engine::DiagnosticsExt;
use crate::proto::tfplugin6::{self as wire, apply_resource_change::Response};
use crate::value::DynamicValue;

impl Inner {
    pub(super) async fn apply(
        &self,
        request: wire::apply_resource_change::Request,
    ) -> Result<Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let prior = diags.report(convert::decode(request.prior_state.as_ref()));
        let planned = diags.report(convert::decode(request.planned_state.as_ref()));
        let config = diags.report(convert::decode(request.config.as_ref()));
        let private = convert::private(&request.planned_private);
        let (Some(prior), Some(planned), Some(config)) = (prior, planned, config) else {
            let diagnostics = convert::diagnostics(diags);
            return Ok(Response {
                new_state: request.prior_state,
                private: request.planned_private,
                diagnostics,
                ..Default::default()
            });
        };
        let applied = if planned.is_null() {
            let kept = (prior.clone(), private.clone());
            let done = resource.destroy(&mut diags, prior, private).await;
            if done.is_some() { Some((DynamicValue::Null, DynamicValue::Null)) } else { Some(kept) }
        } else if prior.is_null() {
            resource.create(&mut diags, planned, config, private).await
        } else {
            resource.update(&mut diags, prior, planned, config, private).await
        };
        let mut answer = Response::default();
        if let Some((state, private)) = applied {
            answer.new_identity = identity::of(&mut diags, resource, &state);
            answer.new_state = convert::encode(&mut diags, &state);
            answer.private = convert::private_bytes(&mut diags, &private);
        }
        answer.diagnostics = convert::diagnostics(diags);
        Ok(answer)
    }
}
