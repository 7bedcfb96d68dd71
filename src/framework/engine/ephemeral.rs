//! What the author of an ephemeral resource writes: something that lives as long as a run and is never stored.

use std::time::SystemTime;

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::context::Cx;
use super::failure::{Failure, Result};
use crate::framework::schema::Schema;
use crate::framework::value::Tree;

/// What opening gave.
#[derive(Debug)]
pub struct Opened<M> {
    pub model: M,
    /// When Terraform is to renew it, well before it ends; `None` for never.
    pub renew_at: Option<SystemTime>,
    /// What closing needs. Terraform hands closing the value of opening, never that of a renewal (protocol.md c.13).
    pub private: Tree,
}

/// An ephemeral resource. Opening may create something extra; it never changes what exists.
#[async_trait]
pub trait Ephemeral: Send + Sync + Sized + 'static {
    /// The type name, such as `corti_access_token`.
    const NAME: &'static str;
    /// The API it lives in.
    type Api: Send + Sync + 'static;
    /// One field per attribute, in the order of the schema.
    type Model: Serialize + DeserializeOwned + Send + Sync;

    /// The declaration.
    fn schema() -> Schema;

    /// Makes it.
    ///
    /// # Errors
    /// When it could not be made; then nothing is left behind.
    async fn open(&self, cx: &Cx<Self::Api>, config: Self::Model) -> Result<Opened<Self::Model>>;

    /// Keeps it alive; answers when to do so again.
    ///
    /// # Errors
    /// When it could not be kept alive.
    async fn renew(&self, cx: &Cx<Self::Api>, private: &Tree) -> Result<Option<SystemTime>> {
        let (_, _) = (cx, private);
        Ok(None)
    }

    /// Removes it.
    ///
    /// # Errors
    /// When it may still be there, naming it.
    async fn close(&self, cx: &Cx<Self::Api>, private: &Tree) -> Result<()> {
        let (_, _) = (cx, private);
        Ok(())
    }

    /// What the schema cannot say about a configuration. Unknown values must pass.
    fn validate(config: &Tree) -> Vec<Failure> {
        let _ = config;
        Vec::new()
    }
}
