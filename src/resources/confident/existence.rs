//! Whether the project exists that an object is to be in or was in: said as soon as it is known, on `project_id`.

use super::Account;
use crate::resources::Result;
use admin_client::confident::Scope;
use plugin_framework::engine::{Change, Context, Error, Planned};

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
pub(super) async fn not_found<M>(ctx: &Context<Account>, scope: &Scope) -> Result<Option<M>> {
    let missing = ctx.api()?.missing(scope).await;
    if let Ok(Some(missing)) = missing {
        ctx.absence(missing.to_string());
    }
    Ok(None)
}

/// The error of a change to an object that was deleted after the plan was made, if that is what the response says.
pub(super) fn gone(error: &admin_client::Error, noun: &str) -> Option<Error> {
    let deleted = error.is_not_found() && error.missing().is_none() && !error.is_foreign();
    deleted.then(|| {
        Error::new(
            format!("The {noun} was deleted after the plan"),
            format!("It was deleted outside Terraform. Nothing was changed. Run a new plan. ({error})"),
        )
    })
}

/// The response of a change to an object that the plan saw.
pub(super) fn changed<T>(outcome: admin_client::Result<T>, noun: &str) -> Result<T> {
    outcome.map_err(|error| gone(&error, noun).map_or_else(|| error.into(), Into::into))
}
