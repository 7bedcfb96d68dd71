//! List resource `corti_customer`: the customers of a project.

use async_trait::async_trait;
use futures::stream::TryStreamExt;
use serde::Deserialize;

use super::customer::{Model, model};
use super::{Account, CustomerResource, READING, project_argument};
use crate::resources::Result;
use plugin_framework::engine::{Context, ListResource, ListResults};
use plugin_framework::schema::Schema;
use plugin_framework::value::Value;

/// The `config` block.
#[derive(Debug, Deserialize)]
pub struct Config {
    project_id: Value<String>,
}

#[async_trait]
impl ListResource for CustomerResource {
    type Config = Config;

    fn list_schema() -> Schema {
        Schema::new("Lists the customers of a Corti project.", [project_argument()])
            .permissions(READING)
            .calls(&["GET /projects/{project_id}/customers"])
    }

    async fn list(&self, ctx: &Context<Account>, config: Config, results: &ListResults<Model>) -> Result<()> {
        let account = ctx.api()?;
        let project = account.project(config.project_id.as_deref_option())?;
        let mut customers = account.corti.customers(project)?.stream();
        while let Some(customer) = customers.try_next().await? {
            results.push(model(project, &customer)).await;
        }
        Ok(())
    }
}
