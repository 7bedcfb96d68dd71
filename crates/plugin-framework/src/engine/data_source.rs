//! What the author of a data source writes.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::api::{Api, ErrorOf};
use super::context::Context;
use super::error::{Error, Result};
use crate::schema::Schema;
use crate::value::DynamicValue;

/// A data source.
#[async_trait]
pub trait DataSource: Send + Sync + Sized + 'static {
    /// The type name, such as `corti_customers`.
    const NAME: &'static str;
    /// The API it reads.
    type Api: Api;
    /// One field per attribute, in the order of the schema.
    type Model: Serialize + DeserializeOwned + Send + Sync;

    /// The declaration.
    fn schema() -> Schema;

    /// Reads everything the configuration asks for: complete, or an error.
    ///
    /// # Errors
    /// When something asked for does not exist or cannot be read.
    async fn read(
        &self,
        ctx: &Context<Self::Api>,
        config: Self::Model,
    ) -> Result<Self::Model, ErrorOf<Self::Api>>;

    /// What the schema cannot say about a configuration. Unknown values must pass.
    fn validate(config: &DynamicValue) -> Vec<Error> {
        let _ = config;
        Vec::new()
    }
}
