//! What a person is in a scope: a member, or somebody who was invited. An accepted invitation turns the one into the
//! other, so whoever asks for a person asks both lists.

use crate::resources::error::explained;
use std::sync::Arc;

use super::ownership;
use super::role_choice::{OWNER, default_role, is_owner, place};
use crate::resources::Result;
use admin_client::How;
use admin_client::confident::{Confident, Invitation, InvitationStatus, Member, NewInvitation, Role, Scope};
use plugin_framework::engine::{Context, Error, Evidence, Id};

/// A person's place in a scope.
#[derive(Debug)]
pub(super) enum Membership {
    Active(Arc<Member>),
    Invited(Arc<Invitation>),
}

/// An e-mail address in the form in which the server compares it.
pub(super) fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

/// One scope of one organization, and one address in it.
pub(super) struct Person<'a> {
    pub(super) confident: &'a Confident,
    pub(super) scope: Scope,
    /// Lower case.
    pub(super) email: String,
    /// Whether the configuration allows that ownership moves.
    pub(super) may_own: bool,
}

impl Membership {
    /// The address.
    pub(super) fn email(&self) -> &str {
        match self {
            Membership::Active(member) => &member.email,
            Membership::Invited(invitation) => &invitation.email,
        }
    }

    /// The status as the configuration shows it.
    pub(super) fn status(&self) -> &str {
        match self {
            Membership::Active(_) => "ACTIVE",
            Membership::Invited(invitation) => invitation.status.as_str(),
        }
    }

    fn has_declined(&self) -> bool {
        matches!(self, Membership::Invited(it) if it.status == InvitationStatus::Declined)
    }

    /// The id of the role the person has or is promised.
    pub(super) fn role_id<'a>(&'a self, roles: &'a [Arc<Role>]) -> Option<&'a str> {
        match self {
            Membership::Active(member) => member.role.as_ref().map(|role| role.id.as_str()),
            Membership::Invited(invitation) => {
                invitation.role_id.as_deref().or_else(|| default_role(roles).map(|role| role.id.as_str()))
            }
        }
    }

    /// That role, where the scope has it.
    pub(super) fn role<'a>(&self, roles: &'a [Arc<Role>]) -> Option<&'a Arc<Role>> {
        let id = self.role_id(roles);
        roles.iter().find(|role| Some(role.id.as_str()) == id)
    }
}

impl<'a> Person<'a> {
    pub(super) fn new(confident: &'a Confident, project: Option<&str>, email: &str) -> Person<'a> {
        Person { confident, scope: Scope::of(project), email: normal(email), may_own: false }
    }

    /// The id of the membership.
    pub(super) fn id(&self) -> String {
        Id::join([self.scope.project(), Some(&self.email)])
    }

    /// Where the person stands; `None` is certain. The members are asked again after the invitations, because an
    /// invitation that was accepted between the two answers is in neither.
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

    /// The same from the lists as this run knows them, for plans: absence is likely, not certain.
    pub(super) async fn glance(&self) -> Result<Option<Membership>> {
        let members = self.confident.members(&self.scope)?.all().await?;
        if let Some(member) = members.into_iter().find(|it| normal(&it.email) == self.email) {
            return Ok(Some(Membership::Active(member)));
        }
        let invitations = self.confident.invitations(&self.scope)?.all().await?;
        let invited = invitations.into_iter().find(|it| normal(&it.email) == self.email);
        Ok(invited.map(Membership::Invited))
    }

    /// The roles of the scope.
    pub(super) async fn roles(&self) -> Result<Vec<Arc<Role>>> {
        Ok(self.confident.roles(&self.scope)?.all().await?)
    }

    /// Brings the person to the role, if one is wanted: by invitation where there is nothing yet, and never with an
    /// e-mail where the role is right already.
    pub(super) async fn join<A: Send + Sync + 'static>(
        &self,
        ctx: &Context<A>,
        role: Option<&Role>,
    ) -> Result<Membership> {
        if let Some(there) = self.find().await? {
            return self.adopt(ctx, there, role).await;
        }
        if role.is_some_and(is_owner) {
            return Err(ownership::not_by_invitation(&self.email, Some(&self.scope)).into());
        }
        match self.invite(ctx, role).await {
            Ok(invited) => Ok(invited),
            // Somebody was quicker: the address is a member or invited by now.
            Err(error) if stands_in_the_way(&error) => match self.find().await? {
                Some(there) => self.adopt(ctx, there, role).await,
                None => Err(self.explained(&error).into()),
            },
            Err(error) => Err(self.explained(&error).into()),
        }
    }

