//! Names of permissions turned into ids of the right catalog. Ids of the other scope's catalog are accepted by the server
//! and never match (confident.md 3.7), so no id is sent that was not looked up here.

use std::sync::Arc;

use super::role_choice::place;
use crate::client::confident::{Permission, Scope};
use crate::framework::engine::{Failure, Result};

/// The ids of these permissions of the scope.
///
/// # Errors
/// When the catalog lacks one, with the nearest name and all there are.
pub(super) fn ids<'a>(
    catalog: &[Arc<Permission>],
    scope: &Scope,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut unknown = Vec::new();
    for name in names {
        match catalog.iter().find(|permission| permission.name == name) {
            Some(permission) => ids.push(permission.id.clone()),
            None => unknown.push(name),
        }
    }
    if unknown.is_empty() {
        return Ok(ids);
    }
    let mut known: Vec<&str> = catalog.iter().map(|permission| permission.name.as_str()).collect();
    known.sort_unstable();
    let complaints = unknown.iter().map(|name| match nearest(&known, name) {
        Some(near) => format!("There is no permission `{name}` in {}. Did you mean `{near}`?", place(scope)),
        None => format!("There is no permission `{name}` in {}.", place(scope)),
    });
    let all = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let detail = format!("{}\n\nIts permissions are {all}.", complaints.collect::<Vec<_>>().join("\n"));
    Err(Failure::new("Unknown permission", detail).on("permissions"))
}

/// The name that is a slip of the pen away.
fn nearest<'a>(known: &[&'a str], name: &str) -> Option<&'a str> {
    let distance = |it: &str| strsim::damerau_levenshtein(&it.to_lowercase(), &name.to_lowercase());
    known.iter().copied().min_by_key(|it| distance(it)).filter(|it| distance(it) <= name.len() / 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids_and_unknown_ones_come_with_the_nearest() {
        let catalog: Vec<_> = ["trace:read", "trace:delete", "user:manage"]
            .iter()
            .map(|name| {
                Arc::new(Permission { id: format!("id-{name}"), name: (*name).into(), description: None })
            })
            .collect();
        let scope = Scope::Project("p".to_owned());
        assert_eq!(
            ids(&catalog, &scope, ["user:manage", "trace:read"]).unwrap(),
            ["id-user:manage", "id-trace:read"]
        );
        let refused = ids(&catalog, &scope, ["traces:read", "user:manage", "billing:read"]).unwrap_err();
        assert_eq!(
            refused.detail,
            "There is no permission `traces:read` in project `p`. Did you mean `trace:read`?\n\
             There is no permission `billing:read` in project `p`.\n\n\
             Its permissions are `trace:delete`, `trace:read`, `user:manage`."
        );
    }
}
