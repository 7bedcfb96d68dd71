//! Moves members and invitations from `restapi_object`.

use crate::resources::restapi::{Collection, RestObject};
use admin_client::confident::Scope;
use plugin_framework::engine::{Error, Id, MoveSource, Result};

const MEMBERS: &[Collection] = &[&["projects", "*", "members"], &["organization", "members"]];
const INVITATIONS: &[Collection] = &[&["projects", "*", "invitations"], &["organization", "invitations"]];

/// The import ID of the membership; `None` if it is not a `restapi_object`. A member can also be imported by its ID.
///
/// # Errors
/// If the object is in another collection, or if it is an invitation whose email is not in its state.
pub(super) fn import_id(object: &MoveSource<'_>) -> Result<Option<String>> {
    let Some(rest) = RestObject::of(object)? else { return Ok(None) };
    let within = |all: &[Collection]| all.iter().find_map(|it| rest.within(it));
    let email = rest.text(&["email", "emails"]).map(|it| super::membership::normal(&it));
    let (ids, known_as) = match (within(MEMBERS), within(INVITATIONS)) {
        (Some(ids), _) => (ids, email.or_else(|| Some(rest.id().to_owned()))),
        (None, Some(ids)) => (ids, email),
        (None, None) => return Err(rest.elsewhere(&[MEMBERS, INVITATIONS].concat())),
    };
    let Some(known_as) = known_as else {
        let detail = "The state of the invitation has no `email` in `api_data` and no `emails` in `data`. Import the member by \
                      email instead.";
        return Err(Error::new("Cannot move an invitation without an email", detail));
    };
    let scope = Scope::of(ids.first().copied());
    Ok(Some(Id::join([scope.project(), Some(&known_as)])))
}
