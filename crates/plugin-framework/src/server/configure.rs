//! Configures and stops the provider.

use super::{Inner, convert};
use crate::engine::{catch_panics_sync, diagnostics_of};
use crate::proto::tfplugin6 as wire;

impl Inner {
    pub(super) fn configure(
        &self,
        request: &wire::configure_provider::Request,
    ) -> wire::configure_provider::Response {
        let configured = catch_panics_sync("The provider's configuration", || {
            let config = convert::decode(&self.provider.schema(), request.config.as_ref())?;
            Ok(self.provider.configure(&config, &request.terraform_version))
        });
        let apis = configured.unwrap_or_else(|error| Err(vec![error]));
        let diagnostics = match apis {
            Ok(apis) => {
                self.host.apis.replace(apis.for_terraform(&request.terraform_version));
                Vec::new()
            }
            Err(wrong) => convert::diagnostics(diagnostics_of(wrong)),
        };
        wire::configure_provider::Response { diagnostics }
    }

    /// Ends waits early. Requests in progress are completed, and later calls work as before.
    pub(super) fn stop(&self) -> wire::stop_provider::Response {
        self.host.apis.now().stop();
        wire::stop_provider::Response::default()
    }
}
