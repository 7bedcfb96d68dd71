//! Importing by id or identity, and moving state here from another of our provider names.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert, identity, upgrade};
use crate::engine::{AnyResource, DiagnosticsExt, Error, Id, StoredObject};
use crate::proto::tfplugin6::{import_resource_state as importing, move_resource_state as moving};
use crate::value::DynamicValue;

impl Inner {
    pub(super) fn import(&self, request: importing::Request) -> Result<importing::Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let mut answer = importing::Response::default();
        let id = match &request.identity {
            Some(identity) => {
                let decoded = convert::decode_untyped(identity.identity_data.as_ref());
                let id = decoded.and_then(|identity| Id::from_identity(resource.id_parts(), &identity));
                diags.report(id).map(|id| id.to_string())
            }
            None => Some(request.id),
        };
        if let Some(id) = id
            && let Some(StoredObject { state, private }) = resource.import(&mut diags, &id)
        {
            answer.imported_resources.push(importing::ImportedResource {
                type_name: request.type_name,
                identity: identity::of(&mut diags, resource, &state),
                state: convert::encode(&mut diags, &state),
                private: convert::private_bytes(&mut diags, &private),
            });
        }
        answer.diagnostics = convert::diagnostics(diags);
        Ok(answer)
    }

    /// The same type under another of our names is the same state; anything else has to be imported.
    pub(super) fn move_state(&self, request: &moving::Request) -> Result<moving::Response, NotServed> {
        let resource = self.resource(&request.target_type_name)?;
        let mut diags = Diagnostics::default();
        let state = diags.report(self.moved(resource, request));
        let mut answer = moving::Response::default();
        if let Some(state) = state {
            answer.target_identity = identity::of(&mut diags, resource, &state);
            answer.target_state = convert::encode(&mut diags, &state);
            answer.target_private.clone_from(&request.source_private);
        }
        answer.diagnostics = convert::diagnostics(diags);
        Ok(answer)
    }

    fn moved(
        &self,
        resource: &dyn AnyResource,
        request: &moving::Request,
    ) -> crate::engine::Result<DynamicValue> {
        let name = request.source_provider_address.rsplit('/').next().unwrap_or_default();
        if !self.siblings.contains(&name) || request.source_type_name != request.target_type_name {
            return Err(Error::new(
                "State cannot be moved here",
                format!(
                    "A `{}` of `{}` cannot become a `{}`. Remove it from state with a `removed` block and import the \
                     object instead.",
                    request.source_type_name, request.source_provider_address, request.target_type_name
                ),
            ));
        }
        upgrade::upgraded(resource, request.source_schema_version, request.source_state.as_ref())
    }
}
