//! `confident_members_exclusive`: the exclusive list of people in the organization or a project. It removes all others,
//! never invites, and never removes an Owner. There is one per scope: creating it adopts the existing people, and
//! destroying it removes nobody.

use std::collections::BTreeSet;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::listing::require_scope;
use super::membership::normal;
use super::people::People;
use super::{Account, existence, members_exclusive_plan};
use crate::resources::Result;
use crate::resources::error::singleton_write_error;
use admin_client::confident::{Confident, Scope};
use plugin_framework::engine::{Context, Error, Id, Part, Resource, ResourcePlan};
use plugin_framework::schema::{Schema, email, set_of_text, text};
use plugin_framework::value::{DynamicValue, Value};

/// The import ID for the organization of the API key.
const CURRENT: &str = "current";

/// The resource.
#[derive(Debug)]
pub struct MembersExclusiveResource;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    emails: Vec<String>,
    project_id: Value<String>,
}

#[async_trait]
impl Resource for MembersExclusiveResource {
    const NAME: &'static str = "confident_members_exclusive";
    const ID: &'static [Part] = &[Part::required(
        "scope_id",
        "The ID of the project or the organization, or `current` for the organization of the API key.",
    )];
    const SUBJECT: &'static str = "id";
    const NOT_FOUND_REASON: &'static str =
        "Its project was not found in a complete listing of the organization's projects.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Removes everyone who is not listed from the organization or a project, including people who were added \
             outside Terraform. The plan shows them as addresses that are removed from `emails`. Applying it removes \
             the members and revokes the invitations, including declined ones. This resource does not send \
             invitations: use `confident_member` to invite people. An Owner is never removed. Destroying this \
             resource does not remove anyone.",
            [
                text("id", "The ID of the project, or of the organization.").computed().use_state_for_unknown(),
                set_of_text(
                    "emails",
                    "The email addresses of everyone who is allowed to stay. Not case-sensitive. A listed address \
                     that is neither a member nor invited does not cause a diff. If `[]`, only the Owner stays.",
                )
                .required()
                .validate_with(|text| email(text.trim()))
                .semantic_equality(|a, b| normal(a) == normal(b)),
                text("project_id", "The ID of the project. If omitted, the resource applies to the organization.")
                    .optional()
                    .requires_replace(),
            ],
        )
        .caution(
            "Applying this resource removes people. Add the person who created the provider's API key to `emails`. The \
             API does not return who that is. Creating this resource removes everyone who is not listed at that \
             moment, including people who joined after the plan. Removing a person from the organization also removes \
             them from all of its projects.",
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(&[
            "GET /v2/organization",
            "GET /v2/organization/members",
            "DELETE /v2/organization/members/{user_id}",
            "GET /v2/organization/invitations",
            "DELETE /v2/organization/invitations/{invitation_id}",
            "GET /v2/projects/{project_id}/members",
            "DELETE /v2/projects/{project_id}/members/{user_id}",
            "GET /v2/projects/{project_id}/invitations",
            "DELETE /v2/projects/{project_id}/invitations/{invitation_id}",
            "GET /v2/projects",
            "GET /v2/projects/{project_id}",
        ])
    }

    fn validate(config: &DynamicValue) -> Vec<Error> {
        let mut seen: Vec<&str> = Vec::new();
        let mut errors = Vec::new();
        for text in config.get("emails").elements().iter().filter_map(DynamicValue::text) {
            if let Some(same) = seen.iter().find(|it| normal(it) == normal(text)) {
                let detail = format!(
                    "`emails` contains the same address twice, as `{same}` and as `{text}`. Remove one of them."
                );
                errors.push(Error::new("Duplicate email address", detail).on("emails"));
            }
            seen.push(text);
        }
        errors
    }

    fn shared_key(object: &DynamicValue) -> Option<String> {
        let project = object.get("project_id");
        (!project.is_unknown()).then(|| project.text().unwrap_or(CURRENT).to_owned())
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let confident = ctx.api()?;
        let scope = Scope::of(plan.project_id.as_deref_option());
        require_scope(&confident, &scope, confident.members(&scope)?.all().await?).await?;
        let id = id_of(&confident, &scope).await?;
        let listed = plan.listed();
        let removed = People::remove(&confident, &scope, |email| !listed.contains(email)).await;
        let removed = removed.map_err(|error| singleton_write_error(&error))?;
        if !removed.is_empty() {
            ctx.warn(members_exclusive_plan::removed(&scope, &removed));
        }
        ctx.set_private(noted(&listed));
        Ok(Model { id: id.into(), ..plan })
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let confident = ctx.api()?;
        let scope = match ctx.prior().get("project_id").text() {
            None if ctx.is_importing()
                && ![CURRENT, &confident.organization_id().await?].contains(&id.last()) =>
            {
                Scope::Project(id.last().to_owned())
            }
            project => Scope::of(project),
        };
        let people = People::read(&confident, &scope).await?;
        if people.members.is_empty() && confident.missing(&scope).await?.is_some() {
            return existence::not_found(ctx, &scope).await;
        }
        let id = id_of(&confident, &scope).await?;
        let emails = emails(ctx, &people);
        Ok(Some(Model { id: id.into(), emails, project_id: scope.project().map(str::to_owned).into() }))
    }

    async fn update(&self, ctx: &Context<Account>, _: &Id, plan: Model) -> Result<Model> {
        let confident = ctx.api()?;
        let scope = Scope::of(plan.project_id.as_deref_option());
        let listed = plan.listed();
        // A person who joined after the plan is not in it, and is kept until the next one.
        let named: BTreeSet<String> = ctx.prior_model::<Model>()?.listed();
        let goes = |email: &str| named.contains(email) && !listed.contains(email);
        if named.iter().any(|email| goes(email)) {
            People::remove(&confident, &scope, goes).await?;
        }
        ctx.set_private(noted(&listed));
        Ok(plan)
    }

    async fn delete(&self, _: &Context<Account>, _: &Id) -> Result<()> {
        Ok(())
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        existence::check_project(ctx, plan).await?;
        members_exclusive_plan::plan(ctx, plan).await
    }
}

impl Model {
    fn listed(&self) -> BTreeSet<String> {
        self.emails.iter().map(|email| normal(email)).collect()
    }
}

/// The ID of the project or the organization.
async fn id_of(confident: &Confident, scope: &Scope) -> Result<String> {
    match scope.project() {
        Some(project) => Ok(project.to_owned()),
        None => Ok(confident.organization_id().await?.to_string()),
    }
}

/// The list of the last apply. It distinguishes listed people who were never here from those who left.
fn noted(listed: &BTreeSet<String>) -> DynamicValue {
    DynamicValue::List(listed.iter().map(|email| email.as_str().into()).collect())
}

/// The listed people, in the stored spelling, and all others in the scope.
fn emails(ctx: &Context<Account>, people: &People) -> Vec<String> {
    let noted: BTreeSet<&str> = ctx.private().elements().iter().filter_map(DynamicValue::text).collect();
    let mut others = people.removable();
    let stored = ctx.prior().get("emails").elements().iter().filter_map(DynamicValue::text);
    let stays = |email: &&str| {
        others.remove(&normal(email)).is_some()
            || ctx.private().is_null()
            || noted.contains(normal(email).as_str())
    };
    let mut emails: Vec<String> = stored.filter(stays).map(str::to_owned).collect();
    emails.extend(others.into_keys());
    emails
}
