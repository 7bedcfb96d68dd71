//! List resource `cortecs_api_key`: every key of the account, including the management key in use.

use async_trait::async_trait;
use futures::stream::TryStreamExt;
use serde::Deserialize;

use super::api_key::{Model, model};
use super::{Account, ApiKeyResource};
use crate::resources::Result;
use plugin_framework::engine::{Context, ListResource, ListResults};
use plugin_framework::schema::Schema;

/// The `config` block: it takes no arguments.
#[derive(Debug, Deserialize)]
pub struct Config {}

#[async_trait]
impl ListResource for ApiKeyResource {
    type Config = Config;

    fn list_schema() -> Schema {
        Schema::new(
            "Lists every API key of the account. The list includes the management key that the provider uses, because \
             the API does not identify it.",
            [],
        )
        .permissions(super::MANAGEMENT)
        .calls(&["GET /manage/api-keys"])
    }

    async fn list(&self, ctx: &Context<Account>, _: Config, results: &ListResults<Model>) -> Result<()> {
        let mut keys = ctx.api()?.api_keys()?.stream();
        while let Some(key) = keys.try_next().await? {
            results.push(model(&key.name, key.is_management_key, key.created_at)).await;
        }
        Ok(())
    }
}
