//! Roles of the organization or a project: `{scope}/roles`, custom and built-in ones in one list.
//!
//! A built-in role belongs to no scope, and every write to it returns 404. A role that is assigned to a member cannot
//! be deleted.

use serde::{Deserialize, Serialize};

use super::scoped::{Replaceable, Scoped, named};
use crate::creation::{NewItem, same_ids, same_text};
use crate::deserialize;
use crate::edit::Edit;
use crate::error::Result;

/// A role (contracts/confident.md 3.6).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Role {
    /// Opaque.
    #[serde(deserialize_with = "deserialize::id")]
    pub id: String,
    /// Unique in the scope.
    pub name: String,
    /// Free text.
    #[serde(default)]
    pub description: Option<String>,
    /// Its policies. It grants the union of their permissions.
    #[serde(default)]
    pub policies: Vec<RolePolicy>,
    /// The organization or project that it belongs to; `None` = built-in.
    #[serde(default, rename = "organizationId", alias = "projectId")]
    pub owner_id: Option<String>,
}

impl Role {
    /// Whether it is one of the vendor's built-in roles: Owner, Admin, Manager, Member.
    pub fn is_built_in(&self) -> bool {
        self.owner_id.is_none()
    }
}

/// A policy by name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RolePolicy {
    /// Opaque.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The request of a creation or an edit, which always sends all fields.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewRole<'a> {
    /// Unique in the scope, and no built-in name in any case.
    pub name: &'a str,
    /// The complete set.
    pub policy_ids: &'a [String],
    /// `Clear` removes it.
    #[serde(skip_serializing_if = "Edit::is_leave")]
    pub description: Edit<&'a str>,
}

impl NewItem for NewRole<'_> {
    type Object = Role;

    fn key(&self) -> String {
        self.name.to_owned()
    }

    fn matches(&self, object: &Role) -> bool {
        same_text(self.description.value().copied(), object.description.as_deref())
            && same_ids(self.policy_ids, object.policies.iter().map(|it| it.id.as_str()))
    }
}

named!(Role, "role", RolePage { roles });

impl Replaceable for Role {
    /// Members contain the name of their role.
    fn edited(replaced: &Scoped<'_, Role>) -> Result<()> {
        replaced.confident.members(&replaced.scope)?.list.forget();
        Ok(())
    }
}

/// The roles of one scope, built-in ones included.
pub type Roles<'a> = Scoped<'a, Role>;
