//! The one list of what is served. The prefix of a type says which product it belongs to.

use crate::framework::engine::Host;
use crate::framework::server::{Served, Service};
use crate::provider::{Block, Env, Summary, UNION};
use crate::resources::corti;

/// The provider names, each of which serves its own types or, for `aiadmin`, all of them.
pub const PROVIDERS: &[&str] = &["corti", "cortecs", "confident", UNION];

/// The server of the provider `name`, one of [`PROVIDERS`].
pub fn service(name: &str, env: Env, summary: Summary) -> Service {
    let host = Host::default();
    let mut served = Served {
        provider: Box::new(Block::new(name, env, summary)),
        resources: vec![host.resource(corti::CustomerResource)],
        data_sources: vec![],
        ephemerals: vec![],
        siblings: PROVIDERS,
    };
    let serves = |type_name: &str| name == UNION || type_name.split('_').next() == Some(name);
    served.resources.retain(|it| serves(it.name()));
    served.data_sources.retain(|it| serves(it.name()));
    served.ephemerals.retain(|it| serves(it.name()));
    Service::new(host, served)
}
