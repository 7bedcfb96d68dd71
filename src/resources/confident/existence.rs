//! Whether the project exists that an object is to be in or was in: said as soon as it is known, on `project_id`.

use super::Account;
use crate::resources::Result;
use admin_client::confident::Scope;
use plugin_framework::engine::{Change, Context, Planned};

/// Refuses a plan for a new object in a project that does not exist, once the project is known and the projects can be
/// read.
///
/// # Errors
/// When there is certainly no such project.
pub(super) async fn of_project(ctx: &Context<Account>, plan: &Planned) -> Result<()> {
    let (Change::Create | Change::Replace, Ok(confident)) = (plan.change(), ctx.api()) else { return Ok(()) };
    let project = plan.planned.get("project_id").text();
    match confident.missing(&Scope::of(project)).await {
        Ok(Some(missing)) => Err(crate::resources::error::unknown(&missing).into()),
        Ok(None) | Err(_) => Ok(()),
    }
}

/// A reading that found nothing, with the reason if that is the project.
pub(super) async fn nothing<M>(ctx: &Context<Account>, scope: &Scope) -> Result<Option<M>> {
    let missing = ctx.api()?.missing(scope).await;
    if let Ok(Some(missing)) = missing {
        ctx.absence(missing.to_string());
    }
    Ok(None)
}
