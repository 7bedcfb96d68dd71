//! Action `confident_rotate_api_key`: rotates a key. The new secret is never shown.

use async_trait::async_trait;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Account;
use super::api_key::parsed;
use super::key_in_use::refuse_key_in_use;
use super::resend_invitation_action::number;
use super::role_choice::place;
use crate::resources::Result;
use crate::resources::error::unknown;
use admin_client::Edit;
use admin_client::confident::{ApiKey, Rotation, Scope};
use plugin_framework::engine::{Action, Context, Error, Progress};
use plugin_framework::schema::{Schema, text, whole};
use plugin_framework::value::Value;

/// The action.
#[derive(Debug)]
pub struct RotateApiKey;

/// Its arguments.
#[derive(Debug, Deserialize)]
pub struct Config {
    key_id: String,
    project_id: Value<String>,
    grace_period_hours: Value<i64>,
}

#[async_trait]
impl Action for RotateApiKey {
    const NAME: &'static str = "confident_rotate_api_key";
    type Api = Account;
    type Config = Config;

    fn schema() -> Schema {
        Schema::new(
            "Rotates an API key: it keeps its ID and gets a new secret. Actions cannot store values, so the new \
             secret is neither shown nor stored. To rotate a key and store its secret, change `rotation_triggers` of \
             the `confident_api_key` resource instead.",
            [
                text("key_id", "The ID of the API key.").required().validate_with(number),
                text("project_id", "The ID of the project. If omitted, the key belongs to the organization.").optional(),
                whole(
                    "grace_period_hours",
                    "The number of hours for which the previous secret stays valid. If omitted, it expires \
                     immediately.",
                )
                .optional()
                .between(0, i64::MAX),
            ],
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(scoped_calls!(
            GET "/api-keys"
            POST "/api-keys/{key_id}/rotate"
        ))
    }

    async fn invoke(&self, ctx: &Context<Account>, config: Config, progress: &Progress) -> Result<()> {
        let confident = ctx.api()?;
        let scope = Scope::of(config.project_id.as_deref_option());
        let keys = confident.api_keys(&scope)?;
        let id = parsed(&config.key_id)?;
        let Some(key) = keys.find(id).await? else {
            if let Some(missing) = confident.missing(&scope).await? {
                return Err(unknown(&missing).into());
            }
            let detail = format!("There is no API key `{id}` in {}. Nothing was rotated.", place(&scope));
            return Err(Error::new("API key not found", detail).on("key_id").into());
        };
        refuse_key_in_use(&keys, id, "rotate").await?;
        if let Some(at) = expired(&key) {
            return Err(has_expired(&key, at).into());
        }
        ctx.may_begin()?;
        progress.report(format!("Rotating API key {id} of {}", place(&scope)));
        let grace = config.grace_period_hours.as_ref_option().copied().filter(|hours| *hours > 0);
        let rotation = Rotation { grace_period_in_hours: grace, expires_in_days: Edit::Leave };
        let made = keys.rotate(id, &rotation).await?;
        let previous = match &made.key.rotates_at {
            Some(until) => format!("is valid until {until}"),
            None => "is no longer valid".to_owned(),
        };
        progress.report(format!("Rotated API key {id}. The previous secret {previous}"));
        ctx.warn(not_stored(&made.key));
        Ok(())
    }
}

/// The time at which the key expired, if it has.
fn expired(key: &ApiKey) -> Option<&str> {
    let at = key.expires_at.as_deref()?;
    let passed = OffsetDateTime::parse(at, &Rfc3339).is_ok_and(|at| at <= OffsetDateTime::now_utc());
    passed.then_some(at)
}

fn has_expired(key: &ApiKey, at: &str) -> Error {
    let detail = format!(
        "API key {} expired at {at}. Rotating an expired key requires a new expiry, which this action cannot set. \
         Nothing was rotated. To rotate the key, manage it with `confident_api_key`, which can set a new expiry with \
         `expires_in_days`.",
        key.id
    );
    Error::new("API key has expired", detail).on("key_id")
}

fn not_stored(key: &ApiKey) -> Error {
    let detail = format!(
        "API key {} has a new secret, which is neither shown nor stored, because actions have no state. If a \
         `confident_api_key` manages the key, its `api_key` becomes null on the next refresh. To get a secret that \
         you can use, change `rotation_triggers` of that resource. The next apply rotates the key again and stores \
         the new secret.",
        key.id
    );
    Error::new("The new secret is not stored", detail)
}
