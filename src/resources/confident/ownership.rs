//! The rules about `Owner` as errors: it moves only when the configuration allows it, only to members, and its holder
//! cannot be removed (contracts/confident.md, 3.4).

use super::role_choice::{OWNER, place};
use admin_client::confident::Scope;
use plugin_framework::engine::Error;

/// Giving this person the role takes it from the present Owner. The scope may not be known yet.
pub(super) fn would_move(email: &str, scope: Option<&Scope>) -> Error {
    let (place, former) = (scope.map_or_else(|| "the project".to_owned(), place), former(scope));
    let detail = format!(
        "Giving `{email}` the role `{OWNER}` takes it from the present Owner of {place}, who becomes `{former}`. To allow that, \
         set `allow_ownership_transfer = true`."
    );
    Error::new("Ownership would move", detail).on("role")
}

/// The warning about a plan that moves the ownership.
pub(super) fn moves(email: &str, present: Option<&str>, scope: &Scope) -> Error {
    let place = place(scope);
    let present =
        present.map_or_else(|| "the present Owner".to_owned(), |it| format!("`{it}`, the present Owner,"));
    let detail = format!("`{email}` becomes the Owner, and {present} becomes `{}`.", former(Some(scope)));
    Error::new(format!("The ownership of {place} will move"), detail)
}

/// What the Owner of a scope becomes when another member is made the Owner; a project when the scope is not known yet.
fn former(scope: Option<&Scope>) -> &'static str {
    if let Some(Scope::Organization) = scope { "Admin" } else { "Manager" }
}

/// The Owner stays the Owner until another member is; `what` was to happen to the person.
pub(super) fn stays(email: &str, scope: &Scope, what: &str) -> Error {
    let place = place(scope);
    let detail = format!(
        "`{email}` is the Owner of {place} and cannot be {what} until another member is the Owner. To hand the ownership over, set \
         `role = \"{OWNER}\"` on another member and `allow_ownership_transfer = true` on both. To leave the Owner as is and only \
         stop managing the membership, set `on_destroy = \"abandon\"`, apply, and then remove the resource."
    );
    Error::new("Cannot remove or demote the Owner", detail)
}

/// Ownership is handed to members only.
pub(super) fn not_by_invitation(email: &str, scope: Option<&Scope>) -> Error {
    let place = scope.map_or_else(|| "the project".to_owned(), place);
    let detail = format!(
        "`{email}` is not a member of {place} yet. Invite with another role first, and hand the ownership over once the status is \
         `ACTIVE`."
    );
    Error::new("Cannot invite an Owner", detail).on("role")
}
