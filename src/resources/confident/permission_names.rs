//! Names of permissions turned into ids of the right catalog. Ids of the other scope's catalog are accepted by the server
//! and never match (contracts/confident.md 3.7), so no id is sent that was not looked up here.

use std::sync::Arc;

use super::role_choice::place;
use crate::resources::Result;
use admin_client::confident::{Confident, Permission, Scope};
use plugin_framework::engine::Error;

/// The ids of these permissions of the scope.
///
/// # Errors
/// When the catalog lacks one: with the scope that has it, or the nearest name, and all there are.
pub(super) async fn look_up(
    confident: &Confident,
    scope: &Scope,
    catalog: &[Arc<Permission>],
    names: &[&str],
) -> Result<Vec<String>> {
    match ids(catalog, &[], scope, names) {
        Err(_) => ids(catalog, &other_catalog(confident, scope).await.unwrap_or_default(), scope, names),
        found => found,
    }
}

/// The catalog of the other kind of scope. All projects have the same one, so any tells it.
async fn other_catalog(confident: &Confident, scope: &Scope) -> admin_client::Result<Vec<Arc<Permission>>> {
    let other = match scope {
        Scope::Project(_) => Scope::Organization,
        Scope::Organization => match confident.projects()?.all().await?.first() {
            Some(project) => Scope::Project(project.id.clone()),
            None => return Ok(Vec::new()),
        },
    };
    confident.permissions(&other)?.all().await
}

fn ids(
    catalog: &[Arc<Permission>],
    other: &[Arc<Permission>],
    scope: &Scope,
    names: &[&str],
) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut unknown = Vec::new();
    for name in names {
        match catalog.iter().find(|permission| permission.name == *name) {
            Some(permission) => ids.push(permission.id.clone()),
            None => unknown.push(*name),
        }
    }
    if unknown.is_empty() {
        return Ok(ids);
    }
    let mut known: Vec<&str> = catalog.iter().map(|permission| permission.name.as_str()).collect();
    known.sort_unstable();
    let complaints = unknown.iter().map(|name| {
        let hint = match (other.iter().any(|it| it.name == *name), nearest(&known, name)) {
            (true, _) if scope.project().is_none() => {
                " It is a permission of projects: set `project_id`.".to_owned()
            }
            (true, _) => " It is a permission of the organization: omit `project_id`.".to_owned(),
            (false, Some(near)) => format!(" Did you mean `{near}`?"),
            (false, None) => String::new(),
        };
        format!("There is no permission `{name}` in {}.{hint}", place(scope))
    });
    let all = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let all = if all.is_empty() { "It has none.".to_owned() } else { format!("Its permissions are {all}.") };
    let detail = format!("{}\n\n{all}", complaints.collect::<Vec<_>>().join("\n"));
    Err(Error::new("Unknown permission", detail).on("permissions").into())
}

/// The name that is a slip of the pen away.
fn nearest<'a>(known: &[&'a str], name: &str) -> Option<&'a str> {
    let distance = |it: &str| strsim::damerau_levenshtein(&it.to_lowercase(), &name.to_lowercase());
    known.iter().copied().min_by_key(|it| distance(it)).filter(|it| distance(it) <= name.len() / 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog(names: &[&str]) -> Vec<Arc<Permission>> {
        let one =
            |name: &&str| Permission { id: format!("id-{name}"), name: (*name).into(), description: None };
        names.iter().map(one).map(Arc::new).collect()
    }

    #[test]
    fn names_become_ids_and_unknown_ones_come_with_the_nearest() {
        let catalog = catalog(&["trace:read", "trace:delete", "user:manage"]);
        let scope = Scope::Project("p".to_owned());
        assert_eq!(
            ids(&catalog, &[], &scope, &["user:manage", "trace:read"]).unwrap(),
            ["id-user:manage", "id-trace:read"]
        );
        let refused =
            ids(&catalog, &[], &scope, &["traces:read", "user:manage", "billing:read"]).unwrap_err();
        assert_eq!(
            refused.detail,
            "There is no permission `traces:read` in project `p`. Did you mean `trace:read`?\n\
             There is no permission `billing:read` in project `p`.\n\n\
             Its permissions are `trace:delete`, `trace:read`, `user:manage`."
        );
    }

    #[test]
    fn a_permission_of_the_other_scope_is_said_to_be_one() {
        let (projects, organization) = (catalog(&["trace:read"]), catalog(&["billing:read"]));
        let refused = ids(&organization, &projects, &Scope::Organization, &["trace:read"]).unwrap_err();
        assert_eq!(
            refused.detail,
            "There is no permission `trace:read` in the organization. It is a permission of projects: set \
             `project_id`.\n\nIts permissions are `billing:read`."
        );
        let project = Scope::Project("p".to_owned());
        let refused = ids(&[], &organization, &project, &["billing:read"]).unwrap_err();
        assert_eq!(
            refused.detail,
            "There is no permission `billing:read` in project `p`. It is a permission of the organization: omit \
             `project_id`.\n\nIt has none."
        );
    }
}
