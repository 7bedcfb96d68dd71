//! The trait that a data source implements.

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
    /// The API that it reads from.
    type Api: Api;
    /// One field per attribute, in the order of the schema.
    type Model: Serialize + DeserializeOwned + Send + Sync;

    /// The declaration.
    fn schema() -> Schema;

    /// Reads everything the configuration asks for. The result is complete, or the read fails.
    ///
    /// # Errors
    /// If an object that was asked for does not exist or cannot be read.
    async fn read(
        &self,
        ctx: &Context<Self::Api>,
        config: Self::Model,
    ) -> Result<Self::Model, ErrorOf<Self::Api>>;

    /// Validates what the schema cannot express. Unknown values must be accepted.
    fn validate(config: &DynamicValue) -> Vec<Error> {
        let _ = config;
        Vec::new()
    }
}
