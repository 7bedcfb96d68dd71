//! What can go wrong with a key, told so that the next step is clear. One status, 400, has several causes in this API.

use crate::resources::error::explained;
use admin_client::cortecs::ApiKeys;
use plugin_framework::engine::{Error, Evidence};
use plugin_framework::value::DynamicValue;

/// A creation that was refused. Only the list can tell a name that is taken from a full quota (cortecs.md).
pub(super) async fn not_created(keys: &ApiKeys<'_>, name: &str, error: admin_client::Error) -> Error {
    let (taken, refused) = (error.existing().is_some(), error.status() == Some(400));
    let failure = explained(&error);
    if taken {
        return failure.and(
            " Names are unique in the account. A replacement with `create_before_destroy` needs another name each time, \
             which `name_prefix` makes.",
        );
    }
    if !refused {
        return failure;
    }
    match keys.all().await {
        Ok(all) => failure.and(format!(
            " None of the account's {} keys is named `{name}`, so either the server does not accept the name, or the \
             account has as many keys as it may have. Delete keys that are no longer used.",
            all.len()
        )),
        Err(_) => failure,
    }
}

/// What is left after a key was made in vain, perhaps: the failure, and the key deleted or named.
pub(super) async fn withdrawn(keys: &ApiKeys<'_>, name: &str, failure: Error) -> Error {
    let failure = Error { evidence: Evidence::None, ..failure };
    match keys.delete(name).await {
        Ok(()) => failure,
        Err(error) => failure.and(format!(
            "\n\nThe key `{name}` may have been made and could not be deleted again: {}. Delete it, since nobody has its \
             secret.",
            error.came_back()
        )),
    }
}

/// A deletion that was refused.
pub(super) fn not_deleted(name: &str, error: &admin_client::Error) -> Error {
    let refused = error.status() == Some(400);
    let failure = explained(error);
    if !refused {
        return failure;
    }
    failure.and(format!(
        "\n\nThe API refuses to delete a key that is in use, and a management key cannot delete itself. Is `{name}` the \
         key this provider uses? {WAY_OUT}"
    ))
}

/// A plan to delete the key the provider uses.
pub(super) fn key_in_use(state: &DynamicValue) -> Error {
    Error::new(
        "The management key in use cannot be deleted",
        format!(
            "{} is the key this provider uses, and a management key cannot delete itself. {WAY_OUT}",
            label(state)
        ),
    )
}

const WAY_OUT: &str = "Give the provider another management key to delete this one with, or let Terraform forget it with \
                       `terraform state rm`.";

/// The warning that the stored secret opens nothing any more.
pub(super) fn outdated(state: &DynamicValue) -> Error {
    Error::new(
        format!("{} was made again elsewhere", label(state)),
        "The account's list has a key of this name that was created at another time, so the stored secret is that of a \
         key that is gone. The plan replaces the key. To keep the one that is there, take the object out of the state \
         and import it; its secret is then not known here.",
    )
}

fn label(state: &DynamicValue) -> String {
    format!("cortecs_api_key `{}`", state.get("name").text().unwrap_or_default())
}
