//! A user that one resource of a run leaves to another one: the same person at a new address of the configuration.
//!
//! The new resource is created before or after the old one is destroyed. Its request is refused because of the user, and
//! only the destruction can tell that the user is this configuration's own.

use super::{Account, UserResource};
use crate::resources::Result;
use admin_client::corti::{NewUser, User, UserEdit, Users};
use plugin_framework::engine::{Context, Error, Id, Resource as _};
use plugin_framework::value::DynamicValue;

/// The key of a user: one customer has one user of an email address.
pub(super) fn key(object: &DynamicValue) -> Option<String> {
    let text = |name: &str| object.get(name).text();
    let (project, customer, email) =
        (text("project_id")?, text("customer_id")?, text("email")?.to_lowercase());
    Some(Id::join([Some(project), Some(customer), Some(&email)]))
}

/// The user because of which the creation was refused, if a resource of this run leaves it to this one. What differs from
/// the configuration is changed.
pub(super) async fn take_over(
    ctx: &Context<Account>,
    users: &Users<'_>,
    new: &NewUser<'_>,
    error: &admin_client::Error,
) -> Result<Option<User>> {
    let (Some(existing), Some(key)) = (error.existing().and_then(|it| it.id.as_deref()), key(ctx.planned()))
    else {
        return Ok(None);
    };
    let left = ctx.handed_over(UserResource::NAME, &key).await;
    let left = left.and_then(|id| Id::parse(UserResource::ID, &id).ok());
    if left.is_none_or(|id| id.last() != existing) {
        return Ok(None);
    }
    let Some(user) = users.find(existing).await? else { return Ok(None) };
    let enabled = !new.disabled_next;
    let edit = UserEdit {
        first_name: Some(new.first_name).filter(|name| *name != user.first_name),
        last_name: Some(new.last_name).filter(|name| *name != user.last_name),
        enabled: Some(enabled).filter(|enabled| *enabled != user.enabled),
        password: new.password,
    };
    // A failure would taint the user, and the next apply would destroy it and invite the person again.
    if !edit.is_empty()
        && let Err(error) = users.edit(existing, &edit).await
    {
        ctx.warn(unchanged(new.email, &error));
    }
    Ok(Some(User {
        first_name: new.first_name.to_owned(),
        last_name: new.last_name.to_owned(),
        enabled,
        ..User::clone(&user)
    }))
}

fn unchanged(email: &str, error: &admin_client::Error) -> Error {
    Error::new(
        format!("corti_user `{email}` is not as configured yet"),
        format!(
            "The user is now managed by this resource, but the request that changes it failed: {error}. The next plan \
             shows the difference, and the next apply corrects it. A changed password does not appear in that plan, \
             so change it again."
        ),
    )
}
