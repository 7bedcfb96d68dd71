//! The admin client: three vendors' administration APIs as typed collections with the verbs `create find edit delete all`.
//!
//! It knows HTTP and the three products and nothing of who calls it. Read in this order: [`Settings`] and [`Auth`] make an
//! [`AdminClient`]; its requests end in an [`Error`] sorted by *did it happen*; a collection reads itself as one complete
//! list that serves every reader; a creation whose answer was lost is settled by looking.

#[macro_use]
mod path;

mod admin;
mod answer;
mod attempts;
mod auth;
mod collection;
mod creation;
mod edit;
mod error;
mod gate;
mod lenient;
mod limits;
mod listing;
mod retry;
mod settings;
mod snapshot;
mod stop;
mod tally;
mod wire;
mod wording;

pub mod confident;
pub mod cortecs;
pub mod corti;
pub mod secret;

pub use admin::{AdminClient, Product};
pub use auth::{Auth, Login};
pub use creation::{Created, How};
pub use edit::Edit;
pub use error::{Error, Existing, Happened, Kind, Missing, NotSent, Result};
pub use path::Path;
pub use secret::Secret;
pub use settings::{ConfigError, Settings, Timing};
pub use stop::Stop;
pub use tally::Tally;

#[cfg(test)]
mod tests;
