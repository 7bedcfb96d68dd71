//! Refusals whose reason the server does not tell, found by looking: no seat left, an address taken elsewhere, users in the way.
//!
//! The contract knows neither their status nor their words (corti.md 6, 7), so facts are read, never texts matched. It costs
//! requests only after a refusal.

use super::Account;
use crate::resources::Result;
use crate::resources::error::because;
use crate::resources::error::explained;
use admin_client::Kind;
use admin_client::corti::{Located, Quota};
use plugin_framework::engine::{Error, Id};

/// Users named in a message at most.
const MOST_NAMED: usize = 5;

/// Why a user could not be made (with its address) or enabled (without).
pub(super) async fn of_user(
    account: &Account,
    project: &str,
    customer: &str,
    email: Option<&str>,
    error: admin_client::Error,
) -> Error {
    let &Kind::Refused { status, .. } = error.kind() else { return explained(&error) };
    if error.is_login() || error.existing().is_some() {
        return explained(&error);
    }
    if let (Some(email), 400 | 409 | 422 | 500) = (email, status)
        && let Ok(Some(owner)) = elsewhere(account, project, customer, email).await
    {
        return taken(project, &owner, &error);
    }
    if matches!(status, 400 | 403 | 409 | 422 | 429)
        && let Ok(quotas) = account.corti.customer_quotas(project, customer).await
        && quotas.users.quota >= 0
        && quotas.users.remaining <= 0
    {
        return no_seat(customer, quotas.users, &error);
    }
    if let (Some(email), true) = (email, error.is_conflict()) {
        return because(
            &error,
            &format!(
                "No customer of the project that shares this one's tenant lists `{email}`. The address may belong to another \
                 project, or to a creation that stopped half-way at the server; Corti's support can tell."
            ),
        );
    }
    explained(&error)
}

/// Why a customer could not be deleted.
pub(super) async fn of_deletion(
    account: &Account,
    project: &str,
    customer: &str,
    error: admin_client::Error,
) -> Error {
    let refused = matches!(error.kind(), Kind::Refused { status: 400 | 403 | 409 | 422 | 500, .. });
    let users = match account.corti.users(project, customer) {
        Ok(users) if refused => users.all().await.unwrap_or_default(),
        _ => Vec::new(),
    };
    let (first, more) = users.split_at(users.len().min(MOST_NAMED));
    let mut names: Vec<_> = first.iter().map(|user| format!("`{}`", user.email)).collect();
    if !more.is_empty() {
        names.push(format!("{} more", more.len()));
    }
    if names.is_empty() {
        return explained(&error);
    }
    because(
        &error,
        &format!(
            "The customer still has users: {}. They are not deleted with it; delete them first, in this configuration or in \
             the console.",
            names.join(", ")
        ),
    )
}

async fn elsewhere(account: &Account, project: &str, customer: &str, email: &str) -> Result<Option<Located>> {
    Ok(account.corti.users(project, customer)?.elsewhere_with_email(email).await?)
}

fn taken(project: &str, owner: &Located, error: &admin_client::Error) -> Error {
    let id = Id::join([Some(project), Some(&owner.customer_id), Some(&owner.user.id)]);
    because(
        error,
        &format!(
            "The address belongs to a user of the customer `{}`, and addresses are unique in a tenant. No call moves a user: \
             delete that one first, or import it and name its customer:\n\nimport {{\n  to = corti_user.<name>\n  id = \
             {id:?}\n}}\n",
            owner.customer_id
        ),
    )
}

fn no_seat(customer: &str, seats: Quota, error: &admin_client::Error) -> Error {
    because(
        error,
        &format!(
            "No seat is left: the tenant of the customer `{customer}` has {} for enabled users, {} are taken, and all customers \
             of the tenant share them. Disable or delete a user, or ask Corti for more seats.",
            seats.quota, seats.usage
        ),
    )
}
