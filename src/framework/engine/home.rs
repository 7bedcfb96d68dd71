//! The account an object lives in. A credential of another account does not see the object, which is no sign of its end.

use async_trait::async_trait;

use super::context::Cx;
use super::failure::{Failure, Result};
use crate::framework::value::Tree;

/// An API whose objects are seen with the credential of one account only.
#[async_trait]
pub trait Home: Send + Sync + 'static {
    /// What the API calls such an account, such as `organization`.
    const NOUN: &'static str = "account";

    /// The id of the credential's account, asked once; `None` where ids of objects name their account already.
    ///
    /// # Errors
    /// When the API does not tell.
    async fn home(&self) -> Result<Option<String>> {
        Ok(None)
    }
}

/// Refuses a credential of another account than the object's, as far as that was noted.
///
/// # Errors
/// When the accounts differ, or when the API does not tell whose the credential is.
pub(super) async fn same_home<A: Home>(api: &A, noted: &Tree) -> Result<()> {
    let Some(noted) = noted.text() else { return Ok(()) };
    match api.home().await? {
        Some(now) if now != noted => Err(foreign(A::NOUN, noted, &now)),
        _ => Ok(()),
    }
}

/// The refusal of a credential, and of an id to import that is not of the credential's account.
///
/// # Errors
/// When `id` is not that of the account `now`.
pub fn its_own<A: Home>(cx: &Cx<A>, id: &str, now: &str) -> Result<()> {
    let noun = A::NOUN;
    if id == now {
        return Ok(());
    }
    if !cx.is_importing() {
        return Err(foreign(noun, id, now));
    }
    let detail = format!(
        "`{id}` is not the {noun} of the provider's credentials, which are of `{now}`. Import that one as `current`, or use \
         credentials of the one you mean."
    );
    Err(Failure::new(format!("The credentials belong to another {noun}"), detail))
}

/// The refusal of a credential.
fn foreign(noun: &str, noted: &str, now: &str) -> Failure {
    Failure::new(
        format!("The credentials belong to another {noun}"),
        format!(
            "The object is of the {noun} `{noted}`, and the provider's credentials are of `{now}`. Nothing was sent that changes \
             anything, and nothing was removed from state. Use credentials of the first one; to manage the second one as well, \
             give it a state of its own. If the first one no longer exists, remove the object with `terraform state rm`."
        ),
    )
}
