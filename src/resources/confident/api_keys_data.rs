//! Data source `confident_api_keys`: the keys of the organization or of one project, without their secrets.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::api_key::reported;
use super::listing::of_existing;
use crate::resources::Result;
use admin_client::confident::{ApiKey, Scope};
use plugin_framework::engine::{Context, DataSource, Id};
use plugin_framework::schema::{Schema, flag, list_of, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct ApiKeysData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    project_id: Value<String>,
    api_keys: Value<Vec<Found>>,
}

/// One key.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Found {
    id: Value<String>,
    name: Value<String>,
    project_id: Value<String>,
    enabled: Value<bool>,
    key_id: Value<String>,
    created_at: Value<String>,
    expires_at: Value<String>,
    rotates_at: Value<String>,
    last_used_at: Value<String>,
}

#[async_trait]
impl DataSource for ApiKeysData {
    const NAME: &'static str = "confident_api_keys";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let mut one = vec![
            text("id", "The ID, as `<key_id>` or `<project_id>/<key_id>`.").computed(),
            text("name", "The name of the key. Null for old keys without a name.").computed(),
            text("project_id", "The ID of the project. Null for a key of the organization.").computed(),
            flag("enabled", "Whether the key is valid.").computed(),
        ];
        one.extend(reported());
        one.push(
            text("last_used_at", "When the key was last used, in RFC 3339 format. Null if it never was.")
                .computed(),
        );
        Schema::new(
            "Lists all API keys of the organization or a project, without their secrets.",
            [
                text("project_id", "The ID of the project. If omitted, lists the keys of the organization.")
                    .optional(),
                list_of("api_keys", "The keys, sorted by creation time.", one).computed(),
            ],
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(&[
            "GET /v2/organization/api-keys",
            "GET /v2/projects/{project_id}/api-keys",
            "GET /v2/projects",
            "GET /v2/projects/{project_id}",
        ])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let confident = ctx.api()?.fresh();
        let project = config.project_id.as_deref_option();
        let scope = Scope::of(project);
        let mut keys = of_existing(&confident, &scope, confident.api_keys(&scope)?.all().await?).await?;
        keys.sort_by_key(|key| key.id);
        let found = keys.iter().map(|key| found(project, key)).collect();
        Ok(Model { api_keys: Value::Value(found), ..config })
    }
}

fn found(project: Option<&str>, key: &ApiKey) -> Found {
    let key_id = key.id.to_string();
    Found {
        id: Id::join([project, Some(&key_id)]).into(),
        name: key.name.clone().into(),
        project_id: project.map(str::to_owned).into(),
        enabled: key.valid.into(),
        key_id: key_id.into(),
        created_at: key.created_at.clone().into(),
        expires_at: key.expires_at.clone().into(),
        rotates_at: key.rotates_at.clone().into(),
        last_used_at: key.last_used.clone().into(),
    }
}
