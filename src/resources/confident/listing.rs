//! What the data sources that list a scope have in common.

use crate::resources::Result;
use admin_client::confident::{Confident, Scope};
use plugin_framework::schema::{Attr, text};

/// The attribute that chooses the scope, with what is read when it is omitted.
pub(super) fn project_id(otherwise: &str) -> Attr {
    text("project_id", format!("The ID of the project. If omitted, {otherwise}.")).optional()
}

/// The same attribute in an element.
pub(super) fn listed_project_id() -> Attr {
    text("project_id", "The ID of the project. Null for the organization.").computed()
}

/// What was listed, unless it is empty because the project does not exist.
///
/// # Errors
/// When there is no such project, or when that cannot be told.
pub(super) async fn of_existing<T>(confident: &Confident, scope: &Scope, listed: Vec<T>) -> Result<Vec<T>> {
    let missing = if listed.is_empty() { confident.missing(scope).await? } else { None };
    missing.map_or(Ok(listed), |missing| Err(crate::resources::error::unknown(&missing).into()))
}
