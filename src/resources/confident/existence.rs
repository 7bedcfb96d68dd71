//! Checks whether the project of an object exists, and reports a missing one as early as possible on `project_id`.

use super::Account;
use crate::resources::Result;
use admin_client::confident::Scope;
use plugin_framework::engine::{Context, Error, ResourcePlan};

/// Rejects a plan for a new object in a project that does not exist, if the project is known and the projects can be
/// read.
///
/// # Errors
/// If it is certain that the project does not exist.
pub(super) async fn check_project(ctx: &Context<Account>, plan: &ResourcePlan) -> Result<()> {
    let Ok(confident) = ctx.api() else { return Ok(()) };
    if !plan.is_create() && !plan.is_replace() {
        return Ok(());
    }
    let project = plan.planned.get("project_id").text();
    match confident.missing(&Scope::of(project)).await {
        Ok(Some(missing)) => Err(crate::resources::error::unknown(&missing).into()),
        Ok(None) | Err(_) => Ok(()),
    }
}

/// The result of a read that found nothing. If the project does not exist, the warning says so.
pub(super) async fn not_found<M>(ctx: &Context<Account>, scope: &Scope) -> Result<Option<M>> {
    let missing = ctx.api()?.missing(scope).await;
    if let Ok(Some(missing)) = missing {
        ctx.set_not_found_reason(missing.to_string());
    }
    Ok(None)
}

/// The error for a change to an object that was deleted after the plan, if the response says so.
pub(super) fn gone(error: &admin_client::Error, noun: &str) -> Option<Error> {
    let deleted = error.is_not_found() && error.missing().is_none() && !error.is_not_from_api();
    deleted.then(|| {
        Error::new(
            format!("The {noun} was deleted after the plan"),
            format!("It was deleted outside Terraform. Nothing was changed. Run a new plan. ({error})"),
        )
    })
}

/// The response of a change to an object that existed during the plan.
pub(super) fn changed<T>(outcome: admin_client::Result<T>, noun: &str) -> Result<T> {
    outcome.map_err(|error| gone(&error, noun).map_or_else(|| error.into(), Into::into))
}
