//! `confident_policy`: a named set of permissions that roles carry. A policy only allows; there is no denial.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::listing::of_existing;
use super::scoped_id::{self, Reference, reference};
use super::{existence, permission_names};
use crate::resources::{Result, created, restapi};
use admin_client::Edit;
use admin_client::confident::{Confident, NewPolicy, Policy, Scope};
use plugin_framework::engine::{Change, Context, Error, ForeignObject, Id, Part, Planned, Resource};
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
    const ABSENCE: &'static str =
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
        .calls(&[
            "GET /v2/organization",
            "GET /v2/organization/policies",
            "POST /v2/organization/policies",
            "PUT /v2/organization/policies/{policy_id}",
            "DELETE /v2/organization/policies/{policy_id}",
            "GET /v2/organization/permissions",
            "GET /v2/organization/roles",
            "GET /v2/projects/{project_id}/policies",
            "POST /v2/projects/{project_id}/policies",
            "PUT /v2/projects/{project_id}/policies/{policy_id}",
            "DELETE /v2/projects/{project_id}/policies/{policy_id}",
            "GET /v2/projects/{project_id}/permissions",
            "GET /v2/projects/{project_id}/roles",
            "GET /v2/projects",
            "GET /v2/projects/{project_id}",
        ])
    }

    fn moved_from(object: &ForeignObject<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::import_id(object, &[&["projects", "*", "policies"], &["organization", "policies"]])
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let confident = ctx.api()?;
        let scope = Scope::of(plan.project_id.as_deref_option());
        let permissions = plan.permission_ids(&confident, &scope).await?;
        let created = confident.policies(&scope)?.create(&plan.request(&permissions)).await?;
        Ok(model(&scope, &created::object(ctx, created)))
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let confident = ctx.api()?;
        let (project, policy) = reference(id);
        let scope = Scope::of(project);
        let policies = confident.policies(&scope)?;
        let found = match policy {
            Reference::Id(id) => policies.find(id).await?,
            Reference::Name(name) => policies.find_by_name(&name).await?,
        };
        match found {
            Some(policy) => Ok(Some(model(&scope, &policy))),
            None => existence::nothing(ctx, &scope).await,
        }
    }

    async fn update(&self, ctx: &Context<Account>, id: &Id, plan: Model) -> Result<Model> {
        let confident = ctx.api()?;
        let scope = Scope::of(plan.project_id.as_deref_option());
        let permissions = plan.permission_ids(&confident, &scope).await?;
        let edited = confident.policies(&scope)?.edit(id.last(), &plan.request(&permissions)).await;
        Ok(model(&scope, &existence::changed(edited, "policy")?))
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        let scope = Scope::of(id.part("project_id"));
        Ok(ctx.api()?.policies(&scope)?.delete(id.last()).await?)
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut Planned) -> Result<()> {
        existence::of_project(ctx, plan).await?;
        match plan.change() {
            Change::Create | Change::Update if plan.changes("permissions") => check_names(ctx, plan).await,
            Change::Destroy | Change::Replace => {
                if let Some(warning) = detached(ctx, &plan.prior).await {
                    ctx.warn(warning);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Refuses names the catalog lacks, once the scope is known and the catalog can be read.
async fn check_names(ctx: &Context<Account>, plan: &Planned) -> Result<()> {
    let project = plan.planned.get("project_id");
    let (Ok(confident), false) = (ctx.api(), project.is_unknown()) else { return Ok(()) };
    let scope = Scope::of(project.text());
    match confident.permissions(&scope)?.all().await {
        Ok(catalog) if !catalog.is_empty() => {
            let names: Vec<_> =
                plan.planned.get("permissions").elements().iter().filter_map(DynamicValue::text).collect();
            permission_names::look_up(&confident, &scope, &catalog, &names).await.map(|_| ())
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// The warning about roles that lose the policy, as far as they can be read.
async fn detached(ctx: &Context<Account>, prior: &DynamicValue) -> Option<Error> {
    let confident = ctx.api().ok()?;
    let roles = confident.roles(&Scope::of(prior.get("project_id").text())).ok()?.all().await.ok()?;
    let id = prior.get("id").text()?.rsplit('/').next()?;
    let carries = roles.iter().filter(|role| role.policies.iter().any(|policy| policy.id == id));
    let mut names: Vec<_> = carries.map(|role| format!("`{}`", role.name)).collect();
    names.sort();
    (!names.is_empty()).then(|| {
        Error::new(
            "Roles lose a policy",
            format!(
                "Deleting `{}` takes its permissions from everybody with {}, at once, unless this plan deletes those roles too.",
                prior.get("name").text().unwrap_or(id),
                names.join(", ")
            ),
        )
    })
}

impl Model {
    async fn permission_ids(&self, confident: &Confident, scope: &Scope) -> Result<Vec<String>> {
        let catalog = of_existing(confident, scope, confident.permissions(scope)?.all().await?).await?;
        let names: Vec<_> = self.permissions.iter().map(String::as_str).collect();
        permission_names::look_up(confident, scope, &catalog, &names).await
    }

    /// Everything each time: what is left out of the description would be kept by the server.
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
