//! All members and invitations of the organization or a project, and their removal.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::membership::normal;
use super::role_choice::OWNER;
use admin_client::Result;
use admin_client::confident::{Confident, Invitation, InvitationStatus, Member, Scope};

/// The members and the open or declined invitations of one scope.
pub(super) struct People {
    pub(super) members: Vec<Arc<Member>>,
    invited: Vec<Arc<Invitation>>,
}

impl People {
    /// The invitations are read first, so that one that is accepted between the two requests is in both lists and not
    /// in neither.
    pub(super) async fn read(confident: &Confident, scope: &Scope) -> Result<People> {
        let invited = confident.invitations(scope)?.all().await?;
        let members = confident.members(scope)?.all().await?;
        Ok(People { members, invited })
    }

    /// The email addresses of the Owners.
    pub(super) fn owners(&self) -> impl Iterator<Item = String> {
        self.members.iter().filter(|it| owns(it)).map(|it| normal(&it.email))
    }

    /// All people except the Owners, by email address, with their membership.
    pub(super) fn removable(&self) -> BTreeMap<String, &'static str> {
        let invited = self.invited.iter().filter(|it| is_open(it)).map(|it| {
            let declined = it.status == InvitationStatus::Declined;
            (normal(&it.email), if declined { "declined the invitation" } else { "invited" })
        });
        let mut people: BTreeMap<_, _> = invited.collect();
        people.extend(self.members.iter().filter(|it| !owns(it)).map(|it| (normal(&it.email), "member")));
        // An accepted invitation may still be listed for a moment.
        for email in self.owners() {
            people.remove(&email);
        }
        people
    }

    /// Revokes the invitations and removes the members whose address `goes` selects, except Owners. Returns the removed
    /// people.
    pub(super) async fn remove(
        confident: &Confident,
        scope: &Scope,
        goes: impl Fn(&str) -> bool + Sync,
    ) -> Result<BTreeMap<String, &'static str>> {
        let people = People::read(confident, scope).await?;
        let mut removed = people.removable();
        removed.retain(|email, _| goes(email));
        let invitations = confident.invitations(scope)?;
        let mut revoked = false;
        for it in people.invited.iter().filter(|it| removed.contains_key(&normal(&it.email))) {
            invitations.delete(it.id).await?;
            revoked = true;
        }
        // An invitation may have been accepted before it was revoked.
        let now = confident.uncached();
        let members = if revoked { &now } else { confident }.members(scope)?;
        for it in members.all().await?.iter().filter(|it| !owns(it) && goes(&normal(&it.email))) {
            members.delete(&it.id).await?;
            removed.insert(normal(&it.email), "member");
        }
        Ok(removed)
    }
}

fn owns(member: &Member) -> bool {
    member.role.as_ref().is_some_and(|role| role.name == OWNER)
}

fn is_open(invitation: &Invitation) -> bool {
    invitation.status != InvitationStatus::Accepted
}
