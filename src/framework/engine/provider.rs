//! What the author of a provider writes: its configuration and what it makes of it.

use super::apis::Apis;
use super::failure::Failure;
use crate::framework::schema::Schema;
use crate::framework::value::Tree;

/// The configuration of a provider.
pub trait Provider: Send + Sync {
    /// The declaration of the `provider` block.
    fn schema(&self) -> Schema;

    /// Makes the APIs. An API that cannot be used yet, or for lack of credentials, is in the result with its reason:
    /// only its use is an error. Unknown values never fail (protocol.md c.12).
    ///
    /// # Errors
    /// Settings that are wrong whatever is used.
    fn configure(&self, config: &Tree, terraform_version: &str) -> Result<Apis, Vec<Failure>>;
}
