//! Whether the project exists that an object is to be in or was in: said as soon as it is known, on `project_id`.

use crate::client::confident::{Confident, Scope};
use crate::framework::engine::{Change, Cx, Failure, Planned, Result};

/// Refuses a plan for a new object in a project that does not exist, once the project is known and the projects can be
/// read.
///
/// # Errors
/// When there is certainly no such project.
pub(super) async fn of_project(cx: &Cx<Confident>, plan: &Planned) -> Result<()> {
    let (Change::Create | Change::Replace, Ok(confident)) = (plan.change(), cx.api()) else { return Ok(()) };
    let project = plan.planned.get("project_id").text();
    match confident.missing(&Scope::of(project)).await {
        Ok(Some(missing)) => Err(Failure::from(&missing)),
        Ok(None) | Err(_) => Ok(()),
    }
}

/// A reading that found nothing, with the reason if that is the project.
pub(super) async fn nothing<M>(cx: &Cx<Confident>, scope: &Scope) -> Result<Option<M>> {
    let missing = cx.api()?.missing(scope).await;
    if let Ok(Some(missing)) = missing {
        cx.absence(missing.to_string());
    }
    Ok(None)
}
