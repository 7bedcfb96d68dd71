//! Data source `confident_invitations`: everybody who is invited and has not accepted. The tokens of the links are not told.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::listing::{listed_project_id, of_existing, project_id};
use super::membership::Membership;
use super::scoped_id;
use crate::resources::Result;
use admin_client::confident::{Invitation, Role, Scope};
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Attr, Schema, list_of, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct InvitationsData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    project_id: Value<String>,
    invitations: Value<Vec<Element>>,
}

/// One invitation.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Element {
    id: Value<String>,
    email: Value<String>,
    project_id: Value<String>,
    role: Value<String>,
    role_id: Value<String>,
    status: Value<String>,
    invitation_id: Value<String>,
    created_at: Value<String>,
}

#[async_trait]
impl DataSource for InvitationsData {
    const NAME: &'static str = "confident_invitations";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let element = [
            text("id", "The ID, for importing the invitation as a `confident_member`.").computed(),
            text("email", "The invited email address in lower case.").computed(),
            listed_project_id(),
            text("role", "The name of the role to be assigned.").computed(),
            text("role_id", "The ID of the role to be assigned.").computed(),
            text("status", "`PENDING` or `DECLINED`.").computed(),
            text("invitation_id", "The ID of the invitation.").computed(),
            text("created_at", "When the invitation was last sent, in RFC 3339 format.").computed(),
        ];
        let attrs: [Attr; 2] = [
            project_id("lists the organization's invitations"),
            list_of("invitations", "The invitations, sorted by email address.", element).computed(),
        ];
        Schema::new(
            "Lists all pending and declined invitations of the organization or a project, without the secrets in their \
             links.",
            attrs,
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(&[
            "GET /v2/organization/invitations",
            "GET /v2/organization/roles",
            "GET /v2/projects/{project_id}/invitations",
            "GET /v2/projects/{project_id}/roles",
            "GET /v2/projects",
            "GET /v2/projects/{project_id}",
        ])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let confident = ctx.api()?.fresh();
        let scope = Scope::of(config.project_id.as_deref_option());
        let invitations = confident.invitations(&scope)?.all().await?;
        let mut invitations = of_existing(&confident, &scope, invitations).await?;
        let roles = if invitations.is_empty() { Vec::new() } else { confident.roles(&scope)?.all().await? };
        invitations.sort_by(|a, b| a.email.cmp(&b.email));
        let elements: Vec<_> = invitations.into_iter().map(|it| element(&scope, it, &roles)).collect();
        Ok(Model { project_id: config.project_id, invitations: elements.into() })
    }
}

fn element(scope: &Scope, invitation: Arc<Invitation>, roles: &[Arc<Role>]) -> Element {
    let (id, created_at) = (invitation.id.to_string(), invitation.created_at.clone());
    let email = invitation.email.clone();
    let invited = Membership::Invited(invitation);
    let role = invited.role(roles);
    Element {
        id: scoped_id::of(scope, &email.to_lowercase()).into(),
        email: email.into(),
        project_id: scope.project().map(str::to_owned).into(),
        role: role.map(|role| role.name.clone()).into(),
        role_id: role.map(|role| scoped_id::of(scope, &role.id)).into(),
        status: invited.status().to_owned().into(),
        invitation_id: id.into(),
        created_at: created_at.into(),
    }
}
