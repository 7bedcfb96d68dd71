//! Data source `confident_permissions`: what policies of the organization or of projects can allow.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::listing::of_existing;
use crate::resources::Result;
use admin_client::confident::{Permission, Scope};
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Schema, list_of, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct PermissionsData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    project_id: Value<String>,
    permissions: Value<Vec<Element>>,
}

/// One permission.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Element {
    id: Value<String>,
    name: Value<String>,
    description: Value<String>,
}

#[async_trait]
impl DataSource for PermissionsData {
    const NAME: &'static str = "confident_permissions";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let element = [
            text("id", "The ID of the permission.").computed(),
            text("name", "The name, as `resource:action`, for use in `confident_policy`.").computed(),
            text("description", "What the permission allows.").computed(),
        ];
        Schema::new(
            "Lists the permissions that policies can grant. The organization and projects have different permissions; \
             all projects have the same.",
            [
                text(
                    "project_id",
                    "The ID of any project, to list the permissions of projects. If omitted, lists the permissions of \
                     the organization.",
                )
                .optional(),
                list_of("permissions", "The permissions, sorted by name.", element).computed(),
            ],
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(&[
            "GET /v2/organization/permissions",
            "GET /v2/projects/{project_id}/permissions",
            "GET /v2/projects",
            "GET /v2/projects/{project_id}",
        ])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let confident = ctx.api()?.fresh();
        let scope = Scope::of(config.project_id.as_deref_option());
        let permissions = confident.permissions(&scope)?.all().await?;
        let mut permissions = of_existing(&confident, &scope, permissions).await?;
        permissions.sort_by(|a, b| a.name.cmp(&b.name));
        let permissions: Vec<_> = permissions.iter().map(|it| element(it)).collect();
        Ok(Model { project_id: config.project_id, permissions: permissions.into() })
    }
}

fn element(permission: &Permission) -> Element {
    Element {
        id: permission.id.clone().into(),
        name: permission.name.clone().into(),
        description: permission.description.clone().into(),
    }
}
