//! What the author of a resource writes.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::api::{Api, ErrorOf};
use super::context::Context;
use super::error::{Error, Result};
use super::id::{Id, Part};
use super::moved::ForeignObject;
use super::planned::Planned;
use crate::schema::Schema;
use crate::value::DynamicValue;

/// A managed resource. Nothing here knows of null and unknown beyond `Value`: the words of the schema say it all.
#[async_trait]
pub trait Resource: Send + Sync + Sized + 'static {
    /// The type name, such as `corti_customer`.
    const NAME: &'static str;
    /// The parts of the id; optional ones lead.
    const ID: &'static [Part];
    /// The version of the identity, which is raised when `ID` changes.
    const IDENTITY_VERSION: i64 = 0;
    /// The attribute by which people know the object, for messages.
    const SUBJECT: &'static str = "name";
    /// How its absence is found out, for the warning about a vanished object: a sentence that follows "because".
    const ABSENCE: &'static str;
    /// The API it lives in.
    type Api: Api;
    /// One field per attribute, in the order of the schema.
    type Model: Serialize + DeserializeOwned + Send + Sync;

    /// The declaration.
    fn schema() -> Schema;

    /// Creates the object. Where a step can fail after the object exists, `ctx.keep` stores what is known so far.
    ///
    /// # Errors
    /// Whatever the API refused or left unanswered.
    async fn create(
        &self,
        ctx: &Context<Self::Api>,
        plan: Self::Model,
    ) -> Result<Self::Model, ErrorOf<Self::Api>>;

    /// Reads the object; `None` when it is certainly gone. `id` is the stored one or one given to import.
    ///
    /// # Errors
    /// Whenever its absence is not certain.
    async fn read(
        &self,
        ctx: &Context<Self::Api>,
        id: &Id,
    ) -> Result<Option<Self::Model>, ErrorOf<Self::Api>>;

    /// Changes the object in place.
    ///
    /// # Errors
    /// Whatever the API refused or left unanswered.
    async fn update(
        &self,
        ctx: &Context<Self::Api>,
        id: &Id,
        plan: Self::Model,
    ) -> Result<Self::Model, ErrorOf<Self::Api>>;

    /// Deletes the object; one that is gone already is no error.
    ///
    /// # Errors
    /// Whatever the API refused or left unanswered.
    async fn delete(&self, ctx: &Context<Self::Api>, id: &Id) -> Result<(), ErrorOf<Self::Api>>;

    /// What the schema cannot say about a configuration. Unknown values must pass.
    fn validate(config: &DynamicValue) -> Vec<Error> {
        let _ = config;
        Vec::new()
    }

    /// Where a creation can adopt what exists: the key by which two resources come to hold the same object, such as a
    /// person's address. What one resource of a run holds, no other one removes then. `None` also while it is not known.
    fn shared_key(object: &DynamicValue) -> Option<String> {
        let _ = object;
        None
    }

    /// Whether the object can outlive the plan that destroys its resource, so that another resource takes it over. It cannot
    /// where the plan also destroys what holds it.
    fn outlives(&self, ctx: &Context<Self::Api>, object: &DynamicValue) -> bool {
        let (_, _) = (ctx, object);
        true
    }

    /// The last word over a plan, also over one to destroy.
    ///
    /// # Errors
    /// What makes the plan impossible.
    async fn plan(&self, ctx: &Context<Self::Api>, plan: &mut Planned) -> Result<(), ErrorOf<Self::Api>> {
        let (_, _) = (ctx, plan);
        Ok(())
    }

    /// The import ID of an object that another provider managed, for `moved` blocks; `None` when it is not of this type.
    ///
    /// # Errors
    /// When it is almost of this type, saying what is missing.
    fn moved_from(object: &ForeignObject<'_>) -> Result<Option<String>> {
        let _ = object;
        Ok(None)
    }

    /// Turns state of an older schema version into the next one.
    ///
    /// # Errors
    /// When there was no such version.
    fn upgrade(version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        let _ = stored;
        Err(Error::bug(format!("`{}` has no upgrade from schema version {version}.", Self::NAME)))
    }

    /// Turns an identity of an older version into the next one.
    ///
    /// # Errors
    /// When there was no such version.
    fn upgrade_identity(version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        let _ = stored;
        Err(Error::bug(format!("`{}` has no upgrade from identity version {version}.", Self::NAME)))
    }
}
