//! `confident_member`: a person in the organization or a project, from the invitation to the removal. Its id ends in the
//! e-mail address, which stays the same when an invitation becomes a membership.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::listing::of_existing;
use super::membership::{Membership, Person, normal};
use super::role_choice::choose;
use super::scoped_id;
use super::{existence, member_move, member_plan};
use crate::resources::Result;
use admin_client::confident::{Confident, Role};
use plugin_framework::engine::{Context, Error, ForeignObject, Id, Part, Planned, Resource};
use plugin_framework::schema::{Schema, email, flag, text};
use plugin_framework::value::Value;

/// The resource.
#[derive(Debug, Default)]
pub struct MemberResource {
    /// Ids this process read for the state, so that planning to replace one is not taken for meeting a stranger.
    stored: Mutex<BTreeSet<String>>,
    /// Ids this process created, so that two resources of one person are told apart from an adoption.
    created: Mutex<BTreeSet<String>>,
}

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    email: String,
    project_id: Value<String>,
    role: Value<String>,
    role_id: Value<String>,
    allow_ownership_transfer: Value<bool>,
    status: Value<String>,
    user_id: Value<String>,
    name: Value<String>,
    invitation_id: Value<String>,
}

#[async_trait]
impl Resource for MemberResource {
    const NAME: &'static str = "confident_member";
    const ID: &'static [Part] = &[
        Part::optional("project_id", "The ID of the project. Omit it for a member of the organization."),
        Part::required("email", "The email address, or the user ID of a member."),
    ];
    const SUBJECT: &'static str = "email";
    const ABSENCE: &'static str =
        "Not found in complete listings of the members and invitations of its organization or project.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Manages a person's membership in the organization or a project, from the invitation to the removal. \
             Creating it sends an invitation by email, or adopts an existing member or invitation without sending one. \
             When the person accepts, `status` becomes `ACTIVE` and the plan stays empty. Invitations do not expire. A \
             declined invitation is not sent again unless you replace the resource with `terraform apply -replace=…`. \
             Accepting an invitation removes a person from their previous organization.",
            [
                text("id", "The ID, as `<email>` or `<project_id>/<email>`, with the email address in lower case.").computed().use_state_for_unknown(),
                text(
                    "email",
                    "The email address to invite. Not case-sensitive. Confident AI rejects addresses of free and \
                     disposable email services.",
                )
                .required()
                .validate_with(|text| email(text.trim()))
                .semantic_equality(|a, b| normal(a) == normal(b))
                .requires_replace(),
                text("project_id", "The ID of the project. If omitted, the membership is in the organization.").optional().requires_replace(),
                text(
                    "role",
                    "The name of the role. If omitted, people are invited as `Member`, and members keep their current \
                     role. The role of a member changes in place. For a pending invitation, a change revokes it and \
                     sends a new one.",
                )
                .optional()
                .computed()
                .changes_with(&["role_id"]),
                text("role_id", "The ID of the role, as an alternative to `role`. If both are set, they must refer to \
                     the same role.")
                    .optional()
                    .computed()
                    .semantic_equality(scoped_id::same)
                    .changes_with(&["role"]),
                flag(
                    "allow_ownership_transfer",
                    "Whether the role may change to or from `Owner`. Transferring the ownership makes the previous \
                     owner an `Admin`, or a `Manager` in a project.",
                )
                .local()
                .optional()
                .default(false),
                text("status", "`PENDING` for an invitation, `DECLINED` for a declined invitation, `ACTIVE` for a \
                     member.").computed().use_state_for_unknown(),
                text("user_id", "The ID of the user. Null until the invitation is accepted.").computed().use_state_for_unknown(),
                text("name", "The name of the user. Null until the invitation is accepted.").computed().use_state_for_unknown(),
                text("invitation_id", "The ID of the invitation. Null for members who were not invited by this \
                     resource.")
                    .computed()
                    .use_state_for_unknown()
                    .only_returned_on_create(),
            ],
        )
        .caution(
            "Destroying this resource removes the member, or revokes the invitation. Removing a person from the organization \
             also removes them from all of its projects.",
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(&[
            "GET /v2/organization",
            "GET /v2/organization/members",
            "PUT /v2/organization/members/{user_id}",
            "DELETE /v2/organization/members/{user_id}",
            "GET /v2/organization/invitations",
            "POST /v2/organization/invitations",
            "DELETE /v2/organization/invitations/{invitation_id}",
            "GET /v2/organization/roles",
            "GET /v2/projects/{project_id}/members",
            "PUT /v2/projects/{project_id}/members/{user_id}",
            "DELETE /v2/projects/{project_id}/members/{user_id}",
            "GET /v2/projects/{project_id}/invitations",
            "POST /v2/projects/{project_id}/invitations",
            "DELETE /v2/projects/{project_id}/invitations/{invitation_id}",
            "GET /v2/projects/{project_id}/roles",
            "GET /v2/projects",
            "GET /v2/projects/{project_id}",
        ])
    }

    fn moved_from(object: &ForeignObject<'_>) -> plugin_framework::engine::Result<Option<String>> {
        member_move::import_id(object)
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let confident = ctx.api()?;
        let person = plan.person(&confident);
        let id = person.id();
        if !note(&self.created, &id) {
            let detail = format!("Another `{}` made `{id}` in this run. Remove one of the two.", Self::NAME);
            return Err(Error::new("Two resources for one membership", detail).on("email").into());
        }
        let joined = async {
            let role = plan.wanted_role(&person).await?;
            let there = person.join(ctx, role.as_deref()).await?;
            model(&person, &there).await
        };
        joined.await.inspect_err(|_| forget(&self.created, &id))
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let confident = ctx.api()?;
        let mut person = Person::new(&confident, id.part("project_id"), id.last());
        if ctx.is_importing() && !id.last().contains('@') {
            let member = confident.members(&person.scope)?.find(id.last()).await?;
            let Some(member) = member else { return existence::nothing(ctx, &person.scope).await };
            person.email = normal(&member.email);
        }
        note(&self.stored, &person.id());
        let Some(there) = person.find().await? else {
            forget(&self.created, &person.id());
            return existence::nothing(ctx, &person.scope).await;
        };
        Ok(Some(model(&person, &there).await?))
    }

    async fn update(&self, ctx: &Context<Account>, _: &Id, plan: Model) -> Result<Model> {
        if !ctx.changes("role") && !ctx.changes("role_id") {
            return Ok(plan);
        }
        let confident = ctx.api()?;
        let person = plan.person(&confident);
        let there = person.find().await?.ok_or_else(|| {
            Error::new(
                format!("`{}` is gone", person.email),
                "The membership was ended or the invitation was revoked after the plan was made. Plan again.",
            )
        })?;
        let there = match plan.wanted_role(&person).await? {
            Some(role) => person.change(ctx, there, &role).await?,
            None => there,
        };
        model(&person, &there).await
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        let confident = ctx.api()?;
        let invitation = ctx.prior().get("invitation_id").text().and_then(|id| id.parse().ok());
        Person::new(&confident, id.part("project_id"), id.last()).remove(invitation).await?;
        forget(&self.created, &id.to_string());
        Ok(())
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut Planned) -> Result<()> {
        existence::of_project(ctx, plan).await?;
        member_plan::plan(ctx, plan, |id| holds(&self.stored, id)).await
    }
}

