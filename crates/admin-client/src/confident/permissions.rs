//! Permissions: `{scope}/permissions`, the read-only catalog of each scope. Its names are not published, so they are read.

use serde::Deserialize;

use super::scoped::{Scoped, named};
use crate::deserialize;

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

named!(Permission, "permission", PermissionPage { permissions });

/// The catalog of one scope.
pub type Permissions<'a> = Scoped<'a, Permission>;
