//! Data source `cortecs_api_key`: one key by its name, without its secret, which is only returned on create.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::timestamp::rfc3339;
use crate::resources::Result;
use admin_client::cortecs::ApiKey;
use plugin_framework::engine::{Context, DataSource, Error};
use plugin_framework::schema::{Attr, Schema, flag, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct ApiKeyData;

/// Its attributes, and those of an element of `cortecs_api_keys`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    name: String,
    is_management_key: Value<bool>,
    created_at: Value<String>,
}

/// The attributes of a listed key, which is looked up by `name`.
pub(super) fn listed(name: Attr) -> [Attr; 4] {
    [
        text("id", "The name of the key.").computed(),
        name,
        flag("is_management_key", "Whether the key has access to the management API.").computed(),
        text("created_at", "When the key was created, in RFC 3339 format.").computed(),
    ]
}

#[async_trait]
impl DataSource for ApiKeyData {
    const NAME: &'static str = "cortecs_api_key";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Reads an API key of the account, without its secret.",
            listed(text("name", "The name of the key. Case-sensitive.").required()),
        )
        .permissions(super::MANAGEMENT)
        .calls(&["GET /manage/api-keys"])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        match ctx.api()?.uncached().api_keys()?.find(&config.name).await? {
            Some(key) => Ok((&*key).into()),
            None => Err(Error::new(
                "API key not found",
                format!("The account has no API key named `{}`. Names are case-sensitive.", config.name),
            )
            .on("name")
            .into()),
        }
    }
}

impl From<&ApiKey> for Model {
    fn from(it: &ApiKey) -> Model {
        Model {
            id: it.name.clone().into(),
            name: it.name.clone(),
            is_management_key: it.is_management_key.into(),
            created_at: it.created_at.and_then(rfc3339).into(),
        }
    }
}
