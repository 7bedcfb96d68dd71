//! The data sources that list a collection of the organization or a project. [`Listing`] reads, sorts and maps the
//! objects; a [`Listed`] describes them.

use std::fmt::Debug;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Account;
use crate::resources::Result;
use admin_client::confident::{Confident, Scope};
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Attr, Schema, list_of, text};
use plugin_framework::value::Value;

/// A kind of object with a data source that lists it.
#[async_trait]
pub trait Listed: Debug + Send + Sync + 'static {
    /// The type name: the product and [`Listed::ATTRIBUTE`].
    const NAME: &'static str;
    /// The attribute that holds the objects.
    const ATTRIBUTE: &'static str;
    /// Their noun, for messages.
    const NOUNS: &'static str;
    /// The attribute by which they are sorted.
    const SORTED_BY: &'static str;
    /// One or more sentences.
    const DESCRIPTION: &'static str;
    /// The API requests that it makes.
    const CALLS: &'static [&'static str];
    /// An object as the API returns it.
    type Object: Send;
    /// An object as an element of the data source.
    type Element: Serialize + DeserializeOwned + Send + Sync;

    /// The attributes of an element.
    fn attrs() -> Vec<Attr>;

    /// The argument that selects the scope.
    fn project_id() -> Attr {
        project_id(&format!("lists the organization's {}", Self::NOUNS))
    }

    /// All objects of the scope, in any order.
    async fn all(confident: &Confident, scope: &Scope) -> Result<Vec<Self::Object>>;

    /// Sorts them.
    fn sort(objects: &mut [Self::Object]);

    fn element(scope: &Scope, object: Self::Object) -> Self::Element;
}

/// The data source of a [`Listed`].
#[derive(Debug)]
pub struct Listing<L>(pub L);

/// Its attributes: the scope and, under the name of the collection, its objects.
#[derive(Debug)]
pub struct Model<L: Listed> {
    project_id: Value<String>,
    objects: Vec<L::Element>,
}

impl<L: Listed> Serialize for Model<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Model", 2)?;
        object.serialize_field("project_id", &self.project_id)?;
        object.serialize_field(L::ATTRIBUTE, &self.objects)?;
        object.end()
    }
}

impl<'de, L: Listed> Deserialize<'de> for Model<L> {
    /// Only the scope can be configured.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Config {
            project_id: Value<String>,
        }
        let Config { project_id } = Config::deserialize(deserializer)?;
        Ok(Model { project_id, objects: Vec::new() })
    }
}

#[async_trait]
impl<L: Listed> DataSource for Listing<L> {
    const NAME: &'static str = L::NAME;
    type Api = Account;
    type Model = Model<L>;

    fn schema() -> Schema {
        let description = format!("The {}, sorted by {}.", L::NOUNS, L::SORTED_BY);
        let objects = list_of(L::ATTRIBUTE, description, L::attrs()).computed();
        Schema::new(L::DESCRIPTION, [L::project_id(), objects])
            .permissions(super::ORGANIZATION_KEY)
            .calls(L::CALLS)
    }

    async fn read(&self, ctx: &Context<Account>, config: Model<L>) -> Result<Model<L>> {
        let confident = ctx.api()?.uncached();
        let scope = Scope::of(config.project_id.as_deref_option());
        let mut objects = require_scope(&confident, &scope, L::all(&confident, &scope).await?).await?;
        L::sort(&mut objects);
        let objects = objects.into_iter().map(|object| L::element(&scope, object)).collect();
        Ok(Model { project_id: config.project_id, objects })
    }
}

/// The argument that selects the scope, and what is listed if it is omitted.
pub(super) fn project_id(otherwise: &str) -> Attr {
    text("project_id", format!("The ID of the project. If omitted, {otherwise}.")).optional()
}

/// The same attribute in an element.
pub(super) fn listed_project_id() -> Attr {
    text("project_id", "The ID of the project. Null for the organization.").computed()
}

/// The listed objects; an error if there are none because the project does not exist.
///
/// # Errors
/// If the project does not exist, or if that cannot be determined.
pub(super) async fn require_scope<T>(confident: &Confident, scope: &Scope, listed: Vec<T>) -> Result<Vec<T>> {
    let missing = if listed.is_empty() { confident.missing(scope).await? } else { None };
    missing.map_or(Ok(listed), |missing| Err(crate::resources::error::unknown(&missing).into()))
}
