//! List resource `corti_user`: the users of one customer, or of every customer of a project.

use std::pin::pin;

use async_trait::async_trait;
use futures::stream::{self, StreamExt, TryStreamExt};
use serde::Deserialize;

use super::user::{Model, model};
use super::{Account, READING, UserResource, customer_id, no_customer, project_argument};
use crate::resources::Result;
use crate::resources::read_ahead::read_ahead;
use plugin_framework::engine::{Context, ListResource, ListResults};
use plugin_framework::schema::Schema;
use plugin_framework::value::Value;

/// The `config` block.
#[derive(Debug, Deserialize)]
pub struct Config {
    project_id: Value<String>,
    customer_id: Value<String>,
}

#[async_trait]
impl ListResource for UserResource {
    type Config = Config;

    fn list_schema() -> Schema {
        Schema::new(
            "Lists the users of a Corti customer, or of every customer of a project.",
            [
                project_argument(),
                customer_id(
                    "The ID of the customer. If omitted, lists the users of every customer in the project.",
                )
                .optional(),
            ],
        )
        .permissions(READING)
        .calls(&[
            "GET /projects/{project_id}/customers",
            "GET /projects/{project_id}/customers/{customer_id}/users",
        ])
    }

    async fn list(&self, ctx: &Context<Account>, config: Config, results: &ListResults<Model>) -> Result<()> {
        let account = ctx.api()?;
        let corti = &account.corti;
        let project = account.project(config.project_id.as_deref_option())?;
        let customers = match config.customer_id.as_deref_option() {
            Some(customer) => stream::once(std::future::ready(Ok(customer.to_owned()))).boxed(),
            None => corti.customers(project)?.stream().map(|customer| Ok(customer?.customer_id)).boxed(),
        };
        let users = |customer: &String| {
            let (users, customer) = (corti.users(project, customer)?.stream(), customer.clone());
            Ok(users.map(move |user| Ok(model(project, &customer, &user?))).boxed())
        };
        let mut customers = pin!(read_ahead(customers, users, || results.concurrency()));
        while let Some((customer, mut users)) = customers.try_next().await? {
            let mut is_empty = true;
            while let Some(user) = users.try_next().await? {
                is_empty = false;
                results.push(user).await;
            }
            // A missing customer and one without users return the same empty list.
            let asked_for = config.customer_id.as_deref_option().is_some();
            if is_empty && asked_for && corti.customers(project)?.find(&customer).await?.is_none() {
                return Err(no_customer(project, &customer).into());
            }
        }
        Ok(())
    }
}
