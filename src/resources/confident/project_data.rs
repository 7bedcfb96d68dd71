//! Data source `confident_project`: one project, found by its id or by its name.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::project::{Governance, reported};
use crate::resources::Result;
use admin_client::confident::Project;
use plugin_framework::engine::{Context, DataSource, Error};
use plugin_framework::schema::{Attr, Schema, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct ProjectData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Found {
    id: Value<String>,
    name: Value<String>,
    description: Value<String>,
    organization_id: Value<String>,
    created_at: Value<String>,
    governance_policy: Value<Governance>,
}

/// The attributes of a project that is looked up.
pub(super) fn attrs(id: Attr, name: Attr) -> Vec<Attr> {
    let mut attrs = vec![id, name, text("description", "What the project is for.").computed()];
    attrs.extend(reported());
    attrs
}

#[async_trait]
impl DataSource for ProjectData {
    const NAME: &'static str = "confident_project";
    type Api = Account;
    type Model = Found;

    fn schema() -> Schema {
        Schema::new(
            "Reads a project of the organization by ID or name.",
            attrs(
                text("id", "The ID of the project.").optional().computed(),
                text("name", "The name of the project.").optional().computed(),
            ),
        )
        .exactly_one(&["id", "name"])
        .permissions(super::ORGANIZATION_KEY)
        .calls(&["GET /v2/projects"])
    }

    async fn read(&self, ctx: &Context<Account>, config: Found) -> Result<Found> {
        let confident = ctx.api()?.uncached();
        let projects = confident.projects()?;
        let (attribute, asked, found) = match (config.id.as_deref_option(), config.name.as_deref_option()) {
            (Some(id), _) => ("id", id, projects.find(id).await?),
            (None, name) => {
                let name = name.unwrap_or_default();
                ("name", name, projects.find_by_name(name).await?)
            }
        };
        found.map(|project| Found::from(project.as_ref())).ok_or_else(|| {
            Error::new(
                "Unknown project",
                format!("The organization has no project whose {attribute} is `{asked}`."),
            )
            .on(attribute)
            .into()
        })
    }
}

impl From<&Project> for Found {
    fn from(it: &Project) -> Found {
        Found {
            id: it.id.clone().into(),
            name: it.name.clone().into(),
            description: it.description.clone().filter(|text| !text.is_empty()).into(),
            organization_id: it.organization_id.clone().into(),
            created_at: it.created_at.clone().into(),
            governance_policy: it.governance_policy.as_ref().map(Governance::from).into(),
        }
    }
}
