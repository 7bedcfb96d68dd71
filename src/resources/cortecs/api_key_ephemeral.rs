//! Ephemeral resource `cortecs_api_key`: an additional key that exists only during a run. Its name is unique, so it can
//! always be deleted by that name without affecting another key.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::key_errors::{delete_unusable, not_created, not_deleted};
use super::unique_name::{printable, unique_name};
use crate::resources::Result;
use admin_client::Happened;
use admin_client::cortecs::NewApiKey;
use plugin_framework::engine::{Context, EphemeralResource, Error, Opened};
use plugin_framework::schema::{Schema, flag, text};
use plugin_framework::value::{DynamicValue, Value};

/// The ephemeral resource.
#[derive(Debug)]
pub struct ApiKeyEphemeral;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    name_prefix: Value<String>,
    is_management_key: Value<bool>,
    name: Value<String>,
    api_key: Value<String>,
}

#[async_trait]
impl EphemeralResource for ApiKeyEphemeral {
    const NAME: &'static str = "cortecs_api_key";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Creates a temporary API key for the duration of a Terraform run and deletes it at the end. Every plan \
             and every apply creates its own key. Cortecs keys do not expire. If the deletion fails, the key remains: \
             find it by its `name_prefix` and delete it.",
            [
                text("name_prefix", "The beginning of the name. A unique suffix is added.")
                    .optional()
                    .default("terraform-")
                    .validate_with(printable),
                flag("is_management_key", "Whether the key has access to the management API.")
                    .optional()
                    .default(false),
                text("name", "The name of the key.").computed(),
                text("api_key", "The secret.").computed().sensitive(),
            ],
        )
        .permissions(super::MANAGEMENT)
        .calls(&["GET /manage/api-keys", "POST /manage/api-keys", "DELETE /manage/api-keys"])
    }

    async fn open(&self, ctx: &Context<Account>, config: Model) -> Result<Opened<Model>> {
        let cortecs = ctx.api()?;
        let keys = cortecs.api_keys()?;
        let name = unique_name(config.name_prefix.as_deref_option().unwrap_or_default());
        let is_management_key = config.is_management_key.as_ref_option().copied().unwrap_or(false);
        let new = NewApiKey { name: &name, is_management_key, is_generated_name: true };
        let created = match keys.create(&new).await {
            Ok(created) => created,
            Err(error) => {
                let may_exist = error.happened() != Happened::No || !error.candidates().is_empty();
                let message = not_created(&keys, &name, error).await;
                return Err(if may_exist {
                    delete_unusable(&keys, &name, message).await.into()
                } else {
                    message.into()
                });
            }
        };
        let private = DynamicValue::object([("name", created.name.as_str().into())]);
        let api_key = created.api_key.expose().to_owned().into();
        let model = Model { name: created.name.into(), api_key, ..config };
        Ok(Opened { model, renew_at: None, private })
    }

    async fn close(&self, ctx: &Context<Account>, private: &DynamicValue) -> Result<()> {
        let name = private.get("name").text().ok_or_else(|| {
            Error::bug(
                "The private data of the ephemeral resource does not contain the name of the \
                 key.",
            )
        })?;
        ctx.api()?.api_keys()?.delete(name).await.map_err(|error| {
            not_deleted(name, &error).and(format!("\n\nThe key `{name}` may still exist. Delete it.")).into()
        })
    }
}
