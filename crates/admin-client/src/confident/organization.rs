//! The organization: `/v2/organization`, a singleton implied by the key. Only its name can be changed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Confident;
use crate::deserialize;
use crate::error::Result;

/// The organization (contracts/confident.md 3.1).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Organization {
    /// Opaque.
    #[serde(deserialize_with = "deserialize::id")]
    pub id: String,
    /// Its display name.
    pub name: String,
    /// `TRIAL`, `FREE`, `STARTER`, `ENTERPRISE`, `TEAM`, `PREMIUM`, or a plan that this client does not know.
    pub plan: String,
    /// RFC 3339.
    pub created_at: String,
}

#[derive(Serialize)]
struct Edit<'a> {
    name: &'a str,
}

impl Confident {
    /// The organization of the key.
    pub async fn organization(&self) -> Result<Organization> {
        self.client.get(&path!("/v2/organization")?).await
    }

    /// The ID of the organization, which is cached for the lifetime of the client.
    pub async fn organization_id(&self) -> Result<Arc<str>> {
        let keep = self.client.timing().failure;
        self.organization_id.get(keep, async || Ok(self.organization().await?.id.into())).await
    }

    /// Renames it.
    pub async fn edit_organization(&self, name: &str) -> Result<Organization> {
        self.client.put(&path!("/v2/organization")?, &Edit { name }).await
    }
}
