//! Data source `confident_organization`: the organization of the provider's key.

use async_trait::async_trait;

use super::Account;
use super::organization::{Model, reported};
use crate::resources::Result;
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Schema, text};

/// The data source.
#[derive(Debug)]
pub struct OrganizationData;

#[async_trait]
impl DataSource for OrganizationData {
    const NAME: &'static str = "confident_organization";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let mut attrs = vec![
            text("id", "The ID of the organization.").computed(),
            text("name", "The name of the organization.").computed(),
        ];
        attrs.extend(reported());
        Schema::new("Reads the Confident AI organization of the provider's API key.", attrs)
            .permissions(super::ORGANIZATION_KEY)
            .calls(&["GET /v2/organization"])
    }

    async fn read(&self, ctx: &Context<Account>, _: Model) -> Result<Model> {
        Ok(ctx.api()?.organization().await?.into())
    }
}
