//! What becomes of a secret that is told only once: whether it is still the key's, and what is said when it is not.

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
                format!("The stored secret is accepted until {until}. A rotation by Terraform, such as after a change of \
                         `rotation_triggers`, makes a new one."),
            ));
            true
        }
        Standing::Ended => {
            ctx.warn(Error::new(
                outside,
                "The stored secret is not accepted any more and was removed from state, so that it is not handed on. Only \
                 whoever rotated the key knows its secret; a change of `rotation_triggers` makes a new one. If a rotation by \
                 Terraform failed before, its answer is what was lost.",
            ));
            ctx.note(DynamicValue::Null);
            false
        }
    }
}

/// The warning that an imported key is sealed only once it has a secret Terraform knows.
pub(super) fn sealed_later() -> Error {
    Error::new(
        "The secret is sealed at its next rotation",
        "Nobody but the server knows the secret of an imported key, so there is nothing to seal. `seal_to` is stored and \
         applies when the key is rotated, such as after a change of `rotation_triggers`.",
    )
    .on("seal_to")
}

/// A rotation that failed, with what that means when it may have been made.
pub(super) fn lost(error: &admin_client::Error) -> Error {
    let mut failure = explained(error);
    if failure.evidence == Evidence::MayExist {
        failure.evidence = Evidence::None;
        failure.detail.push_str(
            "\n\nThe key may have been rotated all the same, and then its new secret is lost. It was not tried again, because \
             each rotation ends the secret before. The next plan tells what became of the stored secret; another rotation \
             gives a usable one.",
        );
    }
    failure
}
