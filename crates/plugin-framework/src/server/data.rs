//! Reading a data source.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert};
use crate::engine::DiagnosticsExt;
use crate::proto::tfplugin6::read_data_source::{Request, Response};

impl Inner {
    pub(super) async fn read_data(&self, request: Request) -> Result<Response, NotServed> {
        let data_source = self.data_source(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let mut answer = Response::default();
        if let Some(config) = diags.report(convert::decode(request.config.as_ref()))
            && let Some(state) = data_source.read(&mut diags, config).await
        {
            answer.state = convert::encode(&mut diags, &state);
        }
        answer.diagnostics = convert::diagnostics(diags);
        Ok(answer)
    }
}
