//! Policies of the organization or a project: `{scope}/policies`. A policy is a named set of permissions.
//!
//! The API accepts permission IDs of the other scope's catalog, but they have no effect. Deleting a policy silently
//! removes it from its roles (contracts/confident.md 3.7).

use serde::{Deserialize, Serialize};

use super::scoped::{Replaceable, Scoped, named};
use crate::creation::{NewItem, same_ids, same_text};
use crate::deserialize;
use crate::edit::Edit;
use crate::error::Result;

/// A policy (contracts/confident.md 3.7).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Policy {
    /// Opaque.
    #[serde(deserialize_with = "deserialize::id")]
    pub id: String,
    /// Unique in the scope.
    pub name: String,
    /// Free text.
    #[serde(default)]
    pub description: Option<String>,
    /// What it allows.
    #[serde(default)]
    pub permissions: Vec<PolicyPermission>,
}

/// A permission by name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PolicyPermission {
    /// Opaque.
    pub id: String,
    /// `resource:action`.
    pub name: String,
}

/// The request of a creation or an edit, which always sends all fields.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewPolicy<'a> {
    /// Unique in the scope.
    pub name: &'a str,
    /// The complete set, from the catalog of the same scope.
    pub permission_ids: &'a [String],
    /// `Clear` removes it.
    #[serde(skip_serializing_if = "Edit::is_leave")]
    pub description: Edit<&'a str>,
}

impl NewItem for NewPolicy<'_> {
    type Object = Policy;

    fn key(&self) -> String {
        self.name.to_owned()
    }

    fn matches(&self, object: &Policy) -> bool {
        same_text(self.description.value().copied(), object.description.as_deref())
            && same_ids(self.permission_ids, object.permissions.iter().map(|it| it.id.as_str()))
    }
}

named!(Policy, "policy", PolicyPage { policies });

impl Replaceable for Policy {
    /// Roles contain the names of their policies.
    fn edited(replaced: &Scoped<'_, Policy>) -> Result<()> {
        replaced.confident.roles(&replaced.scope)?.list.forget();
        Ok(())
    }

    fn deleted(replaced: &Scoped<'_, Policy>) -> Result<()> {
        Policy::edited(replaced)
    }
}

/// The policies of one scope. Deleting one removes it from every role.
pub type Policies<'a> = Scoped<'a, Policy>;
