//! Messages about people who are already members or invited, and about rejected invitations.

use super::membership::{Membership, Person, may_already_exist};
use super::role_choice::{OWNER, place};
use crate::resources::error::{because, explained as explained_response};
use plugin_framework::engine::{Error, Evidence};

impl Person<'_> {
    /// The warning for adopting a person who is already a member or invited.
    pub(super) fn adoption(&self, membership: &Membership, tense: &str) -> Error {
        let email = &self.email;
        let (noun, known) = match membership {
            Membership::Active(_) => ("membership", "is already a member"),
            Membership::Invited(_) => ("invitation", "is already invited"),
        };
        let again = if membership.has_declined() {
            " The invitation was declined. To send it again, run `terraform apply -replace=<this resource>`, or invoke \
             the action `confident_resend_invitation`."
        } else {
            ""
        };
        let end = match membership {
            Membership::Active(member) if member.role.as_ref().is_some_and(|role| role.name == OWNER) => {
                "The owner cannot be removed, so destroying this resource fails until another member is the owner."
            }
            Membership::Active(_) => "Destroying it removes the member.",
            Membership::Invited(_) => "Destroying it revokes the invitation.",
        };
        Error::new(
            format!("The existing {noun} of `{email}` {tense} adopted"),
            format!(
                "`{email}` {known} in {}. No email is sent unless the role of an open invitation has to change. The \
                 membership {} managed by this resource. {end}{again}",
                place(&self.scope),
                if tense == "was" { "is now" } else { "will be" },
            ),
        )
    }
}

/// Explains why the server rejected an invitation.
pub(super) fn explained(email: &str, error: &admin_client::Error) -> Error {
    if error.status() == Some(403) {
        return because(
            error,
            "The subscription may have no free seat. Members and open invitations each occupy one. Remove a member, \
             revoke an invitation, or upgrade the subscription. If seats are free, the API key does not have \
             permission to invite.",
        );
    }
    let mut message = explained_response(error);
    if matches!(message.evidence, Evidence::AlreadyExists(_) | Evidence::Candidates(_)) {
        message.evidence = Evidence::AlreadyExists(Some(email.to_owned()));
    }
    message.detail.push_str(match error.status() {
        Some(400 | 422) => " Confident AI rejects addresses of free and disposable email services.",
        _ if may_already_exist(error) => {
            " Confident AI ignores an address that already has an invitation or a membership, but neither list contains \
             this one. Look for it in the console, revoke the invitation or remove the member, and apply again."
        }
        _ => "",
    });
    message
}
