//! `cortecs_api_key`: a key of the gateway. The API cannot update a key, so every change replaces it. The secret is
//! only returned on create, so a key whose secret cannot be stored is deleted again.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::key_errors::{another_key, delete_unusable, key_in_use, not_created, not_deleted};
use super::timestamp::{rfc3339, unix_seconds};
use super::unique_name::{printable, unique_name};
use crate::resources::seal::{seal, seal_to, sealed_api_key};
use crate::resources::{Result, restapi};
use admin_client::cortecs::{ApiKey, CreationTime, NewApiKey};
use plugin_framework::engine::{Context, Error, Id, MoveSource, Part, Resource, ResourcePlan};
use plugin_framework::schema::{Schema, flag, map_of_text, text};
use plugin_framework::value::{DynamicValue, Value};

/// The resource.
#[derive(Debug)]
pub struct ApiKeyResource;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    name: Value<String>,
    name_prefix: Value<String>,
    is_management_key: Value<bool>,
    rotation_triggers: Value<BTreeMap<String, Value<String>>>,
    seal_to: Value<String>,
    api_key: Value<String>,
    sealed_api_key: Value<String>,
    created_at: Value<String>,
}

#[async_trait]
impl Resource for ApiKeyResource {
    const NAME: &'static str = "cortecs_api_key";
    const ID: &'static [Part] = &[Part::required("name", "The name of the key.")];
    const NOT_FOUND_REASON: &'static str = "Not found in a complete listing of the account's API keys.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Manages an API key of the Cortecs gateway. The API cannot update a key, so every change replaces it with \
             a new key and a new secret. Names are unique: to use `create_before_destroy`, set `name_prefix` instead \
             of `name`.",
            [
                text("id", "The name of the key.").computed().use_state_for_unknown(),
                text("name", "The name of the key, unique in the account. Generated on creation if `name_prefix` is \
                     set.")
                    .optional()
                    .computed()
                    .use_state_for_unknown()
                    .validate_with(printable)
                    .requires_replace(),
                text("name_prefix", "The beginning of the name. A unique suffix is added on creation.")
                    .optional()
                    .validate_with(printable)
                    .requires_replace_unless_imported(),
                flag("is_management_key", "Whether the key has access to the management API.")
                    .optional()
                    .default(false)
                    .requires_replace(),
                map_of_text("rotation_triggers", "Arbitrary key/value pairs, such as a date.")
                    .optional()
                    .requires_replace_unless_imported(),
                seal_to().requires_replace_unless_imported(),
                text("api_key", "The secret. Null if `seal_to` is set, and after an import, because the API returns the secret \
                     only on creation.")
                    .computed()
                    .use_state_for_unknown()
                    .only_returned_on_create()
                    .sensitive(),
                sealed_api_key().use_state_for_unknown().only_returned_on_create(),
                text("created_at", "When the key was created, in RFC 3339 format. Null until the first refresh after the creation, \
                     because the API does not return it on creation.")
                    .computed()
                    .use_state_for_unknown(),
            ],
        )
        .exactly_one(&["name", "name_prefix"])
        .caution("Destroying or replacing a key revokes its secret immediately. The key's budget is deleted with it.")
        .permissions(super::MANAGEMENT)
        .calls(&[
            "GET /manage/api-keys",
            "POST /manage/api-keys",
            "DELETE /manage/api-keys",
            "GET /manage/project-configs",
        ])
    }

    fn moved_from(object: &MoveSource<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::import_id(object, &[&["api-keys"]])
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let cortecs = ctx.api()?;
        let keys = cortecs.api_keys()?;
        let (name, is_generated_name) = match (plan.name, plan.name_prefix.as_deref_option()) {
            (Value::Value(name), _) => (name, false),
            (_, prefix) => (unique_name(prefix.unwrap_or_default()), true),
        };
        let is_management_key = plan.is_management_key.as_option().unwrap_or(false);
        let new = NewApiKey { name: &name, is_management_key, is_generated_name };
        let created = match keys.create(&new).await {
            Ok(created) => created,
            Err(error) => return Err(not_created(&keys, &name, error).await.into()),
        };
        let secret = match plan.seal_to.as_deref_option() {
            None => Ok((created.api_key.expose().to_owned().into(), Value::Null)),
            Some(recipient) => seal(&created.api_key, recipient).map(|sealed| (Value::Null, sealed.into())),
        };
        match secret {
            Ok((api_key, sealed_api_key)) => {
                ctx.set_private(note(created.creation));
                let known = model(&created.name, created.is_management_key, None);
                Ok(Model { api_key, sealed_api_key, ..known })
            }
            Err(error) => Err(delete_unusable(&keys, &name, error.into()).await.into()),
        }
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let Some(key) = ctx.api()?.api_keys()?.find(id.last()).await? else { return Ok(None) };
        let stored = created_at(ctx.prior());
        let created_at = match compare(ctx, stored, &key) {
            ListedKey::Same => key.created_at.or(stored),
            ListedKey::Older => return Ok(Some(model(&key.name, key.is_management_key, stored))),
            ListedKey::Another => {
                ctx.set_not_found_reason(another_key(&key, stored));
                return Ok(None);
            }
        };
        ctx.record_revision(key.created_at.into_iter().flat_map(version));
        Ok(Some(model(&key.name, key.is_management_key, created_at)))
    }

    /// Only attributes that are never sent to the API can change in place.
    async fn update(&self, _: &Context<Account>, _: &Id, plan: Model) -> Result<Model> {
        Ok(plan)
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        let cortecs = ctx.api()?;
        let stored = created_at(ctx.prior());
        let is_ours = |listed: &ApiKey| compare(ctx, stored, listed) != ListedKey::Another;
        match cortecs.api_keys()?.delete_if(id.last(), is_ours).await {
            Ok(None) => Ok(()),
            Ok(Some(other)) => Err(Error::new(
                format!("cortecs_api_key `{}` was recreated outside Terraform", id.last()),
                format!(
                    "Nothing was deleted: {} Run a new plan to update the state.",
                    another_key(&other, stored)
                ),
            )
            .into()),
            Err(error) => Err(not_deleted(id.last(), &error).into()),
        }
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        if plan.is_create() {
            match plan.config.get("seal_to") {
                DynamicValue::Null => plan.planned.set("sealed_api_key", DynamicValue::Null),
                DynamicValue::Text(_) => plan.planned.set("api_key", DynamicValue::Null),
                _ => {}
            }
            plan.planned.set("id", plan.planned.get("name").clone());
        }
        let deletes = plan.is_destroy() || plan.is_replace();
        match (ctx.api(), plan.prior.get("api_key").text()) {
            (Ok(cortecs), Some(secret)) if deletes && cortecs.uses(secret) => {
                Err(key_in_use(&plan.prior).into())
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn model(name: &str, is_management_key: bool, created_at: Option<i64>) -> Model {
    Model {
        id: name.to_owned().into(),
        name: name.to_owned().into(),
        name_prefix: Value::Null,
        is_management_key: is_management_key.into(),
        rotation_triggers: Value::Null,
        seal_to: Value::Null,
        api_key: Value::Null,
        sealed_api_key: Value::Null,
        created_at: created_at.and_then(rfc3339).into(),
    }
}

/// The version of a key, which distinguishes keys with the same name.
fn version(created_at: i64) -> [String; 1] {
    [created_at.to_string()]
}

fn created_at(state: &DynamicValue) -> Option<i64> {
    state.get("created_at").text().and_then(unix_seconds)
}

/// What a later run must know about the creation of the key, as long as no list has returned its creation time.
fn note(creation: CreationTime) -> DynamicValue {
    let times = [("requested_at", Some(creation.requested_at)), ("answered_at", creation.answered_at)];
    let known = times.into_iter().filter_map(|(name, time)| Some((name, time?.into())));
    DynamicValue::object(known)
}

fn creation(note: &DynamicValue) -> Option<CreationTime> {
    let requested_at = note.get("requested_at").whole()?;
    Some(CreationTime { requested_at, answered_at: note.get("answered_at").whole() })
}

/// How a listed key relates to the one in the state.
#[derive(Clone, Copy, Debug, PartialEq)]
enum ListedKey {
    Same,
    /// The key that this one replaced, or may have replaced if no list has contained this key yet: the list is stale.
    Older,
    /// Another key that has the name now.
    Another,
}

fn compare(ctx: &Context<Account>, stored: Option<i64>, listed: &ApiKey) -> ListedKey {
    let Some(listed) = listed.created_at else { return ListedKey::Same };
    if ctx.is_replaced_revision(version(listed)) {
        return ListedKey::Older;
    }
    let place = match (stored, creation(ctx.private())) {
        (Some(stored), _) if stored != listed => return ListedKey::Another,
        (None, Some(creation)) => creation.place(listed),
        _ => Ordering::Equal,
    };
    match place {
        Ordering::Equal => ListedKey::Same,
        Ordering::Less if ctx.may_lag() => ListedKey::Older,
        Ordering::Less | Ordering::Greater => ListedKey::Another,
    }
}
