//! What the author of a resource writes.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::context::Cx;
use super::failure::{Failure, Result};
use super::home::Home;
use super::id::{Id, Part};
use super::planned::Planned;
use crate::framework::schema::Schema;
use crate::framework::value::Tree;

/// A managed resource. Nothing here knows of null and unknown beyond `Value`: the words of the schema say it all.
#[async_trait]
pub trait Managed: Send + Sync + Sized + 'static {
    /// The type name, such as `corti_customer`.
    const NAME: &'static str;
    /// The parts of the id; optional ones lead.
    const ID: &'static [Part];
    /// The attribute by which people know the object, for messages.
    const SUBJECT: &'static str = "name";
    /// How its absence is found out, for the warning about a vanished object: the end of "It is gone: …".
    const ABSENCE: &'static str;
    /// The API it lives in.
    type Api: Home;
    /// One field per attribute, in the order of the schema.
    type Model: Serialize + DeserializeOwned + Send + Sync;

    /// The declaration.
    fn schema() -> Schema;

    /// Creates the object. Where a step can fail after the object exists, `cx.keep` stores what is known so far.
    ///
    /// # Errors
    /// Whatever the API refused or left unanswered.
    async fn create(&self, cx: &Cx<Self::Api>, plan: Self::Model) -> Result<Self::Model>;

    /// Reads the object; `None` when it is certainly gone. `id` is the stored one or one given to import.
    ///
    /// # Errors
    /// Whenever its absence is not certain.
    async fn read(&self, cx: &Cx<Self::Api>, id: &Id) -> Result<Option<Self::Model>>;

    /// Changes the object in place.
    ///
    /// # Errors
    /// Whatever the API refused or left unanswered.
    async fn update(&self, cx: &Cx<Self::Api>, id: &Id, plan: Self::Model) -> Result<Self::Model>;

    /// Deletes the object; one that is gone already is no error.
    ///
    /// # Errors
    /// Whatever the API refused or left unanswered.
    async fn delete(&self, cx: &Cx<Self::Api>, id: &Id) -> Result<()>;

    /// What the schema cannot say about a configuration. Unknown values must pass.
    fn validate(config: &Tree) -> Vec<Failure> {
        let _ = config;
        Vec::new()
    }

    /// The last word over a plan, also over one to destroy.
    ///
    /// # Errors
    /// What makes the plan impossible.
    async fn plan(&self, cx: &Cx<Self::Api>, plan: &mut Planned) -> Result<()> {
        let (_, _) = (cx, plan);
        Ok(())
    }

    /// Turns state of an older schema version into the next one.
    ///
    /// # Errors
    /// When there was no such version.
    fn upgrade(version: i64, stored: Tree) -> Result<Tree> {
        let _ = stored;
        Err(Failure::bug(format!("`{}` has no upgrade from schema version {version}.", Self::NAME)))
    }
}
