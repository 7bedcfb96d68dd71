//! Data source `corti_users`: every user of a customer.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{Account, READING, customer_id, no_customer, project_id, user_data};
use crate::resources::Result;
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Attr, Schema, list_of, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct UsersData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    customer_id: String,
    project_id: Value<String>,
    users: Value<Vec<user_data::Model>>,
}

#[async_trait]
impl DataSource for UsersData {
    const NAME: &'static str = "corti_users";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let keys = [
            text("customer_id", "The customer the user belongs to."),
            text("project_id", "The project in the Corti Console."),
            text("user_id", "The user's id, a UUID given by the server."),
            text("email", "The address the user logs in with."),
        ];
        let members: Vec<Attr> = keys.map(Attr::computed).into_iter().chain(user_data::told()).collect();
        Schema::new(
            "Reads every user of a Corti customer; a customer that does not exist is an error.",
            [
                customer_id("The customer whose users are read.").required(),
                project_id(),
                list_of("users", "The users, in the order of their ids.", members).computed(),
            ],
        )
        .permissions(READING)
        .calls(&[
            "GET /projects/{project_id}/customers/{customer_id}/users",
            "GET /projects/{project_id}/customers",
        ])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let account = ctx.api()?;
        let project = account.project(config.project_id.as_deref_option())?;
        let customer = config.customer_id;
        let users = account.corti.users(project, &customer)?.all().await?;
        // A customer that is gone and one without users give the same empty list.
        if users.is_empty() && account.corti.customers(project)?.find(&customer).await?.is_none() {
            return Err(no_customer(project, &customer).into());
        }
        let users: Vec<_> = users.iter().map(|it| user_data::Model::of(project, &customer, it)).collect();
        Ok(Model { project_id: project.to_owned().into(), users: users.into(), customer_id: customer })
    }
}
