//! Data source `corti_customer`: one customer by its id.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{Account, READING, customer_id, no_customer, project_id};
use crate::resources::Result;
use admin_client::corti::Customer;
use plugin_framework::engine::{Context, DataSource, Id};
use plugin_framework::schema::{Attr, Schema, flag, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct CustomerData;

/// Its attributes, which are also those of an element of `corti_customers`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    customer_id: String,
    project_id: Value<String>,
    id: Value<String>,
    display_name: Value<String>,
    region: Value<String>,
    tenant_name: Value<String>,
    is_nfr: Value<bool>,
    created_at: Value<String>,
}

/// What every read returns of a customer besides its id and project.
pub(super) fn reported() -> [Attr; 6] {
    [
        text("id", "The ID, as `<project_id>/<customer_id>`."),
        text("display_name", "The name shown in the Corti Console."),
        text("region", "The region where the customer's data is stored: `eu` or `us`."),
        text("tenant_name", "The identity realm of the customer's users."),
        flag("is_nfr", "Whether the customer is marked as not for resale."),
        text("created_at", "When the customer was created, in RFC 3339 format."),
    ]
    .map(Attr::computed)
}

#[async_trait]
impl DataSource for CustomerData {
    const NAME: &'static str = "corti_customer";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let mut attrs = vec![customer_id("The ID of the customer.").required(), project_id()];
        attrs.extend(reported());
        Schema::new("Reads a customer of a Corti project. Returns an error if it does not exist.", attrs)
            .permissions(READING)
            .calls(&["GET /projects/{project_id}/customers"])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let account = ctx.api()?;
        let corti = account.corti.uncached();
        let project = account.project(config.project_id.as_deref_option())?;
        let found = corti.customers(project)?.find(&config.customer_id).await?;
        found
            .map(|customer| Model::of(project, &customer))
            .ok_or_else(|| no_customer(project, &config.customer_id).into())
    }
}

impl Model {
    pub(super) fn of(project: &str, customer: &Customer) -> Model {
        Model {
            customer_id: customer.customer_id.clone(),
            project_id: project.to_owned().into(),
            id: Id::join([Some(project), Some(&customer.customer_id)]).into(),
            display_name: customer.display_name.clone().into(),
            region: customer.region.clone().into(),
            tenant_name: customer.tenant_name.clone().into(),
            is_nfr: customer.is_nfr.into(),
            created_at: customer.created_at.clone().into(),
        }
    }
}
