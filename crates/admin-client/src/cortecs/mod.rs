//! Cortecs' management API (contract: contracts/cortecs.md): API keys, the project's settings, the balance.

mod api_keys;
mod balance;
mod creation_time;
mod project_configs;

pub use api_keys::{ApiKey, ApiKeys, CreatedApiKey, NewApiKey};
pub use balance::Balance;
pub use creation_time::CreationTime;
pub use project_configs::{InferenceConfig, InferenceEdit, ProjectConfig, ProjectConfigEdit, ProjectConfigs};

use std::sync::Arc;
use std::time::Instant;

use reqwest::header::AUTHORIZATION;

use super::admin::{AdminClient, Product};
use super::auth::Auth;
use super::collections::Collections;
use super::error::Result;
use super::fetch_once::FetchOnce;
use super::secret::Secret;
use super::settings::{ConfigError, Settings};

/// The one host of the vendor.
pub const BASE_URL: &str = "https://api.cortecs.ai/v1";

/// The client of one Cortecs account.
#[derive(Debug)]
pub struct Cortecs {
    client: AdminClient,
    management_key: Secret,
    project_id: Arc<FetchOnce<Arc<str>>>,
    api_keys: Collections<ApiKey>,
}

impl Cortecs {
    /// Checks the settings; nothing is sent.
    pub fn new(settings: &Settings, management_key: &Secret) -> Result<Self, ConfigError> {
        let product = Product { name: "cortecs", base_url: BASE_URL.to_owned(), envelope: false };
        let auth = Auth::key(AUTHORIZATION, "Bearer ", management_key, "management_key")?;
        Ok(Cortecs {
            client: AdminClient::new(product, settings, auth)?,
            management_key: management_key.clone(),
            project_id: Arc::default(),
            api_keys: Collections::default(),
        })
    }

    /// Whether this client uses this key. The API refuses to delete the key in use.
    pub fn uses(&self, api_key: &str) -> bool {
        self.management_key.expose().trim() == api_key
    }

    /// The same account for a reader that needs current data: it uses only lists requested from now on, and shares them
    /// with concurrent readers.
    #[must_use]
    pub fn uncached(&self) -> Self {
        Cortecs {
            client: self.client.clone(),
            management_key: self.management_key.clone(),
            project_id: Arc::clone(&self.project_id),
            api_keys: self.api_keys.since(Instant::now()),
        }
    }

    /// The core, for its stop switch, request statistics and notices.
    pub fn client(&self) -> &AdminClient {
        &self.client
    }

    /// The keys of the account.
    pub fn api_keys(&self) -> Result<ApiKeys<'_>> {
        Ok(ApiKeys { cortecs: self, list: self.api_keys.of(&self.client, path!("/manage/api-keys")?) })
    }

    /// The ID of the key's project, which is cached for the lifetime of the client.
    pub async fn project_id(&self) -> Result<Arc<str>> {
        let keep = self.client.timing().failure;
        self.project_id.get(keep, async || Ok(self.project_configs().get().await?.project_id.into())).await
    }

    /// The settings of the project.
    pub fn project_configs(&self) -> ProjectConfigs<'_> {
        ProjectConfigs { cortecs: self }
    }
}
