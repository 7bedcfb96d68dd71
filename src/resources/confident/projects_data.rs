//! Data source `confident_projects`: all projects of the organization.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::project_data::{Found, attrs};
use crate::resources::Result;
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Schema, list_of, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct ProjectsData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    projects: Value<Vec<Found>>,
}

#[async_trait]
impl DataSource for ProjectsData {
    const NAME: &'static str = "confident_projects";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let one = attrs(
            text("id", "The ID of the project.").computed(),
            text("name", "The name of the project.").computed(),
        );
        Schema::new(
            "Lists all projects of the organization.",
            [list_of("projects", "The projects, sorted by name.", one).computed()],
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(&["GET /v2/projects"])
    }

    async fn read(&self, ctx: &Context<Account>, _: Model) -> Result<Model> {
        let mut projects = ctx.api()?.uncached().projects()?.all().await?;
        projects.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Model { projects: Value::Value(projects.iter().map(|it| Found::from(it.as_ref())).collect()) })
    }
}
