//! The rules about `Owner` as errors: it moves only when the configuration allows it, only to members, and its holder
//! cannot be removed (contracts/confident.md, 3.4).

use super::role_choice::{OWNER, place};
use admin_client::confident::Scope;
use plugin_framework::engine::Error;

/// Giving this person the role takes it from the present Owner. The scope may not be known yet.
pub(super) fn would_move(email: &str, scope: Option<&Scope>) -> Error {
    let (place, former) = (scope.map_or_else(|| "the project".to_owned(), place), former(scope));
    let detail = format!(
        "Assigning the role `{OWNER}` to `{email}` transfers the ownership of {place}. The current owner becomes \
         `{former}`. To allow this, set `allow_ownership_transfer = true`."
    );
    Error::new("The plan would transfer the ownership", detail).on("role")
}

/// The warning about a plan that moves the ownership.
pub(super) fn moves(email: &str, present: Option<&str>, scope: &Scope) -> Error {
    let place = place(scope);
    let present =
        present.map_or_else(|| "the current owner".to_owned(), |it| format!("`{it}`, the current owner,"));
    let detail = format!("`{email}` becomes the owner, and {present} becomes `{}`.", former(Some(scope)));
    Error::new(format!("The ownership of {place} will be transferred"), detail)
}

/// What the Owner of a scope becomes when another member is made the Owner; a project when the scope is not known yet.
fn former(scope: Option<&Scope>) -> &'static str {
    if let Some(Scope::Organization) = scope { "Admin" } else { "Manager" }
}

/// The Owner stays the Owner until another member is; `what` was to happen to the person.
pub(super) fn stays(email: &str, scope: &Scope, what: &str) -> Error {
    let place = place(scope);
    let detail = format!(
        "`{email}` is the owner of {place} and cannot be {what} until another member is the owner. To transfer the ownership, set \
         `role = \"{OWNER}\"` on another member and `allow_ownership_transfer = true` on both. To keep the owner and only \
          stop managing the membership, set `on_destroy = \"abandon\"`, apply, and then remove the resource."
    );
    Error::new("Cannot remove or demote the owner", detail)
}

/// Ownership is handed to members only.
pub(super) fn cannot_invite_owner(email: &str, scope: Option<&Scope>) -> Error {
    let place = scope.map_or_else(|| "the project".to_owned(), place);
    let detail = format!(
        "`{email}` is not a member of {place} yet. Invite them with another role first, and transfer the ownership once \
         `status` is `ACTIVE`."
    );
    Error::new("Cannot invite an Owner", detail).on("role")
}
