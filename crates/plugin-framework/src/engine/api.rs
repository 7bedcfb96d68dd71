//! The account that an object belongs to. Credentials of another account cannot see the object, which does not mean
//! that it was deleted.

use async_trait::async_trait;

use super::context::Context;
use super::error::{Error, Result};
use crate::value::DynamicValue;

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

/// Rejects a credential that belongs to another account than the object, if the account of the object was stored.
///
/// # Errors
/// If the accounts differ, or if the API does not return the account of the credential.
pub(super) async fn check_account<A: Api>(api: &A, noted: &DynamicValue) -> Result<()> {
    other_account(api, noted).await?.map_or(Ok(()), Err)
}

/// The error for credentials that belong to another account than the object, if the account of the object was stored.
///
/// # Errors
/// When the API does not return the account of the credentials.
pub(super) async fn other_account<A: Api>(api: &A, noted: &DynamicValue) -> Result<Option<Error>> {
    let Some(noted) = noted.text() else { return Ok(None) };
    let now = api.account().await.map_err(Into::into)?;
    Ok(now.filter(|now| now != noted).map(|now| foreign(A::ACCOUNT_NOUN, noted, &now)))
}

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
        return Err(foreign(noun, id, now));
    }
    let detail = format!(
        "The provider's credentials belong to the {noun} `{now}`, not to `{id}`. Import `current`, or use credentials \
         for `{id}`."
    );
    Err(Error::new(format!("The credentials belong to another {noun}"), detail))
}

/// The error for a credential of another account.
fn foreign(noun: &str, noted: &str, now: &str) -> Error {
    Error::new(
        format!("The credentials belong to another {noun}"),
        format!(
            "The object belongs to the {noun} `{noted}`, but the provider's credentials belong to `{now}`. Neither \
             the API nor the state was changed. Use credentials for `{noted}`. To manage both, use a separate state \
             for each. If `{noted}` no longer exists, remove the object with `terraform state rm`."
        ),
    )
}
