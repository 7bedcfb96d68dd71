//! Reading one stored object.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert, identity};
use crate::engine::{DiagnosticsExt, StoredObject, catch_panics_as_diagnostics};
use crate::proto::tfplugin6::{self as wire, read_resource::Response};

impl Inner {
    /// After an error Terraform keeps the stored state. Private state and identity are deleted unless they are
    /// returned.
    pub(super) async fn read(&self, request: wire::read_resource::Request) -> Result<Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let stored = diags.report(convert::decode(resource.schema(), request.current_state.as_ref()));
        let read = match stored {
            Some(state) => {
                let stored = StoredObject { state, private: convert::private(&request.private) };
                let call = async |diags: &mut _| resource.read(diags, stored).await;
                catch_panics_as_diagnostics(&mut diags, &request.type_name, call).await
            }
            None => None,
        };
        let mut response = Response {
            private: request.private,
            new_identity: request.current_identity,
            ..Default::default()
        };
        match read {
            Some(StoredObject { state, private }) => {
                response.new_identity = identity::of(&mut diags, resource, &state);
                response.new_state = convert::encode(&mut diags, &state);
                response.private = convert::private_bytes(&mut diags, &private);
            }
            None => response.new_state = request.current_state,
        }
        response.diagnostics = convert::diagnostics(diags);
        Ok(response)
    }
}
