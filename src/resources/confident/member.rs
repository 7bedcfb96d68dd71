//! `confident_member`: a person in the organization or a project, from the invitation to the removal. Its ID ends in
//! the email address, which stays the same when the invitation is accepted.

use std::sync::Arc;

use async_trait::async_trait;
use futures::future;
use serde::{Deserialize, Serialize};

use super::Account;
use super::listing::require_scope;
use super::membership::{Membership, Person, address, changed_since, id_of, normal};
use super::role_choice::choose;
use super::scoped_id;
use super::{existence, member_move, member_plan};
use crate::resources::Result;
use admin_client::confident::{Confident, Role};
use plugin_framework::engine::{Context, Id, MoveSource, Part, Resource, ResourcePlan};
use plugin_framework::schema::{Schema, email, flag, text};
use plugin_framework::value::{DynamicValue, Value};

/// The note of a plan that destroys the Owner together with its project.
pub(super) const PROJECT_GOES: &str = "project goes";
/// The note of a plan that destroys the Owner, perhaps together with the project.
pub(super) const PROJECT_MAY_GO: &str = "project may go";

/// The resource.
#[derive(Debug)]
pub struct MemberResource;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    email: String,
    project_id: Value<String>,
    role: Value<String>,
    role_id: Value<String>,
    allow_ownership_transfer: Value<bool>,
    on_destroy: Value<String>,
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
        Part::required("email", "The email address, with `/` written as `%2F`, or the user ID of a member."),
    ];
    const SUBJECT: &'static str = "email";
    const NOT_FOUND_REASON: &'static str =
        "Not found in complete listings of the members and invitations of its organization or project.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Manages a person's membership in the organization or a project, from the invitation to the removal. \
             Creating it sends an invitation by email, or adopts an existing member or invitation. Adopting sends an email \
             only if the role of a pending invitation differs. When the person accepts, `status` becomes `ACTIVE` and the \
             plan stays empty. Invitations do not expire. To send a declined invitation again, replace the resource with \
             `terraform apply -replace=…`, or invoke the action `confident_resend_invitation`. \
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
                .unknown_if_changed(&["role_id"]),
                text("role_id", "The ID of the role, as an alternative to `role`. If both are set, they must refer to \
                     the same role.")
                    .optional()
                    .computed()
                    .semantic_equality(scoped_id::same)
                    .unknown_if_changed(&["role"]),
                flag(
                    "allow_ownership_transfer",
                    "Whether the role may change to or from `Owner`. Transferring the ownership makes the previous \
                     owner an `Admin`, or a `Manager` in a project.",
                )
                .not_returned()
                .optional()
                .default(false),
                text(
                    "on_destroy",
                    "What destroying the resource does: `remove` removes the member or revokes the invitation, `abandon` only \
                     removes the resource from the state.",
                )
                .not_returned()
                .optional()
                .one_of(&["remove", "abandon"])
                .default("remove"),
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
        .calls(scoped_calls!(
            ["GET /v2/organization"]
            GET "/members"
            PUT "/members/{user_id}"
            DELETE "/members/{user_id}"
            GET "/invitations"
            POST "/invitations"
            DELETE "/invitations/{invitation_id}"
            GET "/roles"
        ))
    }

    fn moved_from(object: &MoveSource<'_>) -> plugin_framework::engine::Result<Option<String>> {
        member_move::import_id(object)
    }

    fn shared_key(object: &DynamicValue) -> Option<String> {
        let (email, project) = (object.get("email").text()?, object.get("project_id"));
        (!project.is_unknown()).then(|| id_of(project.text(), email))
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let confident = ctx.api()?;
        let person = plan.person(&confident);
        let role = plan.wanted_role(&person).await?;
        let membership = person.join(ctx, role.as_deref()).await?;
        model(&person, &membership).await
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let confident = ctx.api()?;
        let mut person = Person::new(&confident, id.part("project_id"), &address(id.last()));
        if ctx.is_importing() && !id.last().contains('@') {
            let member = confident.members(&person.scope)?.find(id.last()).await?;
            let Some(member) = member else { return existence::not_found(ctx, &person.scope).await };
            person.email = normal(&member.email);
        }
        let membership = if matches!(ctx.prior().get("status").text(), Some("PENDING" | "DECLINED")) {
            // The role of an invitation is known by its ID only. If the roles cannot be read, the model below is an
            // error.
            let (membership, _) = future::join(person.find_invited(), person.roles()).await;
            membership?
        } else {
            person.find().await?
        };
        match membership {
            Some(membership) => Ok(Some(model(&person, &membership).await?)),
            None => existence::not_found(ctx, &person.scope).await,
        }
    }

    async fn update(&self, ctx: &Context<Account>, _: &Id, plan: Model) -> Result<Model> {
        if !ctx.changes("role") && !ctx.changes("role_id") {
            return Ok(plan);
        }
        let confident = ctx.api()?;
        let person = plan.person(&confident);
        let membership = person.find().await?;
        let prior = ctx.prior();
        let membership = match membership {
            None => {
                return Err(changed_since(&person.email, "was removed or the invitation was revoked").into());
            }
            Some(membership) if prior.get("status").text() == Some("ACTIVE") => match &membership {
                Membership::Active(member) if prior.get("user_id").text() == Some(&member.id) => membership,
                _ => return Err(changed_since(&person.email, "was removed and invited again").into()),
            },
            Some(membership) => membership,
        };
        let membership = match plan.wanted_role(&person).await? {
            Some(role) => person.change(ctx, membership, &role).await?,
            None => membership,
        };
        model(&person, &membership).await
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        let prior: Model = ctx.prior_model()?;
        let goes_with_project = ctx.private().text() == Some(PROJECT_GOES);
        if goes_with_project || prior.on_destroy.as_deref_option() == Some("abandon") {
            return Ok(());
        }
        let confident = ctx.api()?;
        let invitation = prior.invitation_id.as_deref_option().and_then(|id| id.parse().ok());
        let mut person = Person::new(&confident, id.part("project_id"), &address(id.last()));
        person.allow_ownership_transfer = prior.allow_ownership_transfer == Value::Value(true);
        person.may_stay = ctx.private().text() == Some(PROJECT_MAY_GO);
        person.remove(ctx, invitation).await
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        existence::check_project(ctx, plan).await?;
        member_plan::plan(ctx, plan).await
    }
}

