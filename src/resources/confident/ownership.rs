//! The rules about `Owner`, as failures: it moves only when the configuration says so, only to members, and its holder
//! cannot be removed (confident.md 3.4).

use super::role_choice::{OWNER, place};
use crate::client::confident::Scope;
use crate::framework::engine::Failure;

/// Giving this person the role takes it from somebody else. The scope may not be known yet.
pub(super) fn would_move(email: &str, scope: Option<&Scope>) -> Failure {
    let (place, former) = match scope {
        Some(scope @ Scope::Organization) => (place(scope), "Admin"),
        Some(scope @ Scope::Project(_)) => (place(scope), "Manager"),
        None => ("the project".to_owned(), "Manager"),
    };
    let detail = format!(
        "Giving `{email}` the role `{OWNER}` takes it from the present Owner of {place}, who becomes `{former}`. If that is what \
         you want, set `allow_ownership_transfer = true`."
    );
    Failure::new("Ownership would move", detail).on("role")
}

/// The Owner stays the Owner until somebody else is; `what` was to happen to the person.
pub(super) fn stays(email: &str, scope: &Scope, what: &str) -> Failure {
    let place = place(scope);
    let detail = format!(
        "`{email}` is the Owner of {place} and cannot be {what}: the server refuses that until somebody else is the Owner. Apply \
         `role = \"{OWNER}\"` with `allow_ownership_transfer = true` on another member first. To leave the Owner alone and only \
         forget this resource, use a `removed` block with `destroy = false`, or `terraform state rm`."
    );
    Failure::new("The Owner stays", detail)
}

/// Ownership is handed to members only.
pub(super) fn not_by_invitation(email: &str, scope: Option<&Scope>) -> Failure {
    let place = scope.map_or_else(|| "the project".to_owned(), place);
    let detail = format!(
        "`{email}` is not a member of {place} yet. Invite with another role first, and hand the ownership over once the status is \
         `ACTIVE`."
    );
    Failure::new("Nobody can be invited as Owner", detail).on("role")
}
