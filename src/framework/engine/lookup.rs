//! What the author of a data source writes.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::context::Cx;
use super::failure::{Failure, Result};
use crate::framework::schema::Schema;
use crate::framework::value::Tree;

/// A data source.
#[async_trait]
pub trait Lookup: Send + Sync + Sized + 'static {
    /// The type name, such as `corti_customers`.
    const NAME: &'static str;
    /// The API it reads.
    type Api: Send + Sync + 'static;
    /// One field per attribute, in the order of the schema.
    type Model: Serialize + DeserializeOwned + Send + Sync;

    /// The declaration.
    fn schema() -> Schema;

    /// Reads everything the configuration asks for: complete, or an error.
    ///
    /// # Errors
    /// When something asked for does not exist or cannot be read.
    async fn read(&self, cx: &Cx<Self::Api>, config: Self::Model) -> Result<Self::Model>;

    /// What the schema cannot say about a configuration. Unknown values must pass.
    fn validate(config: &Tree) -> Vec<Failure> {
        let _ = config;
        Vec::new()
    }
}
