//! Ephemeral resource `confident_api_key`: a key for one run, which is deleted at its end and never stored.

use crate::resources::error::explained;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use crate::resources::{Result, created};
use admin_client::confident::{CreatedApiKey, NewApiKey, Scope};
use plugin_framework::engine::{Context, EphemeralResource, Error, Opened};
use plugin_framework::schema::{Schema, text, whole};
use plugin_framework::value::{DynamicValue, Value};

/// The minimum lifetime of a key. It expires soon if it is not deleted.
const SHORTEST_LIFE_DAYS: i64 = 1;

/// The ephemeral resource.
#[derive(Debug)]
pub struct ApiKeyEphemeral;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    name: Value<String>,
    project_id: Value<String>,
    expires_in_days: Value<i64>,
    key_id: Value<String>,
    api_key: Value<String>,
}

#[async_trait]
impl EphemeralResource for ApiKeyEphemeral {
    const NAME: &'static str = "confident_api_key";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Creates a temporary API key for the duration of a Terraform run and deletes it at the end. Every plan and \
             every apply creates its own key.",
            [
                text("name", "The name of the key. Names are not unique.")
                    .optional()
                    .default("terraform"),
                text(
                    "project_id",
                    "The ID of the project. If omitted, the key belongs to the organization.",
                )
                .optional(),
                whole(
                    "expires_in_days",
                    "The number of days until the key expires, in case it cannot be deleted at the end of the run.",
                )
                .optional()
                .between(SHORTEST_LIFE_DAYS, i64::MAX)
                .default(SHORTEST_LIFE_DAYS),
                text("key_id", "The ID of the key within its organization or project.").computed(),
                text("api_key", "The secret.").computed().sensitive(),
            ],
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(scoped_calls!(
            GET "/api-keys"
            POST "/api-keys"
            DELETE "/api-keys/{key_id}"
        ))
    }

    async fn open(&self, ctx: &Context<Account>, config: Model) -> Result<Opened<Model>> {
        let project = config.project_id.as_deref_option();
        let new = NewApiKey {
            name: config.name.as_deref_option().unwrap_or_default(),
            expires_in_days: config.expires_in_days.as_ref_option().copied(),
        };
        let CreatedApiKey { created: made, candidates } =
            ctx.api()?.api_keys(&Scope::of(project))?.create(&new).await?;
        if !candidates.is_empty() {
            ctx.warn(created::possible_extra_keys(Self::NAME, new.name, project, &candidates));
        }
        let private = DynamicValue::object([
            ("key_id", made.key.id.into()),
            ("project_id", project.map_or(DynamicValue::Null, DynamicValue::from)),
        ]);
        let model = Model {
            key_id: made.key.id.to_string().into(),
            api_key: made.secret.expose().to_owned().into(),
            ..config
        };
        Ok(Opened { model, renew_at: None, private })
    }

    async fn close(&self, ctx: &Context<Account>, private: &DynamicValue) -> Result<()> {
        let Some(key_id) = private.get("key_id").whole() else { return Ok(()) };
        let confident = ctx.api()?;
        let keys = confident.api_keys(&Scope::of(private.get("project_id").text()))?;
        keys.delete(key_id).await.map_err(|error| left_behind(key_id, explained(&error)).into())
    }
}

fn left_behind(key_id: i64, error: Error) -> Error {
    let detail =
        format!("{} The key {key_id} may still be valid. Delete it, or wait until it expires.", error.detail);
    Error { detail, ..error }
}
