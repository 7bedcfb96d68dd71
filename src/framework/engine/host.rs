//! Turns what authors wrote into what the server serves.

use super::apis::Shared;
use super::ephemeral::Ephemeral;
use super::erased::{DataSource, EphemeralResource, Resource};
use super::lifecycle::Lifecycle;
use super::lookup::Lookup;
use super::managed::Managed;
use super::reading::{EphemeralLifecycle, LookupLifecycle};

/// The process all types of a provider share.
#[derive(Clone, Debug, Default)]
pub struct Host {
    pub apis: Shared,
}

impl Host {
    /// Serves a resource.
    pub fn resource<R: Managed>(&self, author: R) -> Box<dyn Resource> {
        Box::new(Lifecycle::new(author, self.apis.clone()))
    }

    /// Serves a data source.
    pub fn data_source<L: Lookup>(&self, author: L) -> Box<dyn DataSource> {
        Box::new(LookupLifecycle::new(author, self.apis.clone()))
    }

    /// Serves an ephemeral resource.
    pub fn ephemeral<E: Ephemeral>(&self, author: E) -> Box<dyn EphemeralResource> {
        Box::new(EphemeralLifecycle::new(author, self.apis.clone()))
    }
}
