//! Cortecs: API keys of an LLM gateway, the project's settings, the balance.

mod api_key;
mod api_key_data;
mod api_key_ephemeral;
mod api_key_list;
mod api_keys_data;
mod balance_data;
mod inference_config;
mod key_errors;
mod project_settings;
mod project_settings_data;
mod timestamp;
mod unique_name;

pub use api_key::ApiKeyResource;
pub use api_key_data::ApiKeyData;
pub use api_key_ephemeral::ApiKeyEphemeral;
pub use api_keys_data::ApiKeysData;
pub use balance_data::BalanceData;
pub use project_settings::ProjectSettingsResource;
pub use project_settings_data::ProjectSettingsData;

use std::ops::Deref;

use admin_client::cortecs::Cortecs;
use async_trait::async_trait;
use plugin_framework::engine::Api;

use super::error::{CallError, Result};

/// The account of a management key. Keys belong to a user, whom the API does not return, but a key of another project
/// certainly belongs to another account.
#[derive(Debug)]
pub struct Account(pub Cortecs);

impl Deref for Account {
    type Target = Cortecs;

    fn deref(&self) -> &Cortecs {
        &self.0
    }
}

#[async_trait]
impl Api for Account {
    type Error = CallError;
    const ACCOUNT_NOUN: &'static str = "project";

    async fn account(&self) -> Result<Option<String>> {
        Ok(Some(self.project_id().await?.to_string()))
    }
}

/// The permissions that every request needs, for documentation (contracts/cortecs.md).
const MANAGEMENT: &str = "Requires a management API key. Regular API keys are rejected.";
/// The permissions that the settings need.
const SETTINGS: &str = "Requires a management API key of an administrator of the project. Regular API keys are \
     rejected.";
