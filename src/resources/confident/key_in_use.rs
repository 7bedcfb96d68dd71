//! Protects the key that the provider itself uses: without it every later request would fail, so it is never deleted,
//! rotated or disabled.

use super::Account;
use super::api_key::parsed;
use crate::resources::Result;
use admin_client::confident::{ApiKey, ApiKeys, Scope};
use plugin_framework::engine::{Context, Error};
use plugin_framework::value::DynamicValue;

/// Rejects deleting, rotating or disabling the key that the provider itself uses.
pub(super) async fn refuse_key_in_use(keys: &ApiKeys<'_>, key_id: i64, verb: &str) -> Result<()> {
    match keys.find(key_id).await? {
        Some(key) if keys.is_in_use(&key) => Err(own(&key, verb).into()),
        _ => Ok(()),
    }
}

/// Refuses the plan if the key can be read and is the one in use.
pub(super) async fn refuse_key_in_use_if_known(
    ctx: &Context<Account>,
    prior: &DynamicValue,
    verb: &str,
) -> Result<()> {
    let Ok(confident) = ctx.api() else { return Ok(()) };
    let keys = confident.api_keys(&Scope::of(prior.get("project_id").text()))?;
    let key_id = parsed(prior.get("key_id").text().unwrap_or_default())?;
    match keys.find(key_id).await {
        Ok(Some(key)) if keys.is_in_use(&key) => Err(own(&key, verb).into()),
        _ => Ok(()),
    }
}

fn own(key: &ApiKey, verb: &str) -> Error {
    Error::new(
        format!("Cannot {verb} the API key that the provider uses"),
        format!(
            "The key `{}` ({}) ends in the same characters as the provider's `api_key`. Configure the provider with \
             another organization API key first.",
            key.name.as_deref().unwrap_or_default(),
            key.id
        ),
    )
}
