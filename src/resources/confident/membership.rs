//! A person's membership in the organization or a project: active or invited. An invitation that is accepted becomes a
//! member, so a lookup reads both lists.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::invitation_messages::explained;
use super::ownership;
use super::role_choice::{OWNER, default_role, is_owner};
use crate::resources::{Result, created};
use admin_client::confident::{
    Confident, Invitation, InvitationStatus, Invitations, Member, NewInvitation, Role, Scope,
};
use plugin_framework::engine::{CallContext, Error, Id};

/// How long a demotion waits for an ownership transfer in the same run.
const TRANSFER: Duration = Duration::from_secs(10);

/// A person's membership in a scope.
#[derive(Debug)]
pub(super) enum Membership {
    Active(Arc<Member>),
    Invited(Arc<Invitation>),
}

/// An email address in the format in which the server compares it.
pub(super) fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The ID of a membership. An email address may contain `/`, which separates the parts of an ID.
pub(super) fn id_of(project: Option<&str>, email: &str) -> String {
    let email = normal(email).replace('%', "%25").replace('/', "%2F");
    Id::join([project, Some(&email)])
}

/// The email address in the last part of an ID.
pub(super) fn address(part: &str) -> Cow<'_, str> {
    if part.contains('%') {
        part.replace("%2F", "/").replace("%2f", "/").replace("%25", "%").into()
    } else {
        part.into()
    }
}

/// An email address in a scope.
pub(super) struct Person<'a> {
    pub(super) confident: &'a Confident,
    pub(super) scope: Scope,
    /// Lower case.
    pub(super) email: String,
    /// Whether the configuration allows an ownership transfer.
    pub(super) allow_ownership_transfer: bool,
    /// Whether the Owner stays a member when the membership is destroyed.
    pub(super) may_stay: bool,
}

impl Membership {
    /// The email address.
    pub(super) fn email(&self) -> &str {
        match self {
            Membership::Active(member) => &member.email,
            Membership::Invited(invitation) => &invitation.email,
        }
    }

    /// The value of the `status` attribute.
    pub(super) fn status(&self) -> &str {
        match self {
            Membership::Active(_) => "ACTIVE",
            Membership::Invited(invitation) => invitation.status.as_str(),
        }
    }

    pub(super) fn has_declined(&self) -> bool {
        matches!(self, Membership::Invited(it) if it.status == InvitationStatus::Declined)
    }

    /// The ID of the role that the member has or the invitation grants.
    pub(super) fn role_id<'a>(&'a self, roles: &'a [Arc<Role>]) -> Option<&'a str> {
        match self {
            Membership::Active(member) => member.role.as_ref().map(|role| role.id.as_str()),
            Membership::Invited(invitation) => {
                invitation.role_id.as_deref().or_else(|| default_role(roles).map(|role| role.id.as_str()))
            }
        }
    }

    /// That role, if the scope has it.
    pub(super) fn role<'a>(&self, roles: &'a [Arc<Role>]) -> Option<&'a Arc<Role>> {
        let id = self.role_id(roles);
        roles.iter().find(|role| Some(role.id.as_str()) == id)
    }
}

