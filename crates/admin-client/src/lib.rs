//! The admin client: three vendors' administration APIs as typed collections with the verbs `create find edit delete all`.
//!
//! It depends on HTTP and the three products, not on its callers. Read in this order: [`Settings`] and [`Auth`] make an
//! [`AdminClient`]. A failed request returns an [`Error`], classified by whether the request took effect. A collection
//! is read as one complete list that all readers share. If the response to a creation is lost, the list shows what
//! happened.

#[macro_use]
mod path;

mod admin;
mod after_call;
mod auth;
mod backoff;
pub mod certificates;
mod collection;
mod collections;
mod creation;
mod deserialize;
mod edit;
mod error;
mod error_text;
mod fetch_once;
mod json;
mod limits;
mod listing;
mod observation;
mod rate_limit;
mod request_stats;
mod response;
mod retry;
mod settings;
mod siblings;
mod snapshot;
mod stop;
mod trace;
mod wire;

pub mod confident;
pub mod cortecs;
pub mod corti;
pub mod secret;

pub use admin::{AdminClient, Product};
pub use auth::{Auth, Login};
pub use creation::{Created, How};
pub use edit::Edit;
pub use error::{Candidate, Error, Existing, Happened, Kind, Missing, NotSent, Result};
pub use observation::Observation;
pub use path::Path;
pub use request_stats::RequestStats;
pub use secret::Secret;
pub use settings::{ConfigError, Settings, Timing};
pub use stop::Stop;

#[cfg(test)]
mod tests;
