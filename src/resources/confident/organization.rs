//! The organization of the provider's key.

use crate::client::confident::Confident;
use crate::framework::engine::{Failure, Result};

/// Refuses a key of another organization, in which nothing of the stored one is to be found.
///
/// # Errors
/// When the key belongs to another organization than `stored`, or cannot tell.
pub(super) async fn same_organization(confident: &Confident, stored: Option<&str>) -> Result<()> {
    let Some(stored) = stored else { return Ok(()) };
    let now = confident.organization().await?;
    if now.id == stored {
        return Ok(());
    }
    Err(Failure::new(
        "The API key belongs to another organization",
        format!(
            "The stored object is of the organization `{stored}`, and the provider's key is of `{}` (`{}`). Use a key of the \
             first one; to manage the second one as well, give it a state of its own.",
            now.id, now.name
        ),
    ))
}
