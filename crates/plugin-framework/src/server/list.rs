//! Lists objects for `terraform query` (Terraform 1.14 and later). Terraform stops reading at the limit or after the
//! first error, and then drops the stream.

use std::sync::Arc;

use futures::stream::{BoxStream, StreamExt};
use tf_provider::Diagnostics;
use tonic::Status;

use super::unserved::NotServed;
use super::{Inner, convert, validate::validate};
use crate::engine::{DiagnosticsExt, Error, ListEvent, ListRequest, ListedResource};
use crate::proto::tfplugin6::{
    self as wire, list_resource as listing, validate_list_resource_config as validating,
};

/// The response of `ListResource`.
pub(super) type Events = BoxStream<'static, Result<listing::Event, Status>>;

impl Inner {
    pub(super) fn validate_list(
        &self,
        request: &validating::Request,
    ) -> Result<validating::Response, NotServed> {
        let declared = self.list_resource(&request.type_name)?;
        Ok(validating::Response { diagnostics: validate(&**declared, request.config.as_ref(), true) })
    }

    pub(super) fn list(&self, request: &listing::Request) -> Result<Events, NotServed> {
        let resource = Arc::clone(self.list_resource(&request.type_name)?);
        let config = match convert::decode(resource.schema(), request.config.as_ref()) {
            Ok(config) => config,
            Err(error) => {
                let failed = Ok(event(ListEvent::Failed(error)));
                return Ok(futures::stream::iter([failed]).boxed());
            }
        };
        let request = ListRequest {
            config,
            include_resource: request.include_resource_object,
            limit: Some(u64::try_from(request.limit).unwrap_or_default()),
        };
        Ok(resource.list(request).map(event).map(Ok).boxed())
    }
}

/// Encodes an event. Terraform rejects one that has neither an identity nor a diagnostic.
fn event(event: ListEvent) -> listing::Event {
    let mut diags = Diagnostics::default();
    let mut response = match event {
        ListEvent::Found(found) => self::found(&mut diags, &found),
        ListEvent::Warning(warning) => {
            diags.push_warning(warning);
            listing::Event::default()
        }
        ListEvent::Failed(error) => {
            diags.push_error(error);
            listing::Event::default()
        }
    };
    response.diagnostic = convert::diagnostics(diags);
    response
}

/// Terraform checks only types here, so the values are validated by the provider.
fn found(diags: &mut Diagnostics, found: &ListedResource) -> listing::Event {
    if found.object.as_ref().is_some_and(|object| !object.is_wholly_known()) {
        diags.push_error(Error::bug(format!("The listed object `{}` contains unknown values.", found.id)));
        return listing::Event::default();
    }
    let identity_data = convert::encode(diags, &found.id.identity());
    listing::Event {
        identity: Some(wire::ResourceIdentityData { identity_data }),
        display_name: found.display_name.clone(),
        resource_object: found.object.as_ref().and_then(|object| convert::encode(diags, object)),
        diagnostic: Vec::new(),
    }
}