impl Model {
    fn person<'a>(&self, confident: &'a Confident) -> Person<'a> {
        let mut person = Person::new(confident, self.project_id.as_deref_option(), &self.email);
        person.may_own = self.allow_ownership_transfer == Value::Value(true);
        person
    }

    /// The planned role as the scope has it now.
    async fn wanted_role(&self, person: &Person<'_>) -> Result<Option<Arc<Role>>> {
        let (name, id) = (self.role.as_deref_option(), self.role_id.as_deref_option());
        if name.is_none() && id.is_none() {
            return Ok(None);
        }
        let roles = of_existing(person.confident, &person.scope, person.roles().await?).await?;
        choose(&roles, &person.scope, name, id)
    }
}

pub(super) async fn model(person: &Person<'_>, there: &Membership) -> Result<Model> {
    let (role, member, invitation) = match there {
        Membership::Active(member) => {
            (member.role.as_ref().map(|role| (role.id.clone(), role.name.clone())), Some(member), None)
        }
        Membership::Invited(invitation) => {
            let roles = person.roles().await?;
            let role = there.role(&roles);
            (role.map(|role| (role.id.clone(), role.name.clone())), None, Some(invitation))
        }
    };
    let (role_id, role) = role.unzip();
    Ok(Model {
        id: person.id().into(),
        email: person.email.clone(),
        project_id: person.scope.project().map(str::to_owned).into(),
        role: role.into(),
        role_id: role_id.map(|id| scoped_id::of(&person.scope, &id)).into(),
        allow_ownership_transfer: Value::Null,
        status: there.status().to_owned().into(),
        user_id: member.map(|member| member.id.clone()).into(),
        name: member.and_then(|member| member.name.clone()).into(),
        invitation_id: invitation.map(|invitation| invitation.id.to_string()).into(),
    })
}

/// Adds an id; false when it was there.
fn note(ids: &Mutex<BTreeSet<String>>, id: &str) -> bool {
    ids.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned())
}

fn forget(ids: &Mutex<BTreeSet<String>>, id: &str) {
    ids.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
}

fn holds(ids: &Mutex<BTreeSet<String>>, id: &str) -> bool {
    ids.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
}
