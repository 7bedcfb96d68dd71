//! The account that an object belongs to. Credentials of another account cannot see the object, which does not mean
//! that it was deleted.

use async_trait::async_trait;

use super::context::Context;
use super::error::{Error, Result};

/// An API that the provider configuration sets up: a client with credentials.
#[async_trait]
pub trait Api: Send + Sync + 'static {
    /// The error of its calls, ready to be shown to the user.
    type Error: From<Error> + Into<Error> + Send;

    /// The API's word for the account of a credential, such as `organization`.
    const ACCOUNT_NOUN: &'static str = "account";

    /// The ID of the credential's account, requested once. `None` if the IDs of objects already contain the account.
    ///
    /// # Errors
    /// If the API does not return the account.
    async fn account(&self) -> Result<Option<String>, Self::Error> {
        Ok(None)
    }
}

/// The error type of the API `A`.
pub type ErrorOf<A> = <A as Api>::Error;

/// Rejects credentials of another account, and an import ID that does not belong to the credential's account.
///
/// # Errors
/// If `id` does not belong to the account `now`.
pub fn check_imported_account<A: Api>(ctx: &Context<A>, id: &str, now: &str) -> Result<()> {
    let noun = A::ACCOUNT_NOUN;
    if id == now {
        return Ok(());
    }
    if !ctx.is_importing() {
        return Err(other_account_error(noun, id, now));
    }
    let detail = format!(
        "The provider's credentials belong to the {noun} `{now}`, not to `{id}`. Import `current`, or use credentials \
         for `{id}`."
    );
    Err(Error::new(format!("The credentials belong to another {noun}"), detail))
}

/// The error for a credential of another account.
pub(super) fn other_account_error(noun: &str, noted: &str, now: &str) -> Error {
    Error::new(
        format!("The credentials belong to another {noun}"),
        format!(
            "The object belongs to the {noun} `{noted}`, but the provider's credentials belong to `{now}`. Neither \
             the API nor the state was changed. Use credentials for `{noted}`. To manage both, use a separate state \
             for each. If `{noted}` no longer exists, remove the object with `terraform state rm`."
        ),
    )
}
