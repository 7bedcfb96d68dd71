//! Implements the resources, data sources and ephemeral resources with the API clients.

mod created;
mod error;
mod read_ahead;
mod restapi;
mod seal;

pub mod confident;
pub mod cortecs;
pub mod corti;

pub use error::{CallError, Result};
