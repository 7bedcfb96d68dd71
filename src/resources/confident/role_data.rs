//! Data source `confident_role`: one role by id or name, also a built-in one.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::listing::{project_id, require_scope};
use super::role_choice::{listed, place};
use super::scoped_id;
use crate::resources::Result;
use admin_client::confident::{Role, Scope};
use plugin_framework::engine::{Context, DataSource, Error};
use plugin_framework::schema::{Attr, Schema, flag, set_of_text, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct RoleData;

/// Its attributes, and those of an element of `confident_roles`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    name: Value<String>,
    project_id: Value<String>,
    description: Value<String>,
    policy_ids: Value<Vec<String>>,
    built_in: Value<bool>,
}

/// The API calls of reading roles.
pub(super) const CALLS: &[&str] = scoped_calls!(GET "/roles");

/// The attributes of a role, which is looked up by the first three.
pub(super) fn attrs(known_by: [Attr; 3]) -> Vec<Attr> {
    let mut attrs = Vec::from(known_by);
    attrs.extend([
        text("description", "What the role is for.").computed(),
        set_of_text("policy_ids", "The IDs of its policies.").computed(),
        flag("built_in", "Whether the role is built in. Built-in roles cannot be changed.").computed(),
    ]);
    attrs
}

#[async_trait]
impl DataSource for RoleData {
    const NAME: &'static str = "confident_role";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let known_by = [
            text("id", "The ID of the role, with or without the project ID.")
                .optional()
                .computed()
                .semantic_equality(scoped_id::same),
            text("name", "The name of the role. Case-sensitive.").optional().computed(),
            project_id("reads a role of the organization"),
        ];
        Schema::new("Reads a role of the organization or a project, custom or built-in.", attrs(known_by))
            .exactly_one(&["id", "name"])
            .permissions(super::ORGANIZATION_KEY)
            .calls(CALLS)
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let confident = ctx.api()?.uncached();
        let scope = Scope::of(config.project_id.as_deref_option());
        let roles = require_scope(&confident, &scope, confident.roles(&scope)?.all().await?).await?;
        let (id, name) = (config.id.as_deref_option(), config.name.as_deref_option());
        let within = id.and_then(|id| scoped_id::within(&scope, id));
        let found =
            roles.iter().find(|role| Some(role.id.as_str()) == within || Some(role.name.as_str()) == name);
        let Some(role) = found else {
            let (what, attribute) = match (id, name) {
                (Some(id), _) => (format!("the ID `{id}`"), "id"),
                (None, name) => (format!("the name `{}`", name.unwrap_or_default()), "name"),
            };
            let detail = format!("There is no role with {what} in {}.{}", place(&scope), listed(&roles));
            return Err(Error::new("Unknown role", detail).on(attribute).into());
        };
        Ok(model(&scope, role))
    }
}

/// A role as this data source returns it.
pub(super) fn model(scope: &Scope, role: &Role) -> Model {
    let policies = role.policies.iter().map(|policy| scoped_id::of(scope, &policy.id));
    Model {
        id: scoped_id::of(scope, &role.id).into(),
        name: role.name.clone().into(),
        project_id: scope.project().map(str::to_owned).into(),
        description: role.description.clone().into(),
        policy_ids: policies.collect::<Vec<_>>().into(),
        built_in: role.is_built_in().into(),
    }
}