    async fn adopt<A: Send + Sync + 'static>(
        &self,
        ctx: &Context<A>,
        there: Membership,
        role: Option<&Role>,
    ) -> Result<Membership> {
        ctx.warn(self.adoption(&there, "was"));
        match role {
            Some(role) => self.change(ctx, there, role).await,
            None => Ok(there),
        }
    }

    /// Gives the person another role: in place for a member, by a new invitation for an invited one.
    pub(super) async fn change<A: Send + Sync + 'static>(
        &self,
        ctx: &Context<A>,
        there: Membership,
        role: &Role,
    ) -> Result<Membership> {
        let roles = self.roles().await?;
        if there.role_id(&roles) == Some(role.id.as_str()) {
            return Ok(there);
        }
        if is_owner(role) && !self.may_own {
            return Err(ownership::would_move(&self.email, Some(&self.scope)).into());
        }
        match &there {
            Membership::Active(member) => {
                if there.role(&roles).is_some_and(|role| is_owner(role)) {
                    return Err(ownership::stays(&self.email, &self.scope, "given another role")
                        .on("role")
                        .into());
                }
                let members = self.confident.members(&self.scope)?;
                Ok(Membership::Active(Arc::new(members.edit(&member.id, &role.id).await?)))
            }
            Membership::Invited(_) if is_owner(role) => {
                Err(ownership::not_by_invitation(&self.email, Some(&self.scope)).into())
            }
            Membership::Invited(invitation) => {
                self.confident.invitations(&self.scope)?.delete(invitation.id).await?;
                self.invite(ctx, Some(role)).await.map_err(|error| {
                    let revoked = "\n\nThe former invitation, which promised another role, was revoked before. The next plan \
                                   shows what is there, and the next apply invites again where nothing is.";
                    self.explained(&error).and(revoked).into()
                })
            }
        }
    }

    /// Sends the e-mail. Without a role the server promises the built-in `Member`.
    async fn invite<A: Send + Sync + 'static>(
        &self,
        ctx: &Context<A>,
        role: Option<&Role>,
    ) -> admin_client::Result<Membership> {
        let new = NewInvitation { email: &self.email, role_id: role.map(|role| role.id.as_str()) };
        let created = self.confident.invitations(&self.scope)?.create(&new).await?;
        if created.how == How::Adopted {
            ctx.adopted();
        }
        Ok(Membership::Invited(Arc::new(created.object)))
    }

    /// Revokes the invitation and removes the member, in this order: nobody can accept between the two. The server keeps
    /// the record of an accepted invitation unlisted, so the one `remembered` is deleted too and cannot stand in the way of
    /// a later one (confident.md 5).
    pub(super) async fn remove(&self, remembered: Option<i64>) -> Result<()> {
        let invitations = self.confident.invitations(&self.scope)?;
        let members = self.confident.members(&self.scope)?;
        let listed = invitations.find_by_email(&self.email).await?.map(|invitation| invitation.id);
        if let Some(id) = listed {
            invitations.delete(id).await?;
        }
        let Some(member) = members.find_by_email(&self.email).await? else { return Ok(()) };
        if member.role.as_ref().is_some_and(|role| role.name == OWNER) {
            return Err(ownership::stays(&self.email, &self.scope, "removed").into());
        }
        members.delete(&member.id).await?;
        match remembered.filter(|id| listed != Some(*id)) {
            Some(id) => Ok(invitations.delete(id).await?),
            None => Ok(()),
        }
    }

    /// The warning about a person who is there before the resource is.
    pub(super) fn adoption(&self, there: &Membership, tense: &str) -> Error {
        let email = &self.email;
        let place = place(&self.scope);
        let known = match there {
            Membership::Active(_) => "is a member already",
            Membership::Invited(_) => "is invited already",
        };
        let again = if there.has_declined() {
            " The invitation was declined and is not sent again by itself; `terraform apply -replace=<this resource>` does."
        } else {
            ""
        };
        let end = match there {
            Membership::Active(member) if member.role.as_ref().is_some_and(|role| role.name == OWNER) => {
                "the Owner cannot be removed, so destroying it fails until somebody else is the Owner."
            }
            _ => "destroying it removes the person.",
        };
        Error::new(
            format!("`{email}` {known} and {tense} adopted"),
            format!(
                "`{email}` {known} in {place}, so no e-mail is sent while the role is right, and nothing changes that the \
                 configuration does not state. From now on this resource manages the membership: {end}{again}"
            ),
        )
    }

    /// What the server's refusal of an invitation means.
    fn explained(&self, error: &admin_client::Error) -> Error {
        let status = error.status();
        let dropped = stands_in_the_way(error);
        let mut failure = explained(error);
        if matches!(failure.evidence, Evidence::AlreadyExists(_) | Evidence::Candidates(_)) {
            failure.evidence = Evidence::AlreadyExists(Some(self.email.clone()));
        }
        failure.detail.push_str(match status {
            Some(400 | 422) => {
                " Addresses of free-mail and disposable-mail providers are refused; company addresses are accepted."
            }
            Some(403) => " The subscription may allow no further member: members and open invitations count together.",
            _ if dropped => {
                " Addresses that are invited or members already are dropped by the server, yet neither list shows this one. \
                 Look for it in the console, revoke what is there, and apply again."
            }
            _ => "",
        });
        failure
    }
}

/// Whether the server dropped the address because somebody of it is there (confident.md 5).
fn stands_in_the_way(error: &admin_client::Error) -> bool {
    error.is_conflict() || matches!(error.kind(), admin_client::Kind::Unreadable { .. })
}
