//! The engine: what authors implement, the pure functions that decide, and the life cycle around them. It has never
//! heard of HTTP, of a product or of the wire.

mod apis;
mod attempt;
mod check;
mod conform;
mod context;
mod ephemeral;
mod erased;
mod failure;
mod fresh;
mod guard;
mod home;
mod host;
mod id;
mod lifecycle;
mod lookup;
mod managed;
mod plan;
mod planned;
mod private;
#[cfg(test)]
mod properties;
mod provider;
mod reading;
mod rules;
mod settle;
mod upgrade;

pub use apis::{Apis, Shared, Unusable};
pub use check::check_config;
pub use conform::plan_violations;
pub use context::Cx;
pub use ephemeral::{Ephemeral, Opened};
pub use erased::{DataSource, Declared, EphemeralResource, OpenedTree, Resource};
pub use failure::{Evidence, Failure, Problems, Result, failures};
pub use guard::{guarded, is_guarded};
pub use home::{Home, its_own};
pub use host::Host;
pub use id::{Id, Part, forms};
pub use lookup::Lookup;
pub use managed::Managed;
pub use plan::plan;
pub use planned::{Change, Planned};
pub use provider::Provider;
pub use settle::{Broken, refresh, settle, untouched};
pub use upgrade::from_stored;
