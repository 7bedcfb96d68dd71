//! Invitations to the organization or a project: `{scope}/invitations`. Accepted invitations are not listed.
//!
//! Each creation and each `resend` sends an email, so neither is ever retried blindly. The server silently drops an
//! address that has an invitation or is a member, and returns a conflict if none is left (contracts/confident.md 5).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::scoped::{Addressed, Scoped};
use super::{Member, Scope};
use crate::creation::{Created, How, NewItem, Outcome};
use crate::deserialize;
use crate::error::{Error, Existing, Result};
use crate::listing::{Item, undivided};
use crate::secret::Secret;

/// An invitation (contracts/confident.md 3.5).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Invitation {
    /// Assigned by the server; a resend keeps it.
    #[serde(deserialize_with = "deserialize::integer")]
    pub id: i64,
    /// Lower case.
    pub email: String,
    /// Its status.
    pub status: InvitationStatus,
    /// RFC 3339; a resend updates it.
    pub created_at: String,
    /// The role it grants; `None` = the built-in Member.
    #[serde(default, rename = "organizationRoleId", alias = "projectRoleId")]
    pub role_id: Option<String>,
    /// The secret of the link in the email.
    #[serde(default)]
    pub token: Option<Secret>,
}

/// The status of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum InvitationStatus {
    /// Not answered yet.
    Pending,
    /// Accepted; not listed.
    Accepted,
    /// Declined; still listed.
    Declined,
    /// A status that this client does not know.
    Other(String),
}

impl From<String> for InvitationStatus {
    fn from(name: String) -> Self {
        match name.as_str() {
            "PENDING" => InvitationStatus::Pending,
            "ACCEPTED" => InvitationStatus::Accepted,
            "DECLINED" => InvitationStatus::Declined,
            _ => InvitationStatus::Other(name),
        }
    }
}

impl InvitationStatus {
    /// The API's name of the status.
    pub fn as_str(&self) -> &str {
        match self {
            InvitationStatus::Pending => "PENDING",
            InvitationStatus::Accepted => "ACCEPTED",
            InvitationStatus::Declined => "DECLINED",
            InvitationStatus::Other(name) => name,
        }
    }
}

/// Whom to invite: always one address, because a dropped address is missing from the response without an error.
#[derive(Debug, Clone, Copy)]
pub struct NewInvitation<'a> {
    /// The email address.
    pub email: &'a str,
    /// The role to grant. If omitted, the built-in Member.
    pub role_id: Option<&'a str>,
}

impl NewItem for NewInvitation<'_> {
    type Object = Invitation;

    fn key(&self) -> String {
        deserialize::email(self.email)
    }

    fn matches(&self, object: &Invitation) -> bool {
        object.status == InvitationStatus::Pending && object.role_id.as_deref() == self.role_id
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    emails: [&'a str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_role_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project_role_id: Option<&'a str>,
}

undivided!(InvitationPage { invitations: Invitation });

impl Item for Invitation {
    type Page = InvitationPage;
    const NOUN: &'static str = "invitation";
    const PAGED: bool = false;
    const HAS_CREATED_AT: bool = true;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> String {
        deserialize::email(&self.email)
    }

    fn created_at(&self) -> Option<OffsetDateTime> {
        deserialize::instant(&self.created_at)
    }
}

/// The pending and declined invitations of one scope.
pub type Invitations<'a> = Scoped<'a, Invitation>;

impl Addressed for Invitation {}

impl Scoped<'_, Invitation> {
    /// Sends an invitation. The error for a conflict names the existing invitation or member.
    pub async fn create(&self, new: &NewInvitation<'_>) -> Result<Created<Invitation>> {
        let list = &self.list;
        let email = deserialize::email(new.email);
        let (organization_role_id, project_role_id) = match self.scope {
            Scope::Organization => (new.role_id, None),
            Scope::Project(_) => (None, new.role_id),
        };
        let body = Body { emails: [&email], organization_role_id, project_role_id };
        let post = || self.client().post::<InvitationPage>(list.path(), &body);
        match self.make(new, post).await {
            Ok(Outcome::Answered(page)) => {
                let made = page.invitations.into_iter().find(|made| made.key() == email);
                let Some(invitation) = made else {
                    let reason = "the response does not contain the invited address, which may already be invited or a member";
                    return Err(Error::unreadable("POST", list.path().shown(), reason).after(1));
                };
                list.created(invitation.clone());
                Ok(Created { object: invitation, how: How::Answered })
            }
            Ok(Outcome::Adopted(invitation)) => {
                Ok(Created { object: Invitation::clone(&invitation), how: How::Adopted })
            }
            Err(error) if error.is_conflict() && error.existing().is_none() => {
                Err(self.with_existing_member(&email, error).await)
            }
            Err(error) => Err(error),
        }
    }

    /// Sends the email again: the invitation is pending again, with a new link.
    pub async fn resend(&self, id: i64) -> Result<Invitation> {
        let list = &self.list;
        let outcome = self.client().put_once(&self.one(&id.to_string())?).await;
        let invitation: Invitation = list.after_write(outcome)?;
        list.edited(invitation.clone());
        Ok(invitation)
    }

    /// Deletes the invitation, whatever its status. Succeeds if it does not exist. It never revokes access.
    pub async fn delete(&self, id: i64) -> Result<()> {
        self.remove(&id.to_string()).await
    }

    async fn with_existing_member(&self, email: &str, error: Error) -> Error {
        let Ok(members) = self.confident.members(&self.scope) else { return error };
        match members.find_by_email(email).await {
            Ok(Some(member)) => {
                error.with_existing(Existing { what: Member::NOUN, id: Some(member.id.clone()) })
            }
            Ok(None) | Err(_) => error,
        }
    }
}
