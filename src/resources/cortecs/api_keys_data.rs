//! Data source `cortecs_api_keys`: every key of the account, without secrets.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::api_key_data::{self, listed};
use crate::resources::Result;
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Schema, list_of, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct ApiKeysData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    api_keys: Value<Vec<api_key_data::Model>>,
}

#[async_trait]
impl DataSource for ApiKeysData {
    const NAME: &'static str = "cortecs_api_keys";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let name = text("name", "The name of the key, unique in the account.").computed();
        Schema::new(
            "Lists all API keys of the account, without their secrets.",
            [list_of("api_keys", "The keys, sorted by name.", listed(name)).computed()],
        )
        .permissions(super::MANAGEMENT)
        .calls(&["GET /manage/api-keys"])
    }

    async fn read(&self, ctx: &Context<Account>, _: Model) -> Result<Model> {
        let keys = ctx.api()?.uncached().api_keys()?.all().await?;
        let keys: Vec<api_key_data::Model> = keys.iter().map(|key| (&**key).into()).collect();
        Ok(Model { api_keys: keys.into() })
    }
}
