//! The account an object lives in. A credential of another account does not see the object, which is no sign of its end.

use async_trait::async_trait;

use super::context::Context;
use super::error::{Error, Result};
use crate::value::DynamicValue;

/// An API as the provider's configuration makes it: a client with credentials.
#[async_trait]
pub trait Api: Send + Sync + 'static {
    /// What its calls fail with, ready to be shown.
    type Error: From<Error> + Into<Error> + Send;

    /// What the API calls the account whose objects a credential sees, such as `organization`.
    const ACCOUNT_NOUN: &'static str = "account";

    /// The id of the credential's account, asked once; `None` where ids of objects name their account already.
    ///
    /// # Errors
    /// When the API does not tell.
    async fn account(&self) -> Result<Option<String>, Self::Error> {
        Ok(None)
    }
}

/// What the calls of the API `A` fail with.
pub type ErrorOf<A> = <A as Api>::Error;

/// Refuses a credential of another account than the object's, as far as that was noted.
///
/// # Errors
/// When the accounts differ, or when the API does not tell whose the credential is.
pub(super) async fn check_account<A: Api>(api: &A, noted: &DynamicValue) -> Result<()> {
    other_account(api, noted).await?.map_or(Ok(()), Err)
}

/// The refusal of credentials of another account than the object's, as far as that was noted.
///
/// # Errors
/// When the API does not return the account of the credentials.
pub(super) async fn other_account<A: Api>(api: &A, noted: &DynamicValue) -> Result<Option<Error>> {
    let Some(noted) = noted.text() else { return Ok(None) };
    let now = api.account().await.map_err(Into::into)?;
    Ok(now.filter(|now| now != noted).map(|now| foreign(A::ACCOUNT_NOUN, noted, &now)))
}

/// The refusal of a credential, and of an id to import that is not of the credential's account.
///
/// # Errors
/// When `id` is not that of the account `now`.
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

/// The refusal of a credential.
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
