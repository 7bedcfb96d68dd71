//! What the author of a provider writes: its configuration and what it makes of it.

use super::apis::Apis;
use super::error::Error;
use crate::schema::Schema;
use crate::value::DynamicValue;

/// The configuration of a provider.
pub trait Provider: Send + Sync {
    /// The declaration of the `provider` block.
    fn schema(&self) -> Schema;

    /// Makes the APIs. An API that cannot be used yet, or for lack of credentials, is in the result with its reason:
    /// only its use is an error. Unknown values never fail.
    ///
    /// # Errors
    /// Settings that are wrong whatever is used.
    fn configure(&self, config: &DynamicValue, terraform_version: &str) -> Result<Apis, Vec<Error>>;
}
