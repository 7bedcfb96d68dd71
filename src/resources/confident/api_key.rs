//! `confident_api_key`: a key of the organization or of one project. The API returns its secret when it is created
//! or rotated; afterwards it returns a mask, which shows whether the key was rotated outside Terraform.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::api_key_plan;
use super::existence;
use super::key_in_use::refuse_key_in_use;
use super::key_note::Note;
use super::key_secret::{StoredKey, is_current, lost};
use super::rotation;
use crate::resources::error::explained;
use crate::resources::seal;
use crate::resources::{Result, created, restapi};
use admin_client::confident::{ApiKey, ApiKeys, CreatedApiKey, NewApiKey, Scope, SecretApiKey};
use plugin_framework::engine::{Context, Error, Id, MoveSource, Part, Resource, ResourcePlan};
use plugin_framework::schema::{Attr, Schema, flag, map_of_text, text, whole};
use plugin_framework::value::{DynamicValue, Value};

/// The resource.
#[derive(Debug)]
pub struct ApiKeyResource;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    name: String,
    project_id: Value<String>,
    enabled: Value<bool>,
    expires_in_days: Value<i64>,
    rotation_triggers: Value<BTreeMap<String, String>>,
    rotate_before_days: Value<i64>,
    grace_period_hours: Value<i64>,
    seal_to: Value<String>,
    key_id: Value<String>,
    api_key: Value<String>,
    sealed_api_key: Value<String>,
    created_at: Value<String>,
    expires_at: Value<String>,
    rotates_at: Value<String>,
}

/// What every read of a key returns besides its name and whether it is enabled.
pub(super) fn reported() -> [Attr; 4] {
    [
        text("key_id", "The ID of the key within its organization or project.").computed(),
        text("created_at", "When the key was created, in RFC 3339 format.").computed(),
        text("expires_at", "When the key expires, in RFC 3339 format. Null if it never expires.").computed(),
        text(
            "rotates_at",
            "When the previous secret expires, in RFC 3339 format. Set during the grace period of a rotation only.",
        ).computed(),
    ]
}

