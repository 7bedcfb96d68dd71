//! Reading one stored object.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert, identity};
use crate::engine::DiagnosticsExt;
use crate::proto::tfplugin6::{self as wire, read_resource::Response};

impl Inner {
    /// On an error Terraform keeps what it has stored; private state and identity must come back or are lost
    /// (protocol.md c.8).
    pub(super) async fn read(&self, request: wire::read_resource::Request) -> Result<Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let stored = diags.report(convert::decode(request.current_state.as_ref()));
        let read = match stored {
            Some(stored) => resource.read(&mut diags, stored, convert::private(&request.private)).await,
            None => None,
        };
        let mut answer = Response {
            private: request.private,
            new_identity: request.current_identity,
            ..Default::default()
        };
        match read {
            Some((state, private)) => {
                answer.new_identity = identity::of(&mut diags, resource, &state);
                answer.new_state = convert::encode(&mut diags, &state);
                answer.private = convert::private_bytes(&mut diags, &private);
            }
            None => answer.new_state = request.current_state,
        }
        answer.diagnostics = convert::diagnostics(diags);
        Ok(answer)
    }
}
