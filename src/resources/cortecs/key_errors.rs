//! Error messages of API keys. One status, 400, has several causes in this API.

use super::timestamp::rfc3339;
use crate::resources::error::explained;
use admin_client::cortecs::{ApiKey, ApiKeys};
use plugin_framework::engine::{Error, Evidence};
use plugin_framework::value::DynamicValue;

/// The error for a rejected creation. Only the list distinguishes a name that already exists from an exhausted quota
/// (contracts/cortecs.md).
pub(super) async fn not_created(keys: &ApiKeys<'_>, name: &str, error: admin_client::Error) -> Error {
    let (taken, refused) = (error.existing().is_some(), error.status() == Some(400));
    let message = explained(&error);
    if taken {
        return message.and(
            " Names are unique in the account. To use `create_before_destroy`, set `name_prefix` instead of `name`.",
        );
    }
    if !refused {
        return message;
    }
    match keys.all().await {
        Ok(all) => message.and(format!(
            " None of the account's {} keys is named `{name}`. Either the API does not accept this name, or the \
             account has reached its key limit. Choose another name, or delete keys that are no longer used.",
            all.len()
        )),
        Err(_) => message,
    }
}

/// Deletes a key whose secret was lost, if it was created. If that fails, adds a note to the error.
pub(super) async fn delete_unusable(keys: &ApiKeys<'_>, name: &str, message: Error) -> Error {
    let message = Error { evidence: Evidence::None, ..message };
    match keys.delete(name).await {
        Ok(()) => message,
        Err(error) => message.and(format!(
            "\n\nThe key `{name}` may have been created and could not be deleted: {}. Its secret is lost, so delete \
             the key.",
            error.response_summary()
        )),
    }
}

/// The error for a rejected deletion.
pub(super) fn not_deleted(name: &str, error: &admin_client::Error) -> Error {
    let refused = error.status() == Some(400);
    let message = explained(error);
    if !refused {
        return message;
    }
    message.and(format!(
        "\n\nA management key cannot delete itself. If `{name}` is the key that this provider uses: {WAY_OUT}"
    ))
}

/// The error for a plan to delete the key that the provider uses.
pub(super) fn key_in_use(state: &DynamicValue) -> Error {
    Error::new(
        "The management key in use cannot be deleted",
        format!(
            "cortecs_api_key `{}` is the key that this provider uses, and a management key cannot delete itself. {WAY_OUT}",
            state.get("name").text().unwrap_or_default()
        ),
    )
}

const WAY_OUT: &str = "Configure the provider with another management key, or remove this one from the state with \
                       `terraform state rm`.";

/// The message that the key with this name is not the one in state.
pub(super) fn another_key(other: &ApiKey, created_at: Option<i64>) -> String {
    let at = |seconds: Option<i64>| seconds.and_then(rfc3339).unwrap_or_else(|| "another time".to_owned());
    format!(
        "The key named `{name}` was created at {}, but the one in the state was created at {}. The provider does not \
         change or delete this other key. To manage it, import it. While it exists, no other key can be named `{name}`.",
        at(other.created_at),
        at(created_at),
        name = other.name,
    )
}
