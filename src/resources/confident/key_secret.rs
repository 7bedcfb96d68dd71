//! Whether the secret in the state is still valid, and the warnings when it is not.

use super::Account;
use crate::resources::error::explained;
use admin_client::confident::{ApiKey, Standing};
use plugin_framework::engine::{Context, Error, Evidence};
use plugin_framework::value::DynamicValue;

/// Whether the stored secret is one of the key's; the user is told when it is not, or not for long.
pub(super) fn is_still_ours(ctx: &Context<Account>, key: &ApiKey) -> bool {
    let Some(ending) = ctx.noted().text() else { return true };
    let name = key.name.as_deref().unwrap_or_default();
    let outside = format!("The secret of the API key `{name}` was rotated outside Terraform");
    match key.standing(ending) {
        Standing::Current | Standing::Incoming => true,
        Standing::Outgoing => {
            let until = key.rotates_at.as_deref().unwrap_or("the end of the grace period");
            ctx.warn(Error::new(
                outside,
                format!("The secret in the state is valid until {until}. To get a new one, change `rotation_triggers`."),
            ));
            true
        }
        Standing::Ended => {
            ctx.warn(Error::new(
                outside,
                "The secret in the state is no longer valid and was removed from the state. To get a new one, change \
                 `rotation_triggers`. If a rotation by Terraform failed before, its response was lost.",
            ));
            ctx.note(DynamicValue::Null);
            false
        }
    }
}

/// The warning that an imported key is sealed only once it has a secret Terraform knows.
pub(super) fn sealed_later() -> Error {
    Error::new(
        "`seal_to` has no effect until the key is rotated",
        "The API does not return the secret of an imported key, so there is nothing to encrypt. To rotate the key, \
         change `rotation_triggers`.",
    )
    .on("seal_to")
}

/// A rotation that failed, with what that means when it may have been made.
pub(super) fn lost(error: &admin_client::Error) -> Error {
    let mut failure = explained(error);
    if failure.evidence == Evidence::MayExist {
        failure.evidence = Evidence::None;
        failure.detail.push_str(
            "\n\nThe key may have been rotated, and its new secret is lost in that case. The request was not retried, \
             because every rotation ends the validity of the previous secret. Run a plan to see whether the secret in \
             the state is still valid. If not, change `rotation_triggers`.",
        );
    }
    failure
}
