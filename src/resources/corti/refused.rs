//! Explains refused requests: no seat left, an address that another customer's user has, a customer that still has users.
//!
//! The contract defines neither their status nor their text (contracts/corti.md, 6 and 7), so the API is read to find out.

use super::Account;
use crate::resources::error::because;
use crate::resources::error::explained;
use admin_client::Kind;
use admin_client::corti::{Customer, CustomerIdentity, EmailSearch, Located, Quota};
use plugin_framework::engine::{Error, Id};

/// The most users that a message lists.
const MOST_NAMED: usize = 5;

/// Explains why a user could not be created (with its address) or enabled (without).
pub(super) async fn explain_user_error(
    account: &Account,
    project: &str,
    customer: &str,
    email: Option<&str>,
    error: admin_client::Error,
) -> Error {
    let &Kind::Refused { status, .. } = error.kind() else { return explained(&error) };
    if error.is_login() {
        return explained(&error);
    }
    if error.existing().is_some() {
        return explained(&error).and(
            " If this resource is being replaced, remove `create_before_destroy`: a customer cannot have two users \
             with the same email address.",
        );
    }
    let mut unsearched = 0;
    if let (Some(email), 400 | 409 | 422 | 500) = (email, status)
        && let Ok(users) = account.corti.users(project, customer)
    {
        match users.elsewhere_with_email(email).await {
            Ok(EmailSearch::Found(owner)) => return taken(project, &owner, &error),
            Ok(EmailSearch::NotFound { unsearched: some }) => unsearched = some,
            Err(_) => {}
        }
    }
    if matches!(status, 400 | 403 | 409 | 422 | 429)
        && let Ok(quotas) = account.corti.customer_quotas(project, customer).await
        && quotas.users.quota >= 0
        && quotas.users.remaining <= 0
    {
        return quota_exhausted(customer, quotas.users, &error);
    }
    if let (Some(email), true) = (email, error.is_conflict()) {
        let reason = if unsearched > 0 {
            format!(
                "Email addresses are unique in a tenant. `{email}` probably belongs to a user of one of the {unsearched} other \
                 customers of the tenant, which were not searched. Find the user in the Corti Console, and delete or import it."
            )
        } else {
            format!(
                "No other customer of the tenant in this project has a user `{email}`. The address may belong to a \
                 user of another project, or to a user that was only partially created. Contact Corti support."
            )
        };
        return because(&error, &reason);
    }
    explained(&error)
}

/// Explains why a customer could not be deleted.
pub(super) async fn explain_deletion_error(
    account: &Account,
    project: &str,
    customer: &str,
    error: admin_client::Error,
) -> Error {
    let refused = matches!(error.kind(), Kind::Refused { status: 400 | 403 | 409 | 422 | 500, .. });
    match users(account, project, customer).await {
        Some(users) if refused => because(
            &error,
            &format!(
                "The customer still has users: {users}. They are not deleted with it. Delete them first, in this \
                 configuration or in the Corti Console."
            ),
        ),
        _ => explained(&error),
    }
}

/// Warns that a customer with users is replaced.
pub(super) async fn replaced_with_users(account: &Account, project: &str, customer: &str) -> Option<Error> {
    let users = users(account, project, customer).await?;
    Some(Error::new(
        format!("Replacing corti_customer `{customer}` requires replacing its users"),
        format!(
            "The customer has users: {users}. A customer with users cannot be deleted. Users in this configuration \
             are replaced together with it if they refer to it: `customer_id = corti_customer.<name>.customer_id`. \
             Delete other users first."
        ),
    ))
}

/// The users of a customer for a message; `None` if it has none or they cannot be read.
async fn users(account: &Account, project: &str, customer: &str) -> Option<String> {
    let users = account.corti.users(project, customer).ok()?.all().await.ok()?;
    let (first, more) = users.split_at(users.len().min(MOST_NAMED));
    let mut names: Vec<_> = first.iter().map(|user| format!("`{}`", user.email)).collect();
    if !more.is_empty() {
        names.push(format!("{} more", more.len()));
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// The error of deleting a customer that has another id now.
pub(super) fn renamed(project: &str, customer: &str, now: &Customer) -> Error {
    Error::new(
        format!("corti_customer `{customer}` was renamed to `{}` outside Terraform", now.customer_id),
        format!(
            "Nothing was deleted: project `{project}` has no customer `{customer}`, but customer `{}` was created at \
             the same time ({}). If it is the same customer, import it under its new ID, or delete it in the Corti \
             Console. Then run a new plan.",
            now.customer_id,
            now.created_at.as_deref().unwrap_or_default()
        ),
    )
}

/// The customer of this identity among those that exist, if it is the only one, or the only one with its name.
pub(super) async fn find_renamed(
    account: &Account,
    project: &str,
    customer: &str,
    identity: &CustomerIdentity,
) -> admin_client::Result<Option<Customer>> {
    let all = account.corti.customers(project)?.all().await?;
    let mut alike = identity.among(all.into_iter().filter(|it| it.customer_id != customer));
    if alike.len() > 1 {
        alike.retain(|it| it.display_name == identity.display_name);
    }
    Ok(if alike.len() == 1 { alike.pop().map(|it| Customer::clone(&it)) } else { None })
}

fn taken(project: &str, owner: &Located, error: &admin_client::Error) -> Error {
    let id = Id::join([Some(project), Some(&owner.customer_id), Some(&owner.user.id)]);
    because(
        error,
        &format!(
            "Email addresses are unique in a tenant, and this one belongs to a user of customer `{}`. The API cannot move a user \
             to another customer. Delete that user first, or import it and set its `customer_id`:\n\nimport {{\n  to = \
             corti_user.<name>\n  id = {id:?}\n}}\n",
            owner.customer_id
        ),
    )
}

fn quota_exhausted(customer: &str, seats: Quota, error: &admin_client::Error) -> Error {
    because(
        error,
        &format!(
            "No seats are left: {} of {} seats for enabled users are in use in the tenant of customer `{customer}`. \
             All customers of the tenant share them. Disable or delete a user, or ask Corti for more seats.",
            seats.usage, seats.quota
        ),
    )
}
