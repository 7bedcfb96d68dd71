//! `confident_role`: a custom role, which is a set of policies. Built-in roles cannot be managed, only assigned.

use crate::resources::error::explained;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::existence;
use super::member::MemberResource;
use super::membership::id_of;
use super::role_choice::place;
use super::scoped_id::{self, Reference, planned_scope, reference};
use crate::resources::{Result, created, restapi};
use admin_client::Edit;
use admin_client::confident::{Confident, NewRole, Role, Scope};
use plugin_framework::engine::{Change, Context, Error, Id, MoveSource, Part, Resource, ResourcePlan};
use plugin_framework::schema::{Schema, set_of_text, text};
use plugin_framework::value::{DynamicValue, Value};

/// The announcement of role plans: names that will exist.
pub(super) const PLANNED_NAME: &str = "role name";

/// The resource.
#[derive(Debug)]
pub struct RoleResource;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    name: String,
    project_id: Value<String>,
    description: Value<String>,
    policy_ids: Value<Vec<String>>,
}

#[async_trait]
impl Resource for RoleResource {
    const NAME: &'static str = "confident_role";
    const ID: &'static [Part] = &[
        Part::optional("project_id", "The ID of the project. Omit it for a role of the organization."),
        Part::required("role_id", "The ID of the role, or `name:` followed by its name.").with_slashes(),
    ];
    const NOT_FOUND_REASON: &'static str =
        "Not found in a complete listing of the roles of its organization or project.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Manages a custom role of the organization or a project. A role grants the permissions of all its \
             policies. Changes take effect immediately for all members with this role. A role that is assigned to \
             members cannot be deleted.",
            [
                text("id", "The ID, as `<role_id>` or `<project_id>/<role_id>`.").computed().use_state_for_unknown(),
                text(
                    "name",
                    "The name, unique in the organization or project. The names of built-in roles are reserved: \
                     `Owner`, `Member`, and `Admin` in the organization or `Manager` in a project.",
                )
                .required(),
                text("project_id", "The ID of the project. If omitted, the role belongs to the organization.").optional().requires_replace(),
                text("description", "What the role is for.").optional().empty_is_null(),
                set_of_text(
                    "policy_ids",
                    "The IDs of the role's policies, from the same organization or project. `[]` grants nothing. If omitted, a new \
                     role has no policies, and the policies of an existing role are kept.",
                )
                .optional()
                .computed()
                .use_state_for_unknown()
                .semantic_equality(scoped_id::same),
            ],
        )
        .caution("Destroying a role is permanent. Pending invitations with this role fall back to the default role.")
        .permissions(super::ORGANIZATION_KEY)
        .calls(scoped_calls!(
            ["GET /v2/organization"]
            GET "/roles"
            POST "/roles"
            PUT "/roles/{role_id}"
            DELETE "/roles/{role_id}"
            GET "/policies"
            GET "/members"
        ))
    }

    fn validate(config: &DynamicValue) -> Vec<Error> {
        let reserved: &[&str] = match config.get("project_id") {
            DynamicValue::Null => &["Owner", "Admin", "Member"],
            DynamicValue::Text(_) => &["Owner", "Manager", "Member"],
            _ => &["Owner", "Member"],
        };
        let name = config.get("name").text().map(str::trim);
        let taken = reserved.iter().find(|it| name.is_some_and(|name| name.eq_ignore_ascii_case(it)));
        let complaint = taken.map(|it| {
            let detail =
                format!("`{it}` is a built-in role. Choose another name; names are not case-sensitive.");
            Error::new("Reserved name", detail).on("name")
        });
        complaint.into_iter().collect()
    }

    fn moved_from(object: &MoveSource<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::import_id(object, &[&["projects", "*", "roles"], &["organization", "roles"]])
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let scope = Scope::of(plan.project_id.as_deref_option());
        let created = ctx.api()?.roles(&scope)?.create(&plan.request(&plan.policy_ids(&scope)?)).await?;
        Ok(model(&scope, &created::object(ctx, created)))
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let (confident, (scope, role)) = (ctx.api()?, reference(id));
        let roles = confident.roles(&scope)?;
        let found = match role {
            Reference::Id(id) => roles.find(id).await?,
            Reference::Name(name) => roles.find_by_name(&name).await?,
        };
        match found {
            Some(role) if role.is_built_in() => Err(built_in(&role).into()),
            Some(role) => Ok(Some(model(&scope, &role))),
            None => existence::not_found(ctx, &scope).await,
        }
    }

    async fn update(&self, ctx: &Context<Account>, id: &Id, plan: Model) -> Result<Model> {
        let scope = Scope::of(plan.project_id.as_deref_option());
        let policies = plan.policy_ids(&scope)?;
        let edited = ctx.api()?.roles(&scope)?.edit(id.last(), &plan.request(&policies)).await;
        Ok(model(&scope, &existence::changed(edited, "role")?))
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        let confident = ctx.api()?;
        let scope = Scope::of(id.part("project_id"));
        match confident.roles(&scope)?.delete(id.last()).await {
            // The status for a role in use is not documented (contracts/confident.md 8), so every rejection is
            // examined.
            Err(error) if error.status().is_some_and(|status| (400..500).contains(&status)) => {
                let holders = holders(&confident, &scope, id.last()).await;
                Err(explained(&error).and(holders.unwrap_or_default()).into())
            }
            outcome => Ok(outcome?),
        }
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        existence::check_project(ctx, plan).await?;
        if plan.is_destroy() {
            return destroyed(ctx, &plan.prior).await;
        }
        let Some(scope) = planned_scope(&plan.planned) else { return Ok(()) };
        if let Some(name) = plan.planned.get("name").text() {
            ctx.announce(PLANNED_NAME, announced_name(&scope, name));
        }
        let writes = matches!(plan.change(), Change::Create | Change::Update);
        let (Ok(confident), true) = (ctx.api(), writes && plan.changes("policy_ids")) else { return Ok(()) };
        let policies = confident.policies(&scope)?;
        let mut unknown = Vec::new();
        for id in plan.config.get("policy_ids").elements().iter().filter_map(DynamicValue::text) {
            let exists = match scoped_id::within(&scope, id) {
                Some(policy) => policies.find_cached(policy).await.map(|found| found.is_some()),
                None => Ok(false),
            };
            match exists {
                Ok(true) => {}
                Ok(false) => unknown.push(format!("`{id}`")),
                Err(_) => return Ok(()),
            }
        }
        if unknown.is_empty() {
            return Ok(());
        }
        let Ok(policies) = policies.all().await else { return Ok(()) };
        let mut there: Vec<_> =
            policies.iter().map(|it| format!("`{}` ({})", scoped_id::of(&scope, &it.id), it.name)).collect();
        there.sort();
        let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
        let detail = format!(
            "There is no policy {} in {}. Its policies are: {there}. A role can only have policies of its own \
             organization or project.",
            unknown.join(", "),
            place(&scope)
        );
        Err(Error::new("Unknown policy", detail).on("policy_ids").into())
    }
}

