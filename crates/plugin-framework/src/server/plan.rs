//! Planning one object: create, update, replace or destroy.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert, identity};
use crate::engine::DiagnosticsExt;
use crate::proto::tfplugin6::{self as wire, plan_resource_change::Response};

impl Inner {
    pub(super) async fn plan(
        &self,
        request: wire::plan_resource_change::Request,
    ) -> Result<Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let prior = diags.report(convert::decode(request.prior_state.as_ref()));
        let config = diags.report(convert::decode(request.config.as_ref()));
        let private = convert::private(&request.prior_private);
        let mut answer = Response { planned_identity: request.prior_identity, ..Default::default() };
        if let (Some(prior), Some(config)) = (prior, config) {
            let planned = if config.is_null() {
                let planned = resource.plan_destroy(&mut diags, prior, private).await;
                planned.map(|private| (crate::value::DynamicValue::Null, private, Vec::new()))
            } else if prior.is_null() {
                let planned = resource.plan_create(&mut diags, config).await;
                planned.map(|(planned, private)| (planned, private, Vec::new()))
            } else {
                resource.plan_update(&mut diags, prior, config, private).await
            };
            if let Some((planned, private, replace)) = planned {
                answer.planned_state = convert::encode(&mut diags, &planned);
                answer.planned_private = convert::private_bytes(&mut diags, &private);
                answer.requires_replace = replace.iter().map(convert::path).collect();
                answer.planned_identity =
                    identity::of(&mut diags, resource, &planned).or(answer.planned_identity);
            }
        }
        answer.diagnostics = convert::diagnostics(diags);
        Ok(answer)
    }
}
