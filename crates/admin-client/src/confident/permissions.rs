//! Permissions: `{scope}/permissions`, the read-only catalog of each scope. Its names are not published, so they are read.

use std::sync::Arc;

use serde::Deserialize;

use super::Scoped;
use crate::deserialize;
use crate::error::Result;
use crate::listing::{Item, undivided};

/// A permission (contracts/confident.md 3.8).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Permission {
    /// Opaque.
    #[serde(deserialize_with = "deserialize::id")]
    pub id: String,
    /// `resource:action`.
    pub name: String,
    /// What it allows.
    #[serde(default)]
    pub description: Option<String>,
}

undivided!(PermissionPage { permissions: Permission });

impl Item for Permission {
    type Page = PermissionPage;
    const NOUN: &'static str = "permission";
    const PAGED: bool = false;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn key(&self) -> String {
        self.name.clone()
    }
}

/// The catalog of one scope.
#[derive(Debug)]
pub struct Permissions<'a> {
    pub(super) scoped: Scoped<'a, Permission>,
}

impl Permissions<'_> {
    /// All of them.
    pub async fn all(&self) -> Result<Vec<Arc<Permission>>> {
        self.scoped.all().await
    }

    /// The one of this name.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Arc<Permission>>> {
        Ok(self.scoped.find_by_key(name).await?.into_iter().next())
    }
}
