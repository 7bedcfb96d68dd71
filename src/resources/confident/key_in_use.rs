//! The key the provider itself works with: whatever ends it would end every later call, so it is spared.

use super::api_key::parsed;
use crate::client::confident::{ApiKey, ApiKeys, Confident, Scope};
use crate::framework::engine::{Cx, Failure, Result};
use crate::framework::value::Tree;

/// Refuses to do away with the key the provider itself works with.
pub(super) async fn spare_own(keys: &ApiKeys<'_>, key_id: i64, verb: &str) -> Result<()> {
    match keys.find(key_id).await? {
        Some(key) if keys.is_in_use(&key) => Err(own(&key, verb)),
        _ => Ok(()),
    }
}

/// The same during a plan, as far as the key can be read.
pub(super) async fn spare_own_if_known(cx: &Cx<Confident>, prior: &Tree, verb: &str) -> Result<()> {
    let Ok(confident) = cx.api() else { return Ok(()) };
    let keys = confident.api_keys(&Scope::of(prior.get("project_id").text()))?;
    let key_id = parsed(prior.get("key_id").text().unwrap_or_default())?;
    match keys.find(key_id).await {
        Ok(Some(key)) if keys.is_in_use(&key) => Err(own(&key, verb)),
        _ => Ok(()),
    }
}

fn own(key: &ApiKey, verb: &str) -> Failure {
    Failure::new(
        format!("The provider would {verb} the key it works with"),
        format!(
            "The key `{}` ({}) ends in the same characters as the `api_key` of the provider, which could do nothing more \
             afterwards. Give the provider another organization key first.",
            key.name.as_deref().unwrap_or_default(),
            key.id
        ),
    )
}
