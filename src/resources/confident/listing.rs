//! What the data sources that list a scope have in common.

use crate::client::confident::{Confident, Scope};
use crate::framework::engine::{Failure, Result};
use crate::framework::schema::{Attr, text};

/// The attribute that chooses the scope.
pub(super) fn project_id(what: &str) -> Attr {
    text("project_id", format!("The project. Left out, it is the {what} of the organization.")).optional()
}

/// The same attribute in an element.
pub(super) fn listed_project_id() -> Attr {
    text("project_id", "The project; null for the organization.").computed()
}

/// What was listed, unless it is empty because the project does not exist.
///
/// # Errors
/// When there is no such project, or when that cannot be told.
pub(super) async fn of_existing<T>(confident: &Confident, scope: &Scope, listed: Vec<T>) -> Result<Vec<T>> {
    if let (Some(project), true) = (scope.project(), listed.is_empty())
        && confident.projects()?.find(project).await?.is_none()
    {
        let detail =
            format!("There is no project with the id `{project}` in the organization of the API key.");
        return Err(Failure::new("Unknown project", detail).on("project_id"));
    }
    Ok(listed)
}