/// The key of a role's name in its scope.
pub(super) fn announced_name(scope: &Scope, name: &str) -> String {
    format!("{}\n{name}", scope.project().unwrap_or_default())
}

/// Warns about members who have the role that a plan destroys and who are not destroyed with it.
async fn destroyed(ctx: &Context<Account>, prior: &DynamicValue) -> Result<()> {
    let scope = Scope::of(prior.get("project_id").text());
    let (Ok(confident), Some(id)) = (ctx.api(), prior.get("id").text()) else { return Ok(()) };
    let Some(role) = scoped_id::within(&scope, id) else { return Ok(()) };
    let Ok(members) = confident.members(&scope)?.all().await else { return Ok(()) };
    let held = members.iter().filter(|member| member.role.as_ref().is_some_and(|it| it.id == role));
    ctx.wait_for_other_plans().await;
    let kept_keys = ctx.kept_keys(MemberResource::NAME);
    let mut emails: Vec<_> = held
        .filter(|member| kept_keys.contains(&id_of(scope.project(), &member.email)))
        .map(|member| format!("`{}`", member.email))
        .collect();
    emails.sort();
    if !emails.is_empty() {
        ctx.warn(Error::new(
            format!("The role `{}` is still in use", prior.get("name").text().unwrap_or(id)),
            format!(
                "It is assigned to {}. Terraform destroys the role before it changes those members, and a role that is \
                 assigned cannot be deleted. {CREATE_BEFORE_DESTROY}",
                shorten_list(&emails)
            ),
        ));
    }
    Ok(())
}

const CREATE_BEFORE_DESTROY: &str = "To move the members in the same apply, set `lifecycle { create_before_destroy = true }` on \
    the role and apply that before you remove the role. Otherwise, move the members first and remove the role in a later apply.";

/// At most five of the names, as a list.
fn shorten_list(names: &[String]) -> String {
    match names.len() {
        0..=5 => names.join(", "),
        number => format!("{} and {} more", names[..5].join(", "), number - 5),
    }
}

/// The members who prevent the deletion of a role, as sentences.
async fn holders(confident: &Confident, scope: &Scope, role: &str) -> Result<String> {
    let members = confident.members(scope)?.all().await?;
    let held = members.iter().filter(|member| member.role.as_ref().is_some_and(|it| it.id == role));
    let mut emails: Vec<_> = held.map(|member| format!("`{}`", member.email)).collect();
    emails.sort();
    if emails.is_empty() {
        return Ok(String::new());
    }
    Ok(format!(" It is assigned to {}. {CREATE_BEFORE_DESTROY}", shorten_list(&emails)))
}

fn built_in(role: &Role) -> Error {
    Error::new(
        "Built-in roles cannot be managed",
        format!(
            "`{}` is built in and cannot be changed or deleted. Assign it with `role = \"{}\"` on `confident_member`, and \
             read it with the data source `confident_role`.",
            role.name, role.name
        ),
    )
}

impl Model {
    /// The API's own IDs of the policies.
    fn policy_ids(&self, scope: &Scope) -> Result<Vec<String>> {
        let ids = self.policy_ids.as_deref_option().unwrap_or_default().iter();
        ids.map(|id| {
            scoped_id::within(scope, id).map(str::to_owned).ok_or_else(|| {
                let detail =
                    format!("`{id}` is not a policy of {}, to which the role belongs.", place(scope));
                Error::new("Unknown policy", detail).on("policy_ids").into()
            })
        })
        .collect()
    }

    /// All fields are sent each time, because the API keeps omitted ones.
    fn request<'a>(&'a self, policy_ids: &'a [String]) -> NewRole<'a> {
        NewRole {
            name: &self.name,
            policy_ids,
            description: Edit::from(self.description.as_deref_option().filter(|text| !text.is_empty())),
        }
    }
}

pub(super) fn model(scope: &Scope, role: &Role) -> Model {
    let policies = role.policies.iter().map(|policy| scoped_id::of(scope, &policy.id));
    Model {
        id: scoped_id::of(scope, &role.id).into(),
        name: role.name.clone(),
        project_id: scope.project().map(str::to_owned).into(),
        description: role.description.clone().into(),
        policy_ids: policies.collect::<Vec<_>>().into(),
    }
}
