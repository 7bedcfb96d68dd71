//! Where the two sides meet: resources, data sources and ephemeral resources in Terraform's words over the APIs' clients.

mod created;
mod error;
mod read_ahead;
mod restapi;
mod seal;

pub mod confident;
pub mod cortecs;
pub mod corti;

pub use error::{CallError, Result};
