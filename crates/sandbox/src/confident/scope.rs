//! The organization or a project, to which keys, members, invitations, roles and policies belong.

use serde_json::Value;

/// The owner of rows with `project_id`, which is null for the organization.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scope<'a> {
    Organization,
    Project(&'a str),
}

impl Scope<'_> {
    pub(crate) fn project_id(self) -> Value {
        match self {
            Self::Organization => Value::Null,
            Self::Project(id) => id.into(),
        }
    }

    /// Whether a row belongs to this owner.
    pub(crate) fn owns(self, row: &Value) -> bool {
        match self {
            Self::Organization => row["project_id"].is_null(),
            Self::Project(id) => row["project_id"] == id,
        }
    }

    /// The API's prefix for fields that exist in both scopes: `organizationRole`, `projectRoleId`, ….
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Project(_) => "project",
        }
    }

    /// The built-in role that the previous Owner gets.
    pub(crate) fn second_role(self) -> &'static str {
        match self {
            Self::Organization => "Admin",
            Self::Project(_) => "Manager",
        }
    }
}
