//! The identity of objects (Terraform 1.12 and later): the parts of the ID by name.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert};
use crate::engine::{AnyResource, Declared, DiagnosticsExt, Error, Id, catch_panics_sync};
use crate::proto::tfplugin6::{
    self as wire, get_resource_identity_schemas as schemas, resource_identity_schema::IdentityAttribute,
    upgrade_resource_identity as upgrading,
};
use crate::value::{self, DynamicValue};

/// The identity of an object; `None` if its ID is not known yet.
pub(super) fn of(
    diags: &mut Diagnostics,
    resource: &(impl Declared + ?Sized),
    state: &DynamicValue,
) -> Option<wire::ResourceIdentityData> {
    let id = state.get("id").text()?;
    let id = diags.report(Id::parse(resource.id_parts(), id))?;
    let identity_data = convert::encode(diags, &id.identity());
    Some(wire::ResourceIdentityData { identity_data })
}

fn schema(resource: &dyn AnyResource) -> wire::ResourceIdentitySchema {
    let attribute = |part: &crate::engine::Part| IdentityAttribute {
        name: part.name.to_owned(),
        r#type: br#""string""#.to_vec(),
        required_for_import: !part.optional,
        optional_for_import: part.optional,
        description: part.description.to_owned(),
    };
    wire::ResourceIdentitySchema {
        version: resource.identity_version(),
        identity_attributes: resource.id_parts().iter().map(attribute).collect(),
    }
}

impl Inner {
    pub(super) fn identity_schemas(&self) -> schemas::Response {
        let resources = self.resources.iter();
        schemas::Response {
            identity_schemas: resources.map(|(name, it)| ((*name).to_owned(), schema(&**it))).collect(),
            diagnostics: Vec::new(),
        }
    }

    /// Upgrades an identity to the current version. Terraform calls this only if the versions differ.
    pub(super) fn upgrade_identity(
        &self,
        request: &upgrading::Request,
    ) -> Result<upgrading::Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let json = request.raw_identity.as_ref().map_or(&[][..], |raw| &raw.json);
        // The state was written by a client without identities. Terraform still calls this, and takes the identity of
        // the next read.
        if matches!(json, b"" | b"null" | b"{}") {
            return Ok(upgrading::Response::default());
        }
        let identity = value::from_json(json).map_err(Error::from);
        let upgraded = |stored| {
            catch_panics_sync(resource.name(), || resource.upgrade_identity(request.version, stored))
        };
        let id = identity.and_then(upgraded).and_then(|it| Id::from_identity(resource.id_parts(), &it));
        let id = diags.report(id);
        let identity_data = id.and_then(|id| convert::encode(&mut diags, &id.identity()));
        let upgraded_identity = Some(wire::ResourceIdentityData { identity_data });
        Ok(upgrading::Response { upgraded_identity, diagnostics: convert::diagnostics(diags) })
    }
}