impl Model {
    fn person<'a>(&self, confident: &'a Confident) -> Person<'a> {
        let mut person = Person::new(confident, self.project_id.as_deref_option(), &self.email);
        person.allow_ownership_transfer = self.allow_ownership_transfer == Value::Value(true);
        person
    }

    /// The planned role, looked up in the scope.
    async fn wanted_role(&self, person: &Person<'_>) -> Result<Option<Arc<Role>>> {
        let (name, id) = (self.role.as_deref_option(), self.role_id.as_deref_option());
        if name.is_none() && id.is_none() {
            return Ok(None);
        }
        let roles = require_scope(person.confident, &person.scope, person.roles().await?).await?;
        choose(&roles, &person.scope, name, id)
    }
}

pub(super) async fn model(person: &Person<'_>, membership: &Membership) -> Result<Model> {
    let (role, member, invitation) = match membership {
        Membership::Active(member) => {
            (member.role.as_ref().map(|role| (role.id.clone(), role.name.clone())), Some(member), None)
        }
        Membership::Invited(invitation) => {
            let roles = person.roles().await?;
            let role = membership.role(&roles);
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
        on_destroy: Value::Null,
        status: membership.status().to_owned().into(),
        user_id: member.map(|member| member.id.clone()).into(),
        name: member.and_then(|member| member.name.clone()).into(),
        invitation_id: invitation.map(|invitation| invitation.id.to_string()).into(),
    })
}
