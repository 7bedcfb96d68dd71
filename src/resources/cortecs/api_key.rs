//! `cortecs_api_key`: a key of the gateway. The API cannot change one, so every change makes a new key, and it tells the
//! secret once, so a key whose secret cannot be stored is deleted again.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::fresh_name::{fresh_name, printable};
use super::key_failures::{key_in_use, not_created, not_deleted, outdated, withdrawn};
use super::timestamp::rfc3339;
use crate::client::cortecs::{Cortecs, NewApiKey};
use crate::framework::engine::{Change, Cx, Id, Managed, Part, Planned, Result};
use crate::framework::schema::{Schema, flag, map_of_text, text};
use crate::framework::value::{Tree, Value};
use crate::resources::seal::{seal, seal_to, sealed_api_key};

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
impl Managed for ApiKeyResource {
    const NAME: &'static str = "cortecs_api_key";
    const ID: &'static [Part] = &[Part::required("name", "The key's name, which is unique in the account.")];
    const ABSENCE: &'static str = "the complete list of the account's API keys was read without it.";
    type Api = Cortecs;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "An API key of the Cortecs gateway. The API cannot change a key: every change deletes it and makes a new one \
             with a new secret. With `create_before_destroy` use `name_prefix`, because names are unique.",
            [
                text("id", "The name.").computed().stable(),
                text("name", "The name, unique in the account. With `name_prefix` it is made at creation.")
                    .optional()
                    .computed()
                    .stable()
                    .satisfying(printable)
                    .replaces(),
                text("name_prefix", "The beginning of a name whose end is made unique at creation.")
                    .optional()
                    .satisfying(printable)
                    .creation_only(),
                flag("is_management_key", "Whether the key may use the management API, to manage keys and settings.")
                    .optional()
                    .default(false)
                    .replaces(),
                map_of_text(
                    "rotation_triggers",
                    "Any values, such as a date: when one changes, the key is replaced by one with a new secret.",
                )
                .optional()
                .creation_only(),
                seal_to().creation_only(),
                text("api_key", "The secret. Null after an import and with `seal_to`, since the API tells it only once.")
                    .computed()
                    .stable()
                    .kept()
                    .sensitive(),
                sealed_api_key().stable().kept(),
                text("created_at", "When the key was created, as an RFC 3339 time.").computed().stable(),
            ],
        )
        .exactly_one(&["name", "name_prefix"])
        .permissions(super::MANAGEMENT)
        .calls(&[
            "GET /manage/api-keys",
            "POST /manage/api-keys",
            "DELETE /manage/api-keys",
            "GET /manage/project-configs",
        ])
    }

    async fn create(&self, cx: &Cx<Cortecs>, plan: Model) -> Result<Model> {
        let cortecs = cx.api()?;
        let keys = cortecs.api_keys()?;
        let name = match (plan.name, plan.name_prefix.as_deref_option()) {
            (Value::Value(name), _) => name,
            (_, prefix) => fresh_name(prefix.unwrap_or_default()),
        };
        let new =
            NewApiKey { name: &name, is_management_key: plan.is_management_key.as_option().unwrap_or(false) };
        let created = match keys.create(&new).await {
            Ok(created) => created,
            Err(error) => return Err(not_created(&keys, &name, error).await),
        };
        let secret = match plan.seal_to.as_deref_option() {
            None => Ok((created.api_key.expose().to_owned().into(), Value::Null)),
            Some(recipient) => seal(&created.api_key, recipient).map(|sealed| (Value::Null, sealed.into())),
        };
        match secret {
            Ok((api_key, sealed_api_key)) => {
                let known = model(&created.name, created.is_management_key, created.created_at);
                Ok(Model { api_key, sealed_api_key, ..known })
            }
            Err(failure) => Err(withdrawn(&keys, &name, failure).await),
        }
    }

    async fn read(&self, cx: &Cx<Cortecs>, id: &Id) -> Result<Option<Model>> {
        let Some(key) = cx.api()?.api_keys()?.find(id.last()).await? else { return Ok(None) };
        let fresh = model(&key.name, key.is_management_key, Some(key.created_at));
        // The state goes on telling of the key its secret belongs to; the plan finds out whether that one is still there.
        Ok(Some(match secret_from(cx.prior()) {
            Some(created_at) => Model { created_at: created_at.to_owned().into(), ..fresh },
            None => fresh,
        }))
    }

    /// All that can change in place is what Terraform alone keeps.
    async fn update(&self, _: &Cx<Cortecs>, _: &Id, plan: Model) -> Result<Model> {
        Ok(plan)
    }

    async fn delete(&self, cx: &Cx<Cortecs>, id: &Id) -> Result<()> {
        let deleted = cx.api()?.api_keys()?.delete(id.last()).await;
        deleted.map_err(|error| not_deleted(id.last(), error))
    }

    async fn plan(&self, cx: &Cx<Cortecs>, plan: &mut Planned) -> Result<()> {
        if plan.change() == Change::Create {
            match plan.config.get("seal_to") {
                Tree::Null => plan.planned.set("sealed_api_key", Tree::Null),
                Tree::Text(_) => plan.planned.set("api_key", Tree::Null),
                _ => {}
            }
            plan.planned.set("id", plan.planned.get("name").clone());
        }
        let Ok(cortecs) = cx.api() else { return Ok(()) };
        if matches!(plan.change(), Change::Nothing | Change::Update)
            && made_again_elsewhere(&cortecs, &plan.prior).await
        {
            cx.warn(outdated(&plan.prior));
            plan.disturb(&["created_at", "api_key", "sealed_api_key"]);
            plan.replace_for("created_at");
        }
        match plan.prior.get("api_key").text() {
            Some(secret)
                if matches!(plan.change(), Change::Destroy | Change::Replace) && cortecs.uses(secret) =>
            {
                Err(key_in_use(&plan.prior))
            }
            _ => Ok(()),
        }
    }
}

fn model(name: &str, is_management_key: bool, created_at: Option<i64>) -> Model {
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

/// When the key was created whose secret is stored.
fn secret_from(state: &Tree) -> Option<&str> {
    let stored = ["api_key", "sealed_api_key"].iter().any(|name| !state.get(name).is_null());
    state.get("created_at").text().filter(|_| stored)
}

/// Whether the stored secret is that of a key which was deleted and made again under the same name. A list that cannot be
/// read tells nothing.
async fn made_again_elsewhere(cortecs: &Cortecs, state: &Tree) -> bool {
    let (Some(name), Some(created_at)) = (state.get("name").text(), secret_from(state)) else { return false };
    let Ok(keys) = cortecs.api_keys() else { return false };
    let listed = keys.find(name).await.ok().flatten().and_then(|key| rfc3339(key.created_at));
    listed.is_some_and(|listed| listed != created_at)
}
