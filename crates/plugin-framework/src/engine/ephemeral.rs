//! The trait that an ephemeral resource implements. Its object exists only during a run and is never stored.

use std::time::SystemTime;

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::api::{Api, ErrorOf};
use super::context::Context;
use super::error::{Error, Result};
use crate::schema::Schema;
use crate::value::DynamicValue;

/// The result of opening.
#[derive(Debug)]
pub struct Opened<M> {
    pub model: M,
    /// When Terraform renews it, well before it expires; `None` for never.
    pub renew_at: Option<SystemTime>,
    /// What closing needs. Terraform passes the value of the open to the close, never that of a renewal.
    pub private: DynamicValue,
}

/// An ephemeral resource. Opening may create an object but never changes an existing one.
#[async_trait]
pub trait EphemeralResource: Send + Sync + Sized + 'static {
    /// The type name, such as `corti_access_token`.
    const NAME: &'static str;
    /// The API that it uses.
    type Api: Api;
    /// One field per attribute, in the order of the schema.
    type Model: Serialize + DeserializeOwned + Send + Sync;

    /// The declaration.
    fn schema() -> Schema;

    /// Opens it.
    ///
    /// # Errors
    /// If it could not be opened. Then no object may be left behind.
    async fn open(
        &self,
        ctx: &Context<Self::Api>,
        config: Self::Model,
    ) -> Result<Opened<Self::Model>, ErrorOf<Self::Api>>;

    /// Renews it. Returns when to renew it again.
    ///
    /// # Errors
    /// If it could not be renewed.
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
    /// If it may still exist. The error names it.
    async fn close(
        &self,
        ctx: &Context<Self::Api>,
        private: &DynamicValue,
    ) -> Result<(), ErrorOf<Self::Api>> {
        let (_, _) = (ctx, private);
        Ok(())
    }

    /// Validates what the schema cannot express. Unknown values must be accepted.
    fn validate(config: &DynamicValue) -> Vec<Error> {
        let _ = config;
        Vec::new()
    }
}
