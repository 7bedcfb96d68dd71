//! What the author of an ephemeral resource writes: something that lives as long as a run and is never stored.

use std::time::SystemTime;

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::api::{Api, ErrorOf};
use super::context::Context;
use super::error::{Error, Result};
use crate::schema::Schema;
use crate::value::DynamicValue;

/// What opening gave.
#[derive(Debug)]
pub struct Opened<M> {
    pub model: M,
    /// When Terraform is to renew it, well before it ends; `None` for never.
    pub renew_at: Option<SystemTime>,
    /// What closing needs. Terraform hands closing the value of opening, never that of a renewal.
    pub private: DynamicValue,
}

/// An ephemeral resource. Opening may create something extra; it never changes what exists.
#[async_trait]
pub trait EphemeralResource: Send + Sync + Sized + 'static {
    /// The type name, such as `corti_access_token`.
    const NAME: &'static str;
    /// The API it lives in.
    type Api: Api;
    /// One field per attribute, in the order of the schema.
    type Model: Serialize + DeserializeOwned + Send + Sync;

    /// The declaration.
    fn schema() -> Schema;

    /// Makes it.
    ///
    /// # Errors
    /// When it could not be made; then nothing is left behind.
    async fn open(
        &self,
        ctx: &Context<Self::Api>,
        config: Self::Model,
    ) -> Result<Opened<Self::Model>, ErrorOf<Self::Api>>;

    /// Keeps it alive; answers when to do so again.
    ///
    /// # Errors
    /// When it could not be kept alive.
    async fn renew(
        &self,
        ctx: &Context<Self::Api>,
        private: &DynamicValue,
    ) -> Result<Option<SystemTime>, ErrorOf<Self::Api>> {
        let (_, _) = (ctx, private);
        Ok(None)
    }

    /// Removes it.
    ///
    /// # Errors
    /// When it may still be there, naming it.
    async fn close(
        &self,
        ctx: &Context<Self::Api>,
        private: &DynamicValue,
    ) -> Result<(), ErrorOf<Self::Api>> {
        let (_, _) = (ctx, private);
        Ok(())
    }

    /// What the schema cannot say about a configuration. Unknown values must pass.
    fn validate(config: &DynamicValue) -> Vec<Error> {
        let _ = config;
        Vec::new()
    }
}
