//! The trait that a resource implements.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::api::{Api, ErrorOf};
use super::context::Context;
use super::error::{Error, Result};
use super::id::{Id, Part};
use super::moved::MoveSource;
use super::planned::ResourcePlan;
use crate::schema::Schema;
use crate::value::DynamicValue;

/// A managed resource. It handles null and unknown only through `Value`; everything else follows from the schema.
#[async_trait]
pub trait Resource: Send + Sync + Sized + 'static {
    /// The type name, such as `corti_customer`.
    const NAME: &'static str;
    /// The parts of the ID; optional parts come first.
    const ID: &'static [Part];
    /// The version of the identity. Increase it when `ID` changes.
    const IDENTITY_VERSION: i64 = 0;
    /// The attribute that names the object in messages.
    const SUBJECT: &'static str = "name";
    /// How a read determines that the object does not exist: a sentence of the warning that it was removed from the
    /// state.
    const NOT_FOUND_REASON: &'static str;
    /// The API of the object.
    type Api: Api;
    /// One field per attribute, in the order of the schema.
    type Model: Serialize + DeserializeOwned + Send + Sync;

    /// The declaration.
    fn schema() -> Schema;

    /// Creates the object. If a step can fail after the object exists, call `ctx.set_partial_state` first.
    ///
    /// # Errors
    /// Whatever the API refused or left unanswered.
    async fn create(
        &self,
        ctx: &Context<Self::Api>,
        plan: Self::Model,
    ) -> Result<Self::Model, ErrorOf<Self::Api>>;

    /// Reads the object; `None` if it is certain that it does not exist. `id` is the stored ID or one given to import.
    ///
    /// # Errors
    /// If the object cannot be read and may still exist.
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

    /// Deletes the object. It is no error if it does not exist.
    ///
    /// # Errors
    /// Whatever the API refused or left unanswered.
    async fn delete(&self, ctx: &Context<Self::Api>, id: &Id) -> Result<(), ErrorOf<Self::Api>>;

    /// Validates what the schema cannot express. Unknown values must be accepted.
    fn validate(config: &DynamicValue) -> Vec<Error> {
        let _ = config;
        Vec::new()
    }

    /// For types whose creation can adopt an existing object: the key that identifies the object across resources, such
    /// as an email address. A resource never removes an object that another resource of the run manages. `None` also if
    /// the key is not known yet.
    fn shared_key(object: &DynamicValue) -> Option<String> {
        let _ = object;
        None
    }

    /// Whether the object can survive the destruction of its resource, so that another resource can manage it. It
    /// cannot if the plan also destroys its parent.
    fn may_be_handed_over(&self, ctx: &Context<Self::Api>, object: &DynamicValue) -> bool {
        let (_, _) = (ctx, object);
        true
    }

    /// Adjusts a plan, including plans to destroy.
    ///
    /// # Errors
    /// The reason why the plan cannot be applied.
    async fn plan(
        &self,
        ctx: &Context<Self::Api>,
        plan: &mut ResourcePlan,
    ) -> Result<(), ErrorOf<Self::Api>> {
        let (_, _) = (ctx, plan);
        Ok(())
    }

    /// The import ID of an object that another provider managed, for `moved` blocks; `None` when it is not of this type.
    ///
    /// # Errors
    /// If the object is of this type but lacks something that the ID needs; the error names it.
    fn moved_from(object: &MoveSource<'_>) -> Result<Option<String>> {
        let _ = object;
        Ok(None)
    }

    /// Upgrades state of an older schema version to the next one.
    ///
    /// # Errors
    /// When there was no such version.
    fn upgrade(version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        let _ = stored;
        Err(Error::bug(format!("`{}` has no upgrade from schema version {version}.", Self::NAME)))
    }

    /// Upgrades an identity of an older version to the next one.
    ///
    /// # Errors
    /// When there was no such version.
    fn upgrade_identity(version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        let _ = stored;
        Err(Error::bug(format!("`{}` has no upgrade from identity version {version}.", Self::NAME)))
    }
}
