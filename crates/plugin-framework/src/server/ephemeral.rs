//! Opens, renews and closes ephemeral resources. Terraform passes the private bytes of the open to the close, so a
//! renewal returns the same bytes.

use std::time::SystemTime;

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert};
use crate::engine::{DiagnosticsExt, catch_panics_as_diagnostics};
use crate::proto::tfplugin6::{
    close_ephemeral_resource as closing, open_ephemeral_resource as opening,
    renew_ephemeral_resource as renewing,
};

impl Inner {
    pub(super) async fn open(&self, request: opening::Request) -> Result<opening::Response, NotServed> {
        let ephemeral = self.ephemeral(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let mut response = opening::Response::default();
        if let Some(()) = diags.report(self.unfinished.check())
            && let Some(config) = diags.report(convert::decode(ephemeral.schema(), request.config.as_ref()))
        {
            let call = async |diags: &mut _| ephemeral.open(diags, config).await;
            if let Some(opened) = catch_panics_as_diagnostics(&mut diags, &request.type_name, call).await {
                response.result = convert::encode(&mut diags, &opened.result);
                response.renew_at = opened.renew_at.map(SystemTime::into);
                let private = convert::private_bytes(&mut diags, &opened.private);
                self.unfinished.opened(&request.type_name, &private);
                response.private = Some(private);
            }
        }
        response.diagnostics = convert::diagnostics(diags);
        Ok(response)
    }

    pub(super) async fn renew(&self, request: renewing::Request) -> Result<renewing::Response, NotServed> {
        let ephemeral = self.ephemeral(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let private = convert::private(request.private.as_deref().unwrap_or_default());
        let call = async |diags: &mut _| ephemeral.renew(diags, &private).await;
        let renewed = catch_panics_as_diagnostics(&mut diags, &request.type_name, call).await;
        Ok(renewing::Response {
            renew_at: renewed.flatten().map(SystemTime::into),
            private: request.private,
            diagnostics: convert::diagnostics(diags),
        })
    }

    pub(super) async fn close(&self, request: closing::Request) -> Result<closing::Response, NotServed> {
        let ephemeral = self.ephemeral(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let private = request.private.unwrap_or_default();
        self.unfinished.closed(&request.type_name, &private);
        let private = convert::private(&private);
        let call = async |diags: &mut _| {
            ephemeral.close(diags, &private).await;
            Some(())
        };
        catch_panics_as_diagnostics(&mut diags, &request.type_name, call).await;
        Ok(closing::Response { diagnostics: convert::diagnostics(diags) })
    }
}
