//! `confident_policy`: a named set of permissions for roles. A policy can only grant permissions, not deny them.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::scoped_id::{self, Reference, planned_scope, reference};
use super::{existence, permission_names};
use crate::resources::{Result, created, restapi};
use admin_client::Edit;
use admin_client::confident::{Confident, NewPolicy, Policy, Role, Scope};
use plugin_framework::engine::{Change, Context, Error, Id, MoveSource, Part, Resource, ResourcePlan};
use plugin_framework::schema::{Schema, set_of_text, text};
use plugin_framework::value::{DynamicValue, Value};

/// The resource.
#[derive(Debug)]
pub struct PolicyResource;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    name: String,
    permissions: Vec<String>,
    project_id: Value<String>,
    description: Value<String>,
}

#[async_trait]
impl Resource for PolicyResource {
    const NAME: &'static str = "confident_policy";
    const ID: &'static [Part] = &[
        Part::optional("project_id", "The ID of the project. Omit it for a policy of the organization."),
        Part::required("policy_id", "The ID of the policy, or `name:` followed by its name.").with_slashes(),
    ];
    const NOT_FOUND_REASON: &'static str =
        "Not found in a complete listing of the policies of its organization or project.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Manages a policy: a named set of permissions of the organization or a project, to be granted by a \
             `confident_role`. Changes take effect immediately.",
            [
                text("id", "The ID, as `<policy_id>` or `<project_id>/<policy_id>`.").computed().use_state_for_unknown(),
                text("name", "The name, unique in the organization or project.").required(),
                set_of_text(
                    "permissions",
                    "The names of the permissions, such as `trace:read`. The data source `confident_permissions` lists \
                     them. `[]` grants nothing.",
                )
                .required(),
                text("project_id", "The ID of the project. If omitted, the policy belongs to the organization.").optional().requires_replace(),
                text("description", "What the policy is for.").optional().empty_is_null(),
            ],
        )
        .caution("Destroying a policy removes its permissions from every role it is attached to.")
        .permissions(super::ORGANIZATION_KEY)
        .calls(scoped_calls!(
            ["GET /v2/organization"]
            GET "/policies"
            POST "/policies"
            PUT "/policies/{policy_id}"
            DELETE "/policies/{policy_id}"
            GET "/permissions"
            GET "/roles"
        ))
    }

    fn moved_from(object: &MoveSource<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::import_id(object, &[&["projects", "*", "policies"], &["organization", "policies"]])
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let (confident, scope) = (ctx.api()?, Scope::of(plan.project_id.as_deref_option()));
        let permissions = permission_names::ids(&confident, &scope, &plan.permissions).await?;
        let created = confident.policies(&scope)?.create(&plan.request(&permissions)).await?;
        Ok(model(&scope, &created::object(ctx, created)))
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let (confident, (scope, policy)) = (ctx.api()?, reference(id));
        let policies = confident.policies(&scope)?;
        let found = match policy {
            Reference::Id(id) => policies.find(id).await?,
            Reference::Name(name) => policies.find_by_name(&name).await?,
        };
        match found {
            Some(policy) => Ok(Some(model(&scope, &policy))),
            None => existence::not_found(ctx, &scope).await,
        }
    }

    async fn update(&self, ctx: &Context<Account>, id: &Id, plan: Model) -> Result<Model> {
        let (confident, scope) = (ctx.api()?, Scope::of(plan.project_id.as_deref_option()));
        let permissions = permission_names::ids(&confident, &scope, &plan.permissions).await?;
        let edited = confident.policies(&scope)?.edit(id.last(), &plan.request(&permissions)).await;
        Ok(model(&scope, &existence::changed(edited, "policy")?))
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        Ok(ctx.api()?.policies(&Scope::of(id.part("project_id")))?.delete(id.last()).await?)
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        existence::check_project(ctx, plan).await?;
        // If it cannot be read during plan, the apply checks it.
        let Ok(confident) = ctx.api() else { return Ok(()) };
        match (plan.change(), planned_scope(&plan.planned)) {
            (Change::Destroy | Change::Replace, _) => detached(ctx, &confident, &plan.prior).await,
            (Change::Create | Change::Update, Some(scope)) if plan.changes("permissions") => {
                let permissions = plan.planned.get("permissions").elements().iter();
                let names: Vec<&str> = permissions.filter_map(DynamicValue::text).collect();
                permission_names::check(&confident, &scope, &names).await?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// Warns about roles that lose the policy, if they can be read.
async fn detached(ctx: &Context<Account>, confident: &Confident, prior: &DynamicValue) {
    let scope = Scope::of(prior.get("project_id").text());
    let roles = match confident.roles(&scope) {
        Ok(roles) => roles.all().await.unwrap_or_default(),
        Err(_) => return,
    };
    let id = prior.get("id").text().and_then(|id| scoped_id::within(&scope, id));
    let carries = |role: &&Arc<Role>| role.policies.iter().any(|policy| Some(policy.id.as_str()) == id);
    let mut names: Vec<_> = roles.iter().filter(carries).map(|role| format!("`{}`", role.name)).collect();
    names.sort();
    if !names.is_empty() {
        let detail = format!(
            "Deleting the policy `{}` immediately revokes its permissions from members with the roles {}, unless this plan also \
             deletes those roles.",
            prior.get("name").text().unwrap_or_default(),
            names.join(", ")
        );
        ctx.warn(Error::new("Roles will lose the policy", detail));
    }
}

impl Model {
    /// All fields are sent each time, because the API keeps omitted ones.
    fn request<'a>(&'a self, permission_ids: &'a [String]) -> NewPolicy<'a> {
        NewPolicy {
            name: &self.name,
            permission_ids,
            description: Edit::from(self.description.as_deref_option().filter(|text| !text.is_empty())),
        }
    }
}

pub(super) fn model(scope: &Scope, policy: &Policy) -> Model {
    Model {
        id: scoped_id::of(scope, &policy.id).into(),
        name: policy.name.clone(),
        permissions: policy.permissions.iter().map(|permission| permission.name.clone()).collect(),
        project_id: scope.project().map(str::to_owned).into(),
        description: policy.description.clone().into(),
    }
}
