//! The rules about `Owner`, as failures: it moves only when the configuration says so, only to members, and its holder
//! cannot be removed (confident.md 3.4).

use super::role_choice::{OWNER, place};
use admin_client::confident::Scope;
use plugin_framework::engine::Error;

/// Giving this person the role takes it from somebody else. The scope may not be known yet.
pub(super) fn would_move(email: &str, scope: Option<&Scope>) -> Error {
    let (place, former) = (scope.map_or_else(|| "the project".to_owned(), place), former(scope));
    let detail = format!(
        "Giving `{email}` the role `{OWNER}` takes it from the present Owner of {place}, who becomes `{former}`. If that is what \
         you want, set `allow_ownership_transfer = true`."
    );
    Error::new("Ownership would move", detail).on("role")
}

/// What a plan that moves the ownership does to the present Owner.
pub(super) fn moves(email: &str, present: Option<&str>, scope: &Scope) -> Error {
    let place = place(scope);
    let present =
        present.map_or_else(|| "the present Owner".to_owned(), |it| format!("`{it}`, the Owner until now,"));
    let detail = format!("`{email}` becomes the Owner, and {present} becomes `{}`.", former(Some(scope)));
    Error::new(format!("The ownership of {place} will move"), detail)
}

/// What the Owner of a scope becomes when somebody else is made the Owner; a project when the scope is not known yet.
fn former(scope: Option<&Scope>) -> &'static str {
    if let Some(Scope::Organization) = scope { "Admin" } else { "Manager" }
}

/// The Owner stays the Owner until somebody else is; `what` was to happen to the person.
pub(super) fn stays(email: &str, scope: &Scope, what: &str) -> Error {
    let place = place(scope);
    let detail = format!(
        "`{email}` is the Owner of {place} and cannot be {what}: the server refuses that until somebody else is the Owner. Apply \
         `role = \"{OWNER}\"` with `allow_ownership_transfer = true` on another member first. To leave the Owner alone and only \
         forget this resource, use a `removed` block with `destroy = false`, or `terraform state rm`."
    );
    Error::new("The Owner stays", detail)
}

/// Ownership is handed to members only.
pub(super) fn not_by_invitation(email: &str, scope: Option<&Scope>) -> Error {
    let place = scope.map_or_else(|| "the project".to_owned(), place);
    let detail = format!(
        "`{email}` is not a member of {place} yet. Invite with another role first, and hand the ownership over once the status is \
         `ACTIVE`."
    );
    Error::new("Nobody can be invited as Owner", detail).on("role")
}
