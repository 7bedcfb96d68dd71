//! The provider protocol: decodes each RPC, finds its type, calls the engine and encodes the response. It does not
//! depend on any resource or product.

mod action;
mod apply;
mod calls;
mod configure;
mod convert;
mod data;
mod ending;
mod ephemeral;
mod export;
mod function;
mod generate;
mod identity;
mod import;
mod list;
mod plan;
mod read;
mod schema;
mod unserved;
mod upgrade;
mod validate;

pub use export::import;
pub use generate::generated;

use std::collections::BTreeMap;
use std::sync::Arc;

use unserved::NotServed;

use crate::engine::{
    AnyAction, AnyDataSource, AnyEphemeralResource, AnyListResource, AnyResource, Declared, Function, Host,
    Provider,
};

/// Everything that one provider name serves.
pub struct Served {
    pub provider: Box<dyn Provider>,
    pub resources: Vec<Box<dyn AnyResource>>,
    pub data_sources: Vec<Box<dyn AnyDataSource>>,
    pub ephemerals: Vec<Box<dyn AnyEphemeralResource>>,
    pub list_resources: Vec<Arc<dyn AnyListResource>>,
    pub actions: Vec<Arc<dyn AnyAction>>,
    pub functions: Vec<Box<dyn Function>>,
    /// The provider names whose state may be moved to this one: all that serve the same types.
    pub siblings: &'static [&'static str],
}

impl Served {
    /// A provider without types. State may be moved to it from the providers with these names.
    pub fn new(provider: impl Provider + 'static, siblings: &'static [&'static str]) -> Served {
        Served {
            provider: Box::new(provider),
            resources: Vec::new(),
            data_sources: Vec::new(),
            ephemerals: Vec::new(),
            list_resources: Vec::new(),
            actions: Vec::new(),
            functions: Vec::new(),
            siblings,
        }
    }
}

impl std::fmt::Debug for Served {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Served")
    }
}

/// The server of one provider. Cloning shares it.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    host: Host,
    provider: Box<dyn Provider>,
    resources: BTreeMap<&'static str, Box<dyn AnyResource>>,
    data_sources: BTreeMap<&'static str, Box<dyn AnyDataSource>>,
    ephemerals: BTreeMap<&'static str, Box<dyn AnyEphemeralResource>>,
    list_resources: BTreeMap<&'static str, Arc<dyn AnyListResource>>,
    actions: BTreeMap<&'static str, Arc<dyn AnyAction>>,
    functions: BTreeMap<&'static str, Box<dyn Function>>,
    siblings: &'static [&'static str],
    unfinished: ending::Unfinished,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Service({:?})", self.0.resources.keys().collect::<Vec<_>>())
    }
}

impl Service {
    /// A server for the types of `host`.
    pub fn new(host: Host, served: Served) -> Service {
        Service(Arc::new(Inner {
            host,
            provider: served.provider,
            resources: by_name(served.resources),
            data_sources: by_name(served.data_sources),
            ephemerals: by_name(served.ephemerals),
            list_resources: served.list_resources.into_iter().map(|it| (it.name(), it)).collect(),
            actions: served.actions.into_iter().map(|it| (it.name(), it)).collect(),
            functions: served.functions.into_iter().map(|it| (it.name(), it)).collect(),
            siblings: served.siblings,
            unfinished: ending::Unfinished::default(),
        }))
    }
}

fn by_name<T: Declared + ?Sized>(all: Vec<Box<T>>) -> BTreeMap<&'static str, Box<T>> {
    all.into_iter().map(|it| (it.name(), it)).collect()
}

/// The entry of a table, or the status that Terraform shows as a plugin error. Terraform never requests types that the
/// schema does not list.
fn entry<'a, T: ?Sized>(table: &'a BTreeMap<&'static str, Box<T>>, name: &str) -> Result<&'a T, NotServed> {
    table.get(name).map(|it| &**it).ok_or_else(|| NotServed(name.to_owned()))
}

impl Inner {
    fn resource(&self, name: &str) -> Result<&dyn AnyResource, NotServed> {
        entry(&self.resources, name)
    }

    fn data_source(&self, name: &str) -> Result<&dyn AnyDataSource, NotServed> {
        entry(&self.data_sources, name)
    }

    fn ephemeral(&self, name: &str) -> Result<&dyn AnyEphemeralResource, NotServed> {
        entry(&self.ephemerals, name)
    }

    fn list_resource(&self, name: &str) -> Result<&Arc<dyn AnyListResource>, NotServed> {
        self.list_resources.get(name).ok_or_else(|| NotServed(name.to_owned()))
    }

    fn action(&self, name: &str) -> Result<&Arc<dyn AnyAction>, NotServed> {
        self.actions.get(name).ok_or_else(|| NotServed(name.to_owned()))
    }
}