impl<'a> Person<'a> {
    pub(super) fn new(confident: &'a Confident, project: Option<&str>, email: &str) -> Person<'a> {
        Person {
            confident,
            scope: Scope::of(project),
            email: normal(email),
            allow_ownership_transfer: false,
            may_stay: false,
        }
    }

    /// The id of the membership.
    pub(super) fn id(&self) -> String {
        id_of(self.scope.project(), &self.email)
    }

    /// The membership; `None` is certain. The members are read again after the invitations, because an invitation that
    /// was accepted between the two responses is in neither.
    pub(super) async fn find(&self) -> Result<Option<Membership>> {
        let members = self.confident.members(&self.scope)?;
        if let Some(member) = members.find_by_email(&self.email).await? {
            return Ok(Some(Membership::Active(member)));
        }
        let invitations = self.confident.invitations(&self.scope)?;
        if let Some(invitation) = invitations.find_by_email(&self.email).await? {
            return Ok(Some(Membership::Invited(invitation)));
        }
        Ok(members.find_by_email(&self.email).await?.map(Membership::Active))
    }

    /// The same from the cached lists: `None` is likely but not certain.
    pub(super) async fn find_listed(&self) -> Result<Option<Membership>> {
        if let Some(member) = self.confident.members(&self.scope)?.listed_by_email(&self.email).await? {
            return Ok(Some(Membership::Active(member)));
        }
        let invitations = self.confident.invitations(&self.scope)?;
        Ok(invitations.listed_by_email(&self.email).await?.map(Membership::Invited))
    }

    /// Like [`Person::find`], for a person who is invited according to the state: the members are read only if the
    /// invitation is gone.
    pub(super) async fn find_invited(&self) -> Result<Option<Membership>> {
        let invitations = self.confident.invitations(&self.scope)?;
        match invitations.listed_by_email(&self.email).await? {
            Some(invitation) => Ok(Some(Membership::Invited(invitation))),
            None => self.find().await,
        }
    }

    /// The roles of the scope.
    pub(super) async fn roles(&self) -> Result<Vec<Arc<Role>>> {
        Ok(self.confident.roles(&self.scope)?.all().await?)
    }

    /// Creates the membership with the role, if one is configured: invites the person if there is no membership, and
    /// sends no email if the role is already right.
    pub(super) async fn join(&self, ctx: &CallContext, role: Option<&Role>) -> Result<Membership> {
        // The server rejects inviting a person who exists even if the lists lack them.
        if let Some(membership) = self.find_listed().await? {
            ctx.warn(self.adoption(&membership, "was"));
            return match role {
                Some(role) => self.change(ctx, membership, role).await,
                None => Ok(membership),
            };
        }
        if role.is_some_and(is_owner) {
            return Err(ownership::cannot_invite_owner(&self.email, Some(&self.scope)).into());
        }
        match self.invite(ctx, role).await {
            Err(error) if may_already_exist(&error) => match self.find().await? {
                Some(membership) => self.adopt_unchanged(ctx, membership, role).await,
                None => Err(explained(&self.email, &error).into()),
            },
            outcome => outcome.map_err(|error| explained(&self.email, &error).into()),
        }
    }

    /// Adopts a person who joined or was invited by another client in the meantime, without changing anything.
    async fn adopt_unchanged(
        &self,
        ctx: &CallContext,
        membership: Membership,
        role: Option<&Role>,
    ) -> Result<Membership> {
        let roles = self.roles().await?;
        if role.is_some_and(|role| membership.role_id(&roles) != Some(role.id.as_str())) {
            return Err(changed_since(&self.email, "was invited or joined with another role").into());
        }
        ctx.warn(self.adoption(&membership, "was"));
        Ok(membership)
    }

    /// Changes the role: in place for a member, or with a new invitation.
    pub(super) async fn change(
        &self,
        ctx: &CallContext,
        membership: Membership,
        role: &Role,
    ) -> Result<Membership> {
        let roles = self.roles().await?;
        if membership.role_id(&roles) == Some(role.id.as_str()) {
            return Ok(membership);
        }
        if is_owner(role) && !self.allow_ownership_transfer {
            return Err(ownership::would_move(&self.email, Some(&self.scope)).into());
        }
        match &membership {
            Membership::Active(member) => {
                if membership.role(&roles).is_some_and(|role| is_owner(role)) && !self.handed_over(ctx).await
                {
                    return Err(ownership::stays(&self.email, &self.scope, "given another role")
                        .on("role")
                        .into());
                }
                let members = self.confident.members(&self.scope)?;
                Ok(Membership::Active(Arc::new(members.edit(&member.id, &role.id).await?)))
            }
            Membership::Invited(_) if is_owner(role) => {
                Err(ownership::cannot_invite_owner(&self.email, Some(&self.scope)).into())
            }
            Membership::Invited(invitation) => {
                self.confident.invitations(&self.scope)?.delete(invitation.id).await?;
                self.invite(ctx, Some(role)).await.map_err(|error| {
                    let revoked = "\n\nThe previous invitation, which had another role, was already revoked. Apply again to \
                                   send a new one.";
                    explained(&self.email, &error).and(revoked).into()
                })
            }
        }
    }

    /// Whether the ownership was transferred. Waits, because another resource of this run may be about to do so.
    async fn handed_over(&self, ctx: &CallContext) -> bool {
        if !self.allow_ownership_transfer {
            return false;
        }
        let mut waited = Duration::ZERO;
        loop {
            let Ok(members) = self.confident.members(&self.scope) else { return false };
            let Ok(Some(member)) = members.find_by_email(&self.email).await else { return false };
            if member.role.as_ref().is_none_or(|role| role.name != OWNER) {
                return true;
            }
            if !ctx.pause(&mut waited, TRANSFER).await {
                return false;
            }
        }
    }

    /// Sends the invitation. Without a role the server grants the built-in `Member`.
    async fn invite(&self, ctx: &CallContext, role: Option<&Role>) -> admin_client::Result<Membership> {
        let new = NewInvitation { email: &self.email, role_id: role.map(|role| role.id.as_str()) };
        let created = self.confident.invitations(&self.scope)?.create(&new).await?;
        Ok(Membership::Invited(Arc::new(created::object(ctx, created))))
    }

    /// Removes the member or revokes the invitation. The server keeps an unlisted record of an accepted invitation. So
    /// the `remembered` one is deleted, too, and cannot conflict with a later invitation (contracts/confident.md, 5).
    pub(super) async fn remove(&self, ctx: &CallContext, remembered: Option<i64>) -> Result<()> {
        let membership = match self.find_listed().await? {
            None => self.find().await?,
            membership => membership,
        };
        let invitations = self.confident.invitations(&self.scope)?;
        let members = self.confident.members(&self.scope)?;
        let member = match membership {
            None => return revoke(&invitations, remembered).await,
            Some(Membership::Active(member)) => member,
            Some(Membership::Invited(invitation)) => {
                invitations.delete(invitation.id).await?;
                // The invitation may have been accepted before it was revoked.
                match members.find_by_email(&self.email).await? {
                    Some(member) => member,
                    None => return Ok(()),
                }
            }
        };
        let owns = member.role.as_ref().is_some_and(|role| role.name == OWNER);
        if owns && !self.handed_over(ctx).await {
            if self.may_stay {
                return Ok(());
            }
            return Err(ownership::stays(&self.email, &self.scope, "removed").into());
        }
        // Deleted first, so that it is gone even if the response to the removal is lost and the next refresh finds
        // nobody.
        revoke(&invitations, remembered).await?;
        Ok(members.delete(&member.id).await?)
    }
}

/// Deletes the record of an accepted invitation, if one is remembered.
async fn revoke(invitations: &Invitations<'_>, remembered: Option<i64>) -> Result<()> {
    match remembered {
        Some(id) => Ok(invitations.delete(id).await?),
        None => Ok(()),
    }
}

/// The error if the membership changed after the plan. Nothing was done.
pub(super) fn changed_since(email: &str, what: &str) -> Error {
    Error::new(
        format!("The membership of `{email}` changed after the plan"),
        format!("`{email}` {what} after the plan was created. Nothing was changed. Run a new plan."),
    )
}

/// Whether the server may have dropped the address because it belongs to a member or an invitation
/// (contracts/confident.md, 5).
pub(super) fn may_already_exist(error: &admin_client::Error) -> bool {
    error.is_conflict() || matches!(error.kind(), admin_client::Kind::Unreadable { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_slash_is_one_part_of_an_id() {
        for (email, id) in [
            ("Nurse@Clinic.example", "p/nurse@clinic.example"),
            ("a/b@clinic.example", "p/a%2Fb@clinic.example"),
            ("a%2Fb@clinic.example", "p/a%252fb@clinic.example"),
        ] {
            assert_eq!(id_of(Some("p"), email), id);
            assert_eq!(address(id.strip_prefix("p/").unwrap()), normal(email), "{id}");
        }
    }
}
