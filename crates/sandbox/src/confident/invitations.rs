//! Invitations, the only way to become a member. An accepted one is kept but not listed.

use serde_json::{Value, json};

use super::{ApiResult, INVITATIONS, MEMBERS, Scope, members, organization, roles};
use crate::{
    account::Account,
    request::{ApiError, ApiRequest, Body, Kind, is_email, optional, required},
    store::text,
};

const LARGEST_BATCH: usize = 50;
/// Seats of the free plan: members and invitations together.
const FREE_SEATS: usize = 2;
/// Domains of free or disposable email, which may not be invited.
const PRIVATE_DOMAINS: [&str; 18] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "live.com",
    "msn.com",
    "icloud.com",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "proton.me",
    "protonmail.com",
    "mailinator.com",
    "guerrillamail.com",
    "yopmail.com",
    "10minutemail.com",
];

pub(super) fn list(account: &Account, scope: Scope<'_>) -> Value {
    let open = account.listed(INVITATIONS).filter(|row| scope.owns(row) && row["status"] != "ACCEPTED");
    let shown: Vec<Value> = open.map(|row| view(row, scope)).collect();
    json!({"invitations": shown})
}

pub(super) fn create(account: &mut Account, request: &ApiRequest, scope: Scope<'_>) -> ApiResult {
    let role_member = match scope {
        Scope::Organization => "organizationRoleId",
        Scope::Project(_) => "projectRoleId",
    };
    let members = request.members(&[required("emails", Kind::Texts), optional(role_member, Kind::Text)])?;
    let emails = addresses(&members["emails"])?;
    let role = members.get(role_member).cloned().unwrap_or_default();
    if let Some(id) = role.as_str() {
        roles::find_usable(account, scope, id)?;
        if role == roles::built_in(account, scope, "Owner") {
            return Err(ApiError::invalid("Nobody can be invited as Owner"));
        }
    }
    let unknown: Vec<String> = emails.into_iter().filter(|email| !is_known(account, scope, email)).collect();
    if unknown.is_empty() {
        return Err(ApiError::conflict("Every address is already invited or already a member"));
    }
    check_plan(account, unknown.len())?;
    let mut shown = Vec::new();
    for email in unknown {
        let row = row(account, scope, &email, &role);
        shown.push(view(&row, scope));
        account.insert(INVITATIONS, row);
    }
    Ok(json!({"invitations": shown}))
}

/// Sends the invitation again: same ID, new token, status pending.
pub(super) fn resend(account: &mut Account, request: &ApiRequest, scope: Scope<'_>, id: &str) -> ApiResult {
    if !matches!(request.body, Body::Empty) {
        request.members(&[])?;
    }
    let (token, now) = (account.store.secret("inv_"), account.now());
    let row = account.store.find_mut(INVITATIONS, |row| is_at(row, scope, id));
    let row = row.ok_or_else(|| ApiError::absent("Invitation"))?;
    row["status"] = "PENDING".into();
    row["token"] = token.into();
    row["created_at"] = now.into();
    Ok(view(row, scope))
}

pub(super) fn delete(account: &mut Account, scope: Scope<'_>, id: &str) -> ApiResult {
    let taken = account.store.take(INVITATIONS, |row| is_at(row, scope, id));
    let row = taken.first().ok_or_else(|| ApiError::absent("Invitation"))?;
    Ok(json!({"id": row["id"]}))
}

/// Accepts the invitation. Returns false if there is no pending one.
pub(crate) fn accept(account: &mut Account, scope: Scope<'_>, email: &str) -> bool {
    let Some(row) = find_pending(account, scope, email) else { return false };
    row["status"] = "ACCEPTED".into();
    let invited_role = row["roleId"].clone();
    let person = members::person(account, email);
    if members::find_email(account, Scope::Organization, email).is_none() {
        let role = match (scope, &invited_role) {
            (Scope::Organization, Value::String(_)) => invited_role.clone(),
            _ => roles::built_in(account, Scope::Organization, "Member"),
        };
        members::insert(account, Scope::Organization, &person, &role);
    }
    if members::find_email(account, scope, email).is_none() {
        let role = match invited_role {
            Value::Null => roles::built_in(account, scope, "Member"),
            role => role,
        };
        members::insert(account, scope, &person, &role);
    }
    true
}

/// Declines the invitation. Returns false if there is no pending one.
pub(crate) fn decline(account: &mut Account, scope: Scope<'_>, email: &str) -> bool {
    let Some(row) = find_pending(account, scope, email) else { return false };
    row["status"] = "DECLINED".into();
    true
}

/// A new pending invitation; role null is the default `Member`.
pub(crate) fn row(account: &mut Account, scope: Scope<'_>, email: &str, role: &Value) -> Value {
    json!({
        "id": account.store.number(),
        "project_id": scope.project_id(),
        "email": email,
        "status": "PENDING",
        "created_at": account.now(),
        "roleId": role,
        "token": account.store.secret("inv_"),
    })
}

fn view(row: &Value, scope: Scope<'_>) -> Value {
    let role_member = format!("{}RoleId", scope.word());
    json!({
        "id": row["id"],
        "email": row["email"],
        "status": row["status"],
        "created_at": row["created_at"],
        role_member: row["roleId"],
        "token": row["token"],
    })
}

/// The addresses of a batch, trimmed, lower-cased, each once.
fn addresses(list: &Value) -> Result<Vec<String>, ApiError> {
    let mut emails: Vec<String> = Vec::new();
    for email in list.as_array().into_iter().flatten().filter_map(Value::as_str) {
        let email = email.trim().to_lowercase();
        if !is_email(&email) {
            return Err(ApiError::invalid(format!("{email:?} is not an email address")));
        }
        if email.split('@').next_back().is_some_and(|domain| PRIVATE_DOMAINS.contains(&domain)) {
            return Err(ApiError::invalid(format!("{email:?} is not a company address")));
        }
        if !emails.contains(&email) {
            emails.push(email);
        }
    }
    if emails.is_empty() || list.as_array().is_some_and(|list| list.len() > LARGEST_BATCH) {
        return Err(ApiError::invalid("emails must hold 1 to 50 addresses"));
    }
    Ok(emails)
}

fn is_known(account: &Account, scope: Scope<'_>, email: &str) -> bool {
    let open = |row: &Value| scope.owns(row) && row["email"] == email && row["status"] != "ACCEPTED";
    members::find_email(account, scope, email).is_some() || account.store.find(INVITATIONS, open).is_some()
}

fn check_plan(account: &Account, more: usize) -> Result<(), ApiError> {
    let free = organization::find(account).is_ok_and(|row| row["plan"] == "FREE");
    let members = account.store.rows(MEMBERS).iter().filter(|row| Scope::Organization.owns(row)).count();
    let open = account.store.rows(INVITATIONS).iter().filter(|row| row["status"] != "ACCEPTED").count();
    if !free || members + open + more <= FREE_SEATS {
        return Ok(());
    }
    let details = json!({"usage": (members + open).to_string(), "limit": FREE_SEATS.to_string()});
    Err(ApiError { details: Some(details), ..ApiError::new(403, "The plan allows no further member") })
}

fn find_pending<'a>(account: &'a mut Account, scope: Scope<'_>, email: &str) -> Option<&'a mut Value> {
    let wanted = |row: &Value| scope.owns(row) && text(row, "email") == email && row["status"] == "PENDING";
    account.store.find_mut(INVITATIONS, wanted)
}

fn is_at(row: &Value, scope: Scope<'_>, id: &str) -> bool {
    scope.owns(row) && id.parse::<i64>().is_ok_and(|id| row["id"] == id)
}
