//! Data source `corti_customers`: every customer of a project.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{Account, READING, customer_data, project_id};
use crate::resources::Result;
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Attr, Schema, list_of, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct CustomersData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    project_id: Value<String>,
    customers: Value<Vec<customer_data::Model>>,
}

#[async_trait]
impl DataSource for CustomersData {
    const NAME: &'static str = "corti_customers";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let keys =
            [text("customer_id", "The ID of the customer."), text("project_id", "The ID of the project.")];
        let members: Vec<Attr> =
            keys.map(Attr::computed).into_iter().chain(customer_data::reported()).collect();
        Schema::new(
            "Lists all customers of a Corti project.",
            [project_id(), list_of("customers", "The customers, sorted by ID.", members).computed()],
        )
        .permissions(READING)
        .calls(&["GET /projects/{project_id}/customers"])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let account = ctx.api()?;
        let corti = account.corti.uncached();
        let project = account.project(config.project_id.as_deref_option())?;
        let customers = corti.customers(project)?.all().await?;
        let customers: Vec<_> = customers.iter().map(|it| customer_data::Model::of(project, it)).collect();
        Ok(Model { project_id: project.to_owned().into(), customers: customers.into() })
    }
}
