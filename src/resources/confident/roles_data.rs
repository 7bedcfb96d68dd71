//! Data source `confident_roles`: the roles of the organization or a project, built-in ones included.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::listing::{listed_project_id, of_existing, project_id};
use super::role_data::{self, CALLS, attrs, model};
use crate::resources::Result;
use admin_client::confident::Scope;
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Schema, list_of, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct RolesData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    project_id: Value<String>,
    roles: Value<Vec<role_data::Model>>,
}

#[async_trait]
impl DataSource for RolesData {
    const NAME: &'static str = "confident_roles";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let known_by = [
            text("id", "The ID of the role.").computed(),
            text("name", "The name of the role.").computed(),
            listed_project_id(),
        ];
        Schema::new(
            "Lists all roles of the organization or a project, custom and built-in.",
            [
                project_id("lists the organization's roles"),
                list_of("roles", "The roles, sorted by name.", attrs(known_by)).computed(),
            ],
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(CALLS)
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let confident = ctx.api()?.fresh();
        let scope = Scope::of(config.project_id.as_deref_option());
        let roles = confident.roles(&scope)?.all().await?;
        let mut roles = of_existing(&confident, &scope, roles).await?;
        roles.sort_by(|a, b| a.name.cmp(&b.name));
        let roles: Vec<_> = roles.iter().map(|role| model(&scope, role)).collect();
        Ok(Model { project_id: config.project_id, roles: roles.into() })
    }
}
