//! What is said about people who are there already, and about invitations that the server refuses.

use super::membership::{Membership, Person, stands_in_the_way};
use super::role_choice::{OWNER, place};
use crate::resources::error::{because, explained as explained_response};
use plugin_framework::engine::{Error, Evidence};

impl Person<'_> {
    /// The warning about a person who is there before the resource is.
    pub(super) fn adoption(&self, there: &Membership, tense: &str) -> Error {
        let email = &self.email;
        let known = match there {
            Membership::Active(_) => "is already a member",
            Membership::Invited(_) => "is already invited",
        };
        let again = if there.has_declined() {
            " The invitation was declined. To send it again, run `terraform apply -replace=<this resource>`."
        } else {
            ""
        };
        let end = match there {
            Membership::Active(member) if member.role.as_ref().is_some_and(|role| role.name == OWNER) => {
                "The Owner cannot be removed, so destroying this resource fails until another member is the Owner."
            }
            Membership::Active(_) => "Destroying it removes the member.",
            Membership::Invited(_) => "Destroying it revokes the invitation.",
        };
        Error::new(
            format!("`{email}` {known} and {tense} adopted"),
            format!(
                "`{email}` {known} in {}. No email is sent unless the role of an open invitation has to change. The membership \
                 {} managed by this resource. {end}{again}",
                place(&self.scope),
                if tense == "was" { "is now" } else { "will be" },
            ),
        )
    }
}

/// What the server's refusal of an invitation means.
pub(super) fn explained(email: &str, error: &admin_client::Error) -> Error {
    if error.status() == Some(403) {
        return because(
            error,
            "Members and open invitations together may have taken the last seat of the subscription: remove a member, revoke an \
             invitation, or change the subscription. If seats are free, the API key is not allowed to invite.",
        );
    }
    let mut failure = explained_response(error);
    if matches!(failure.evidence, Evidence::AlreadyExists(_) | Evidence::Candidates(_)) {
        failure.evidence = Evidence::AlreadyExists(Some(email.to_owned()));
    }
    failure.detail.push_str(match error.status() {
        Some(400 | 422) => " Free-mail and disposable addresses are refused; company addresses are accepted.",
        _ if stands_in_the_way(error) => {
            " The server drops addresses that are already invited or members, but neither list shows this one. Look for it in \
             the console, revoke what is there, and apply again."
        }
        _ => "",
    });
    failure
}