#[async_trait]
impl Resource for ApiKeyResource {
    const NAME: &'static str = "confident_api_key";
    const ID: &'static [Part] = &[
        Part::optional("project_id", "The ID of the project. Omit it for a key of the organization."),
        Part::required("key_id", "The ID of the key."),
    ];
    const NOT_FOUND_REASON: &'static str =
        "Not found in a complete listing of the API keys of its organization or project.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let [key_id, created_at, expires_at, rotates_at] = reported().map(Attr::use_state_for_unknown);
        Schema::new(
            "Manages an API key of the organization or a project. A rotation happens in place: the key keeps its ID \
             and gets a new secret. With a grace period, the previous secret stays valid for a while.",
            [
                text("id", "The ID, as `<key_id>` or `<project_id>/<key_id>`.").computed().use_state_for_unknown(),
                text("name", "The name of the key. Names are not unique.")
                    .required()
                    .allow_empty()
                    // Old keys may have no name. Then any configured name is accepted.
                    .semantic_equality(|a, b| a == b || a.is_empty() || b.is_empty())
                    .requires_replace(),
                text("project_id", "The ID of the project. If omitted, the key belongs to the organization.")
                    .optional()
                    .requires_replace(),
                flag("enabled", "Whether the key is valid. Disabling and enabling a key keeps its secret.")
                    .optional()
                    .default(true),
                whole(
                    "expires_in_days",
                    "The number of days until the secret expires, counted from the creation or the last rotation. If \
                     omitted, the key never expires. Changing this rotates the key. On an imported key that expires, the \
                     first value is only stored.",
                )
                .optional()
                .between(1, i64::MAX)
                .not_returned(),
                map_of_text("rotation_triggers", "Arbitrary key/value pairs. Changing any of them rotates the key. On an imported key, the first value is only \
                                                          stored.").optional().not_returned(),
                whole(
                    "rotate_before_days",
                    "If the key expires in fewer days than this, the next apply rotates it. An expired key is rotated \
                     even if this is omitted, unless it was imported. The expiry of a disabled key does not cause a rotation.",
                )
                .optional()
                .between(1, i64::MAX)
                .not_returned(),
                whole(
                    "grace_period_hours",
                    "The number of hours for which the previous secret stays valid after a rotation. Has no effect if \
                     the key has already expired.",
                )
                .optional()
                .between(0, i64::MAX)
                .not_returned()
                .default(0),
                seal_to(),
                key_id,
                text(
                    "api_key",
                    "The secret. Null if `seal_to` is set, after an import until the first rotation, and if the key \
                     was rotated outside Terraform.",
                )
                .computed()
                .use_state_for_unknown()
                .sensitive(),
                seal::sealed_api_key().use_state_for_unknown(),
                created_at,
                expires_at,
                rotates_at,
            ],
        )
        .requires("rotate_before_days", "expires_in_days")
        .caution("Destroying a key revokes its secret immediately, without a grace period.")
        .permissions(super::ORGANIZATION_KEY)
        .calls(scoped_calls!(
            ["GET /v2/organization"]
            GET "/api-keys"
            POST "/api-keys"
            PUT "/api-keys/{key_id}"
            POST "/api-keys/{key_id}/rotate"
            DELETE "/api-keys/{key_id}"
        ))
    }

    fn validate(config: &DynamicValue) -> Vec<Error> {
        let (before, life) =
            (config.get("rotate_before_days").whole(), config.get("expires_in_days").whole());
        match (before, life) {
            (Some(before), Some(life)) if before >= life => vec![
                Error::new(
                    "Invalid value",
                    format!(
                        "`rotate_before_days` must be less than `expires_in_days`, which is {life}; otherwise every plan would \
                         rotate the key."
                    ),
                )
                .on("rotate_before_days"),
            ],
            _ => Vec::new(),
        }
    }

    fn moved_from(object: &MoveSource<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::import_id(object, &[&["projects", "*", "api-keys"], &["organization", "api-keys"]])
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let confident = ctx.api()?;
        let project = plan.project_id.as_deref_option();
        let keys = confident.api_keys(&Scope::of(project))?;
        let new =
            NewApiKey { name: &plan.name, expires_in_days: plan.expires_in_days.as_ref_option().copied() };
        let CreatedApiKey { created: made, candidates } = keys.create(&new).await?;
        if !candidates.is_empty() {
            ctx.warn(created::possible_extra_keys(Self::NAME, &plan.name, project, &candidates));
        }
        let seal_to = plan.seal_to.as_deref_option();
        let model = model(project, &made.key).with_secret(ctx, &made, seal_to)?;
        enabled_as_planned(ctx, &keys, &plan.enabled, model).await
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let project = id.part("project_id");
        let Some(key) = ctx.api()?.api_keys(&Scope::of(project))?.find(key_id(id)?).await? else {
            return existence::not_found(ctx, &Scope::of(project)).await;
        };
        if ctx.is_replaced_revision(key.secret_suffixes()) {
            return Ok(Some(ctx.prior_model()?));
        }
        ctx.record_revision(key.secret_suffixes());
        let note = Note::read(ctx.private());
        let label = format!("API key `{}`", key.name.as_deref().unwrap_or_default());
        let next_step = "To get a new one, change `rotation_triggers`.";
        let current = is_current(ctx, &note, &key, &StoredKey { label, next_step });
        let secret = if current { ctx.prior() } else { &DynamicValue::Null };
        let known = |name: &str| secret.get(name).text().map(str::to_owned).into();
        let model = Model {
            api_key: known("api_key"),
            sealed_api_key: known("sealed_api_key"),
            ..model(project, &key)
        };
        let ending = note.ending.clone().filter(|_| current);
        let read = Note { ending, ..note.clone() }.at(&key, ctx.now().into());
        if read != note {
            ctx.set_private(read);
        }
        Ok(Some(model))
    }

    async fn update(&self, ctx: &Context<Account>, id: &Id, plan: Model) -> Result<Model> {
        let confident = ctx.api()?;
        let project = id.part("project_id");
        let keys = confident.api_keys(&Scope::of(project))?;
        let prior: Model = ctx.prior_model()?;
        let note = Note::read(ctx.private());
        // An unknown argument may turn out to be unchanged. Then the planned rotation is not needed.
        let due = rotation::reason(ctx.prior(), ctx.planned(), false, note.days_left);
        let model = if plan.expires_at.is_unknown() && due.is_some() {
            refuse_key_in_use(&keys, key_id(id)?, "rotate").await?;
            if let Some(key) = keys.find(key_id(id)?).await? {
                ctx.record_revision(key.secret_suffixes());
            }
            let request = rotation::request(ctx.prior(), ctx.planned(), ctx.now().into());
            let made = keys
                .rotate(key_id(id)?, &request)
                .await
                .map_err(|error| existence::gone(&error, "API key").unwrap_or_else(|| lost(&error)))?;
            model(project, &made.key).with_secret(ctx, &made, plan.seal_to.as_deref_option())?
        } else {
            prior
        };
        if ctx.changes("enabled") && plan.enabled.as_ref_option() == Some(&false) {
            refuse_key_in_use(&keys, key_id(id)?, "disable").await?;
        }
        enabled_as_planned(ctx, &keys, &plan.enabled, model).await
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        let confident = ctx.api()?;
        let keys = confident.api_keys(&Scope::of(id.part("project_id")))?;
        refuse_key_in_use(&keys, key_id(id)?, "delete").await?;
        Ok(keys.delete(key_id(id)?).await?)
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        existence::check_project(ctx, plan).await?;
        api_key_plan::plan(ctx, plan).await
    }
}

