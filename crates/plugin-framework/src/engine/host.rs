//! Adapts resources, data sources and the like to the server.

use std::sync::Arc;

use super::action::{Action, ActionServer, AnyAction};
use super::any::{AnyDataSource, AnyEphemeralResource, AnyResource};
use super::apis::Shared;
use super::clock::Clock;
use super::data_source::DataSource;
use super::data_source_server::{DataSourceServer, EphemeralResourceServer};
use super::ephemeral::EphemeralResource;
use super::list_resource::{AnyListResource, ListResource};
use super::list_resource_server::ListResourceServer;
use super::resource::Resource;
use super::resource_server::ResourceServer;

/// What all types of a provider process share.
#[derive(Clone, Debug, Default)]
pub struct Host {
    pub apis: Shared,
}

impl Host {
    /// A host with this clock.
    pub fn at(clock: Clock) -> Host {
        Host { apis: Shared::at(clock) }
    }

    /// Serves a resource.
    pub fn resource<R: Resource>(&self, inner: R) -> Box<dyn AnyResource> {
        Box::new(ResourceServer::new(inner, self.apis.clone()))
    }

    /// Serves a data source.
    pub fn data_source<L: DataSource>(&self, inner: L) -> Box<dyn AnyDataSource> {
        Box::new(DataSourceServer::new(inner, self.apis.clone()))
    }

    /// Serves a list resource.
    pub fn list_resource<R: ListResource>(&self, inner: R) -> Arc<dyn AnyListResource> {
        Arc::new(ListResourceServer::new(inner, self.apis.clone()))
    }

    /// Serves an action.
    pub fn action<A: Action>(&self, inner: A) -> Arc<dyn AnyAction> {
        Arc::new(ActionServer::new(inner, self.apis.clone()))
    }

    /// Serves an ephemeral resource.
    pub fn ephemeral<E: EphemeralResource>(&self, inner: E) -> Box<dyn AnyEphemeralResource> {
        Box::new(EphemeralResourceServer::new(inner, self.apis.clone()))
    }
}
