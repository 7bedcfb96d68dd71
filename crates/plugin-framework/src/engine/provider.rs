//! The trait that a provider implements: its configuration and the APIs that it sets up.

use super::apis::Apis;
use super::error::Error;
use crate::schema::Schema;
use crate::value::DynamicValue;

/// The configuration of a provider.
pub trait Provider: Send + Sync {
    /// The declaration of the `provider` block.
    fn schema(&self) -> Schema;

    /// Sets up the APIs. An API that cannot be used yet, or that lacks credentials, is in the result with the reason,
    /// and only its use is an error. Unknown values are never an error.
    ///
    /// # Errors
    /// If settings are invalid, whether they are used or not.
    fn configure(&self, config: &DynamicValue, terraform_version: &str) -> Result<Apis, Vec<Error>>;
}
