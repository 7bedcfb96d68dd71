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
            text("customer_id", "The ID of the user's customer."),
            text("project_id", "The ID of the project."),
            text("user_id", "The ID of the user, a UUID."),
            text("email", "The email address that the user signs in with."),
        ];
        let members: Vec<Attr> = keys.map(Attr::computed).into_iter().chain(user_data::reported()).collect();
        Schema::new(
            "Lists all users of a Corti customer. Returns an error if the customer does not exist.",
            [
                customer_id("The ID of the customer whose users to list.").required(),
                project_id(),
                list_of("users", "The users, sorted by ID.", members).computed(),
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
        let corti = account.corti.uncached();
        let project = account.project(config.project_id.as_deref_option())?;
        let customer = config.customer_id;
        let users = corti.users(project, &customer)?.all().await?;
        // A missing customer and one without users return the same empty list.
        if users.is_empty() && corti.customers(project)?.find(&customer).await?.is_none() {
            return Err(no_customer(project, &customer).into());
        }
        let users: Vec<_> = users.iter().map(|it| user_data::Model::of(project, &customer, it)).collect();
        Ok(Model { project_id: project.to_owned().into(), users: users.into(), customer_id: customer })
    }
}
