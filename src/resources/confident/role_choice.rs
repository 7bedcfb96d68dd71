//! Looks up the configured role by name or ID in the roles of the scope, and applies the rules about `Owner`.

use std::sync::Arc;

use super::scoped_id;
use crate::resources::Result;
use admin_client::confident::{Role, Scope};
use plugin_framework::engine::Error;

/// The role that cannot be invited and that is transferred when it is assigned (contracts/confident.md 3.4).
pub(super) const OWNER: &str = "Owner";
/// The default role of an invitation (contracts/confident.md 4).
const DEFAULT: &str = "Member";

/// The scope, for messages.
pub(super) fn place(scope: &Scope) -> String {
    match scope {
        Scope::Organization => "the organization".to_owned(),
        Scope::Project(id) => format!("project `{id}`"),
    }
}

/// The configured role; `None` if none is configured.
///
/// # Errors
/// If there is no such role, or if name and ID refer to different roles.
pub(super) fn choose(
    roles: &[Arc<Role>],
    scope: &Scope,
    name: Option<&str>,
    id: Option<&str>,
) -> Result<Option<Arc<Role>>> {
    let by_name = name.map(|name| {
        let found = roles.iter().find(|role| role.name == name).cloned();
        found.ok_or_else(|| unknown_name(roles, scope, name))
    });
    let by_id = id.map(|id| {
        let within = scoped_id::within(scope, id);
        let found = roles.iter().find(|role| Some(role.id.as_str()) == within).cloned();
        found.ok_or_else(|| {
            let detail = format!("There is no role with the ID `{id}` in {}.{}", place(scope), listed(roles));
            Error::new("Unknown role", detail).on("role_id")
        })
    });
    match (by_name.transpose()?, by_id.transpose()?) {
        (Some(named), Some(other)) if named.id != other.id => Err(Error::new(
            "Conflicting arguments",
            format!(
                "`role` is `{}`, but `role_id` refers to `{}`. Set only one of them.",
                named.name, other.name
            ),
        )
        .on("role_id")
        .into()),
        (named, other) => Ok(other.or(named)),
    }
}

fn unknown_name(roles: &[Arc<Role>], scope: &Scope, name: &str) -> Error {
    let detail = format!(
        "There is no role `{name}` in {}.{} To use a role from this configuration, set `role_id = \
         confident_role.<name>.id` instead, so that Terraform creates the role first.",
        place(scope),
        listed(roles)
    );
    Error::new("Unknown role", detail).on("role")
}

/// The names of the roles, as an additional sentence; empty if there are none.
pub(super) fn listed(roles: &[Arc<Role>]) -> String {
    let mut names: Vec<_> = roles.iter().map(|role| format!("`{}`", role.name)).collect();
    names.sort();
    if names.is_empty() { String::new() } else { format!(" Its roles are {}.", names.join(", ")) }
}

/// The role of an invitation without a role.
pub(super) fn default_role(roles: &[Arc<Role>]) -> Option<&Arc<Role>> {
    roles.iter().find(|role| role.is_built_in() && role.name == DEFAULT)
}

/// Whether it is the built-in `Owner`.
pub(super) fn is_owner(role: &Role) -> bool {
    role.is_built_in() && role.name == OWNER
}

/// Whether the text is `Owner`, case-insensitive.
pub(super) fn is_owner_name(name: &str) -> bool {
    name.trim().eq_ignore_ascii_case(OWNER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(id: &str, name: &str) -> Arc<Role> {
        let (id, name) = (id.to_owned(), name.to_owned());
        Arc::new(Role { id, name, description: None, policies: Vec::new(), owner_id: None })
    }

    #[test]
    fn a_role_is_found_by_name_or_id_and_both_must_agree() {
        let roles = [role("1", "Owner"), role("2", "Member"), role("3", "Auditor")];
        for (name, id, expected) in [
            (None, None, Ok(None)),
            (Some("Auditor"), None, Ok(Some("3"))),
            (None, Some("2"), Ok(Some("2"))),
            (Some("Member"), Some("2"), Ok(Some("2"))),
            (
                Some("Member"),
                Some("3"),
                Err("`role` is `Member`, but `role_id` refers to `Auditor`. Set only one of them."),
            ),
            (
                None,
                Some("9"),
                Err(
                    "There is no role with the ID `9` in the organization. Its roles are `Auditor`, `Member`, `Owner`.",
                ),
            ),
        ] {
            let chosen = choose(&roles, &Scope::Organization, name, id);
            let chosen = chosen.as_ref().map(|role| role.as_ref().map(|role| role.id.as_str()));
            assert_eq!(chosen.map_err(|error| error.detail.as_str()), expected, "{name:?} {id:?}");
        }
        let unknown = choose(&roles, &Scope::Project("p".to_owned()), Some("Admin"), None).unwrap_err();
        assert!(
            unknown.detail.starts_with("There is no role `Admin` in project `p`. Its roles are `Auditor`,"),
            "{}",
            unknown.detail
        );
    }
}
