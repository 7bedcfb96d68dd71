//! Cortecs' management API (contract: contracts/cortecs.md): API keys, the project's settings, the balance.

mod api_keys;
mod balance;
mod key_version;
mod project_configs;

pub use api_keys::{ApiKey, ApiKeys, CreatedApiKey, NewApiKey};
pub use balance::Balance;
pub use key_version::{KeyVersion, ListedKey};
pub use project_configs::{InferenceConfig, InferenceEdit, ProjectConfig, ProjectConfigEdit, ProjectConfigs};

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::header::AUTHORIZATION;
use tokio::sync::OnceCell;

use super::admin::{AdminClient, Product};
use super::auth::Auth;
use super::collection::Collections;
use super::error::Result;
use super::secret::Secret;
use super::settings::{ConfigError, Settings};

/// The one host of the vendor.
pub const BASE_URL: &str = "https://api.cortecs.ai/v1";

/// The client of one Cortecs account.
#[derive(Debug)]
pub struct Cortecs {
    client: AdminClient,
    management_key: Secret,
    project_id: OnceCell<String>,
    api_keys: Collections<ApiKey>,
    /// When the keys were created that this process deleted, by name.
    deleted_keys: Mutex<BTreeMap<String, i64>>,
}

impl Cortecs {
    /// Checks the settings; nothing is sent.
    pub fn new(settings: &Settings, management_key: &Secret) -> Result<Self, ConfigError> {
        let product = Product { name: "cortecs", base_url: BASE_URL.to_owned(), envelope: false };
        let auth = Auth::key(AUTHORIZATION, "Bearer ", management_key, "management_key")?;
        Ok(Cortecs {
            client: AdminClient::new(product, settings, auth)?,
            management_key: management_key.clone(),
            project_id: OnceCell::new(),
            api_keys: Collections::default(),
            deleted_keys: Mutex::default(),
        })
    }

    /// Whether requests are made with this key, which the API therefore refuses to delete.
    pub fn uses(&self, api_key: &str) -> bool {
        self.management_key.expose().trim() == api_key
    }

    /// The core, for its stop switch, tally and notices.
    pub fn client(&self) -> &AdminClient {
        &self.client
    }

    /// The keys of the account.
    pub fn api_keys(&self) -> Result<ApiKeys<'_>> {
        Ok(ApiKeys { cortecs: self, list: self.api_keys.of(&self.client, path!("/manage/api-keys")?) })
    }

    /// The id of the project of the key, which stays what it is as long as this client lives.
    pub async fn project_id(&self) -> Result<&str> {
        let id = self
            .project_id
            .get_or_try_init(async || Ok(self.project_configs().get().await?.project_id))
            .await?;
        Ok(id)
    }

    /// The settings of the project.
    pub fn project_configs(&self) -> ProjectConfigs<'_> {
        ProjectConfigs { cortecs: self }
    }
}
