//! Data source `confident_invitations`: pending and declined invitations, without the tokens of their links.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::listing::{Listed, listed_project_id};
use super::membership::{Membership, id_of};
use super::scoped_id;
use crate::resources::Result;
use admin_client::confident::{Confident, Invitation, Role, Scope};
use plugin_framework::schema::{Attr, text};
use plugin_framework::value::Value;

/// The invitations of a scope.
#[derive(Debug)]
pub struct InvitationsData;

/// One invitation.
#[derive(Debug, Serialize, Deserialize)]
pub struct Element {
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
impl Listed for InvitationsData {
    const NAME: &'static str = "confident_invitations";
    const ATTRIBUTE: &'static str = "invitations";
    const NOUNS: &'static str = "invitations";
    const SORTED_BY: &'static str = "email address";
    const DESCRIPTION: &'static str = "Lists all pending and declined invitations of the organization or a project, \
     without the secrets in their links.";
    const CALLS: &'static [&'static str] = scoped_calls!(GET "/invitations" GET "/roles");
    /// The invitation with the role that it grants.
    type Object = (Arc<Invitation>, Option<Arc<Role>>);
    type Element = Element;

    fn attrs() -> Vec<Attr> {
        vec![
            text("id", "The ID, for importing the invitation as a `confident_member`.").computed(),
            text("email", "The invited email address in lower case.").computed(),
            listed_project_id(),
            text("role", "The name of the role to be assigned.").computed(),
            text("role_id", "The ID of the role to be assigned.").computed(),
            text("status", "`PENDING` or `DECLINED`.").computed(),
            text("invitation_id", "The ID of the invitation.").computed(),
            text("created_at", "When the invitation was last sent, in RFC 3339 format.").computed(),
        ]
    }

    async fn all(confident: &Confident, scope: &Scope) -> Result<Vec<Self::Object>> {
        let invitations = confident.invitations(scope)?.all().await?;
        let roles = if invitations.is_empty() { Vec::new() } else { confident.roles(scope)?.all().await? };
        let with_role = |it: Arc<Invitation>| {
            let role = Membership::Invited(Arc::clone(&it)).role(&roles).cloned();
            (it, role)
        };
        Ok(invitations.into_iter().map(with_role).collect())
    }

    fn sort(invitations: &mut [Self::Object]) {
        invitations.sort_by(|(a, _), (b, _)| a.email.cmp(&b.email));
    }

    fn element(scope: &Scope, (invitation, role): Self::Object) -> Element {
        let role = role.as_ref();
        Element {
            id: id_of(scope.project(), &invitation.email).into(),
            email: invitation.email.clone().into(),
            project_id: scope.project().map(str::to_owned).into(),
            role: role.map(|role| role.name.clone()).into(),
            role_id: role.map(|role| scoped_id::of(scope, &role.id)).into(),
            status: invitation.status.as_str().to_owned().into(),
            invitation_id: invitation.id.to_string().into(),
            created_at: invitation.created_at.clone().into(),
        }
    }
}
