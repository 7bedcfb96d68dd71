//! Hands a user over from one resource of a run to another one: the same person with a new resource address.
//!
//! The new resource is created before or after the old one is destroyed. The API rejects its request because the user
//! exists, and only the destruction shows that this configuration already manages the user.

use super::{Account, UserResource};
use crate::resources::Result;
use admin_client::corti::{NewUser, User, UserEdit, Users};
use plugin_framework::engine::{Context, Error, Id, Resource as _};
use plugin_framework::value::DynamicValue;

/// The key of a user: a customer has at most one user with an email address.
pub(super) fn key(object: &DynamicValue) -> Option<String> {
    let text = |name: &str| object.get(name).text();
    let (project, customer, email) =
        (text("project_id")?, text("customer_id")?, text("email")?.to_lowercase());
    Some(Id::join([Some(project), Some(customer), Some(&email)]))
}

/// The existing user because of which the creation was rejected, if a resource of this run hands it over to this one.
/// Attributes that differ from the configuration are updated.
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
    // An error would taint the user, and the next apply would destroy it and invite the person again.
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
