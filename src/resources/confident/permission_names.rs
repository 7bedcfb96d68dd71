//! Looks up the IDs of permission names in the catalog of the scope. The server accepts IDs of the other scope's
//! catalog, but they have no effect (contracts/confident.md 3.7), so only IDs from this lookup are sent.

use std::sync::Arc;

use super::listing::require_scope;
use super::role_choice::place;
use crate::resources::Result;
use admin_client::confident::{Confident, Permission, Scope};
use plugin_framework::engine::Error;

/// The IDs of these permissions in the scope.
///
/// # Errors
/// If the catalog lacks one. The error names the scope that has it, or the most similar name, and lists all
/// permissions.
pub(super) async fn ids(confident: &Confident, scope: &Scope, names: &[String]) -> Result<Vec<String>> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let catalog = require_scope(confident, scope, confident.permissions(scope)?.all().await?).await?;
    known(confident, scope, &catalog, &names).await?;
    let id = |name: &&str| catalog.iter().find(|it| it.name == **name).map(|it| it.id.clone());
    Ok(names.iter().filter_map(id).collect())
}

/// Checks the names, unless the catalog cannot be read.
pub(super) async fn check(confident: &Confident, scope: &Scope, names: &[&str]) -> Result<()> {
    match confident.permissions(scope)?.all().await {
        Ok(catalog) if !catalog.is_empty() => known(confident, scope, &catalog, names).await,
        Ok(_) | Err(_) => Ok(()),
    }
}

async fn known(
    confident: &Confident,
    scope: &Scope,
    catalog: &[Arc<Permission>],
    names: &[&str],
) -> Result<()> {
    let known: Vec<&str> = catalog.iter().map(|it| it.name.as_str()).collect();
    let unknown: Vec<&str> = names.iter().copied().filter(|name| !known.contains(name)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let other = other_catalog(confident, scope).await.unwrap_or_default();
    Err(unknown_permissions(known, &other, scope, &unknown).into())
}

/// The catalog of the other kind of scope. All projects share the same one.
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

fn unknown_permissions(
    mut known: Vec<&str>,
    other: &[Arc<Permission>],
    scope: &Scope,
    unknown: &[&str],
) -> Error {
    known.sort_unstable();
    let lines = unknown.iter().map(|name| {
        let hint = match (other.iter().any(|it| it.name == *name), nearest(&known, name)) {
            (true, _) if scope.project().is_none() => {
                " It is a project permission: set `project_id`.".to_owned()
            }
            (true, _) => " It is an organization permission: omit `project_id`.".to_owned(),
            (false, Some(near)) => format!(" Did you mean `{near}`?"),
            (false, None) => String::new(),
        };
        format!("There is no permission `{name}` in {}.{hint}\n", place(scope))
    });
    let all = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let detail = format!("{}\nIts permissions are: {all}.", lines.collect::<String>());
    Error::new("Unknown permission", detail).on("permissions")
}

/// The name that differs only by a typo.
fn nearest<'a>(known: &[&'a str], name: &str) -> Option<&'a str> {
    let distance = |it: &str| strsim::damerau_levenshtein(&it.to_lowercase(), &name.to_lowercase());
    known.iter().copied().min_by_key(|it| distance(it)).filter(|it| distance(it) <= name.len() / 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_permission_comes_with_a_hint() {
        let other = |name: &str| Permission { id: "1".into(), name: name.into(), description: None };
        let project = Scope::Project("p".to_owned());
        for (scope, name, hint) in [
            (&project, "traces:read", "project `p`. Did you mean `trace:read`?"),
            (&project, "sso:manage", "project `p`. It is an organization permission: omit `project_id`."),
            (
                &Scope::Organization,
                "sso:manage",
                "the organization. It is a project permission: set `project_id`.",
            ),
            (&project, "billing:read", "project `p`."),
        ] {
            let known = vec!["trace:read", "trace:delete"];
            let said = unknown_permissions(known, &[Arc::new(other("sso:manage"))], scope, &[name]);
            let expected = format!(
                "There is no permission `{name}` in {hint}\n\nIts permissions are: `trace:delete`, `trace:read`."
            );
            assert_eq!(said.detail, expected);
        }
    }
}
