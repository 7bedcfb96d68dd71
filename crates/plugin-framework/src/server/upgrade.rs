//! Upgrades stored state to the current schema version. Terraform calls this before the first use of a state.

use tf_provider::Diagnostics;

use super::unserved::NotServed;
use super::{Inner, convert};
use crate::engine::{AnyResource, DiagnosticsExt, Error, Result, catch_panics_sync, from_stored};
use crate::proto::tfplugin6::{self as wire, upgrade_resource_state as upgrading};
use crate::value::{self, DynamicValue};

impl Inner {
    pub(super) fn upgrade(
        &self,
        request: &upgrading::Request,
    ) -> std::result::Result<upgrading::Response, NotServed> {
        let resource = self.resource(&request.type_name)?;
        let mut diags = Diagnostics::default();
        let state = diags.report(upgraded(resource, request.version, request.raw_state.as_ref()));
        let upgraded_state = state.and_then(|state| convert::encode(&mut diags, &state));
        Ok(upgrading::Response { upgraded_state, diagnostics: convert::diagnostics(diags) })
    }
}

/// Decodes the raw state.
pub(super) fn upgraded(
    resource: &dyn AnyResource,
    version: i64,
    raw: Option<&wire::RawState>,
) -> Result<DynamicValue> {
    let unreadable = |why: String| Error::new("The state could not be read", why);
    let json = raw.map_or(&[][..], |raw| &raw.json);
    if json.is_empty() {
        let why = format!(
            "The state of `{}` was written by a Terraform version before 0.12. Import the object again.",
            resource.name()
        );
        return Err(unreadable(why));
    }
    let stored = value::from_json(json)
        .map_err(|error| unreadable(format!("The state of `{}` is not JSON: {error}.", resource.name())))?;
    catch_panics_sync(resource.name(), || from_stored(resource.schema(), &resource.upgrade(version, stored)?))
}
