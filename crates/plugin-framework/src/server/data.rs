//! Reading a data source.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert};
use crate::engine::{DiagnosticsExt, catch_panics_as_diagnostics};
use crate::proto::tfplugin6::{
    self as wire,
    read_data_source::{Request, Response},
};

impl Inner {
    pub(super) async fn read_data(&self, request: Request) -> Result<Response, NotServed> {
        let data_source = self.data_source(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let mut response = Response::default();
        let may_defer = request.client_capabilities.is_some_and(|it| it.deferral_allowed);
        if may_defer && data_source.is_waiting_for_settings() {
            let reason = wire::deferred::Reason::ProviderConfigUnknown.into();
            return Ok(Response { deferred: Some(wire::Deferred { reason }), ..Default::default() });
        }
        if let Some(config) = diags.report(convert::decode(data_source.schema(), request.config.as_ref())) {
            let call = async |diags: &mut _| data_source.read(diags, config).await;
            let state = catch_panics_as_diagnostics(&mut diags, &request.type_name, call).await;
            response.state = state.and_then(|state| convert::encode(&mut diags, &state));
        }
        response.diagnostics = convert::diagnostics(diags);
        Ok(response)
    }
}
