//! Checks whether the secret in the state is still valid, and warns if it is not.

use super::key_note::Note;
use crate::resources::error::explained;
use admin_client::confident::{ApiKey, SecretStatus};
use plugin_framework::engine::{CallContext, Error, Evidence};

/// A key whose secret is in the state, in the words of a warning.
pub(super) struct StoredKey<'a> {
    /// What and whose it is, such as "API key `ci`".
    pub(super) label: String,
    /// How to get another secret: a sentence.
    pub(super) next_step: &'a str,
}

/// Whether the stored secret belongs to the key. Warns if it does not, or if it expires soon.
pub(super) fn is_current(ctx: &CallContext, note: &Note, key: &ApiKey, stored: &StoredKey<'_>) -> bool {
    let Some(ending) = &note.ending else { return true };
    let StoredKey { label, next_step } = stored;
    let outside = format!("The secret of the {label} was rotated outside Terraform");
    match key.secret_status(ending) {
        SecretStatus::Current | SecretStatus::New => true,
        SecretStatus::Previous => {
            let until = key.rotates_at.as_deref().unwrap_or("the end of the grace period");
            ctx.warn(Error::new(
                outside,
                format!("The secret in the state is valid until {until}. {next_step}"),
            ));
            true
        }
        SecretStatus::Replaced => {
            ctx.warn(Error::new(
                outside,
                format!(
                    "The secret in the state is no longer valid and was removed from the state. {next_step} If an earlier \
                     rotation by Terraform failed, the response with the new secret was lost."
                ),
            ));
            false
        }
    }
}

/// The warning that setting an argument for the first time on an imported key does not rotate it.
pub(super) fn not_rotated(stored: &[&'static str]) -> Error {
    let names = stored.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let warning = Error::new(
        format!("The imported key is not rotated by {names}"),
        "The key may have been created with these arguments, so it keeps its current secret, which is not in the \
         state. A leaked secret is still valid. To rotate the key, apply this plan, then change `rotation_triggers` \
         and apply again. `seal_to` takes effect with the next rotation.",
    );
    stored.first().copied().map_or(warning.clone(), |name| warning.on(name))
}

/// The warning about an imported key that has expired.
pub(super) fn expired(name: &str, at: &str) -> Error {
    Error::new(
        format!("The API key `{name}` has expired"),
        format!(
            "It expired at {at}. It is not rotated, because it was imported and its secret is not known. To rotate it, set \
             `expires_in_days` and `rotate_before_days`. Alternatively, set `rotation_triggers`, apply, change its \
             value, and apply again."
        ),
    )
}

/// The error for a failed rotation, with an explanation if it may have taken effect.
pub(super) fn lost(error: &admin_client::Error) -> Error {
    let mut message = explained(error);
    if message.evidence == Evidence::MayExist {
        message.evidence = Evidence::None;
        message.detail.push_str(
            "\n\nThe key may have been rotated. If so, its new secret is lost. The request was not retried, because each \
             rotation invalidates the previous secret. Run a new plan to see whether the secret in the state is still \
             valid. If it is not, change `rotation_triggers`.",
        );
    }
    message
}