fn seal_to() -> Attr {
    let attr = seal::seal_to().not_returned();
    let description = format!("{} Changing this rotates the key.", attr.description);
    Attr { description, ..attr }
}

/// Enables or disables the key, after the partial state was stored.
async fn enabled_as_planned(
    ctx: &Context<Account>,
    keys: &ApiKeys<'_>,
    wanted: &Value<bool>,
    mut model: Model,
) -> Result<Model> {
    if let Some(wanted) = wanted.as_ref_option().copied()
        && model.enabled.as_ref_option() != Some(&wanted)
        && let Some(key_id) = model.key_id.as_deref_option()
    {
        ctx.set_partial_state(&model)?;
        let edited = keys.edit(parsed(key_id)?, wanted).await;
        model.enabled = edited
            .map_err(|error| existence::gone(&error, "API key").unwrap_or_else(|| explained(&error)))?
            .valid
            .into();
    }
    Ok(model)
}

fn key_id(id: &Id) -> Result<i64> {
    parsed(id.last())
}

/// The ID of a key as a number, which the API requires.
///
/// # Errors
/// If it is not an integer, which is only possible for an import ID.
pub(super) fn parsed(key_id: &str) -> Result<i64> {
    key_id.parse().map_err(|_| {
        Error::new("Invalid ID", format!("The ID of an API key is a whole number, not {key_id:?}.")).into()
    })
}

impl Model {
    /// The key with its new secret, in plaintext or sealed as configured.
    fn with_secret(
        mut self,
        ctx: &Context<Account>,
        made: &SecretApiKey,
        seal_to: Option<&str>,
    ) -> Result<Model> {
        ctx.set_private(
            Note { ending: Some(made.ending()), ..Note::default() }.at(&made.key, ctx.now().into()),
        );
        ctx.record_revision(made.key.secret_suffixes());
        match seal_to {
            Some(recipient) => self.sealed_api_key = seal::seal(&made.secret, recipient)?.into(),
            None => self.api_key = made.secret.expose().to_owned().into(),
        }
        Ok(self)
    }
}

pub(super) fn model(project: Option<&str>, key: &ApiKey) -> Model {
    let key_id = key.id.to_string();
    Model {
        id: Id::join([project, Some(&key_id)]).into(),
        name: key.name.clone().unwrap_or_default(),
        project_id: project.map(str::to_owned).into(),
        enabled: key.valid.into(),
        expires_in_days: Value::Null,
        rotation_triggers: Value::Null,
        rotate_before_days: Value::Null,
        grace_period_hours: Value::Null,
        seal_to: Value::Null,
        key_id: key_id.into(),
        api_key: Value::Null,
        sealed_api_key: Value::Null,
        created_at: key.created_at.clone().into(),
        expires_at: key.expires_at.clone().into(),
        rotates_at: key.rotates_at.clone().into(),
    }
}
