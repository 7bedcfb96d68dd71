//! Imports by ID or identity, and moves state from another provider.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert, identity, upgrade};
use crate::engine::{AnyResource, DiagnosticsExt, Error, Id, MoveSource, StoredObject};
use crate::proto::tfplugin6::{import_resource_state as importing, move_resource_state as moving};
use crate::value::{self, DynamicValue};

impl Inner {
    pub(super) fn import(&self, request: importing::Request) -> Result<importing::Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let mut response = importing::Response::default();
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
            response.imported_resources.push(importing::ImportedResource {
                type_name: request.type_name,
                identity: identity::of(&mut diags, resource, &state),
                state: convert::encode(&mut diags, &state),
                private: convert::private_bytes(&mut diags, &private),
            });
        }
        response.diagnostics = convert::diagnostics(diags);
        Ok(response)
    }

    /// The same type of another provider name of this product has the same state. An object of another provider is read
    /// again by its ID.
    pub(super) fn move_state(&self, request: &moving::Request) -> Result<moving::Response, NotServed> {
        let resource = self.resource(&request.target_type_name)?;
        let mut diags = Diagnostics::default();
        let mut response = moving::Response::default();
        let moved = match diags.report(self.moved(resource, request)) {
            Some(Moved::State(state)) => {
                Some(StoredObject { state, private: convert::private(&request.source_private) })
            }
            Some(Moved::Id(id)) => resource.import(&mut diags, &id),
            None => None,
        };
        if let Some(StoredObject { state, private }) = moved {
            response.target_identity = identity::of(&mut diags, resource, &state);
            response.target_state = convert::encode(&mut diags, &state);
            response.target_private = convert::private_bytes(&mut diags, &private);
        }
        response.diagnostics = convert::diagnostics(diags);
        Ok(response)
    }

    fn moved(&self, resource: &dyn AnyResource, request: &moving::Request) -> crate::engine::Result<Moved> {
        let name = request.source_provider_address.rsplit('/').next().unwrap_or_default();
        if self.siblings.contains(&name) && request.source_type_name == request.target_type_name {
            let (version, raw) = (request.source_schema_version, request.source_state.as_ref());
            return Ok(Moved::State(upgrade::upgraded(resource, version, raw)?));
        }
        let json = request.source_state.as_ref().map_or(&[][..], |raw| &raw.json);
        // A state that cannot be parsed is not of a type that can be moved.
        let state = value::from_json(json).unwrap_or_default();
        let object = MoveSource::new(&request.source_provider_address, &request.source_type_name, &state);
        resource.moved_from(&object)?.map(Moved::Id).ok_or_else(|| {
            Error::new(
                "Unsupported `moved` block",
                format!(
                    "A `{}` from `{}` cannot be moved to a `{}`. Remove it from the state with a `removed` block and \
                     import the object instead.",
                    request.source_type_name, request.source_provider_address, request.target_type_name
                ),
            )
        })
    }
}

/// What is kept of a moved object.
enum Moved {
    State(DynamicValue),
    Id(String),
}
