//! The errors about `Owner`: ownership is transferred only if the configuration allows it, only to members, and the
//! owner cannot be removed (contracts/confident.md, 3.4).

use super::role_choice::{OWNER, place};
use admin_client::confident::Scope;
use plugin_framework::engine::Error;

/// The error if assigning the role would take it from the current Owner. The scope may not be known yet.
pub(super) fn would_move(email: &str, scope: Option<&Scope>) -> Error {
    let (place, former) = (scope.map_or_else(|| "the project".to_owned(), place), former(scope));
    let detail = format!(
        "Assigning the role `{OWNER}` to `{email}` transfers the ownership of {place}. The current owner becomes \
         `{former}`. To allow this, set `allow_ownership_transfer = true`."
    );
    Error::new("The plan would transfer the ownership", detail).on("role")
}

/// The warning for a plan that transfers the ownership.
pub(super) fn moves(email: &str, present: Option<&str>, scope: &Scope) -> Error {
    let place = place(scope);
    let present =
        present.map_or_else(|| "the current owner".to_owned(), |it| format!("`{it}`, the current owner,"));
    let detail = format!("`{email}` becomes the owner, and {present} becomes `{}`.", former(Some(scope)));
    Error::new(format!("The ownership of {place} will be transferred"), detail)
}

/// The role of the previous Owner after a transfer. If the scope is not known yet, a project is assumed.
fn former(scope: Option<&Scope>) -> &'static str {
    if let Some(Scope::Organization) = scope { "Admin" } else { "Manager" }
}

/// The error for removing or demoting the Owner before another member is the Owner. `what` was planned for the person.
pub(super) fn stays(email: &str, scope: &Scope, what: &str) -> Error {
    let place = place(scope);
    let detail = format!(
        "`{email}` is the owner of {place} and cannot be {what} until another member is the owner. To transfer the ownership, set \
         `role = \"{OWNER}\"` on another member and `allow_ownership_transfer = true` on both. To keep the owner and only \
          stop managing the membership, set `on_destroy = \"abandon\"`, apply, and then remove the resource."
    );
    Error::new("Cannot remove or demote the owner", detail)
}

/// The warning for a plan that removes the Owner of a project that this plan may delete, too. Such a project is planned
/// later.
pub(super) fn may_stay(email: &str, scope: &Scope) -> Error {
    let place = place(scope);
    let detail = format!(
        "`{email}` is the owner of {place}. An owner is removed only together with the project, or after another member \
         has become the owner. If this plan does neither, the apply removes only the resource from the state, and \
         `{email}` stays the owner."
    );
    Error::new("The owner may stay a member", detail)
}

/// The error for inviting an Owner: ownership can be transferred to members only.
pub(super) fn cannot_invite_owner(email: &str, scope: Option<&Scope>) -> Error {
    let place = scope.map_or_else(|| "the project".to_owned(), place);
    let detail = format!(
        "`{email}` is not a member of {place} yet. Invite them with another role first, and transfer the ownership once \
         `status` is `ACTIVE`."
    );
    Error::new("Cannot invite an Owner", detail).on("role")
}
