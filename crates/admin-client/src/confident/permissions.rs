//! Permissions: `{scope}/permissions`, the read-only catalog of each scope. Its names are not published, so they are read.

use serde::Deserialize;

use super::scoped::{Named, Scoped};
use crate::deserialize;
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

impl Named for Permission {}

/// The catalog of one scope.
pub type Permissions<'a> = Scoped<'a, Permission>;
