//! What a plan for a membership says beyond its schema: which role a name means, whom it adopts, when an e-mail goes out,
//! and that ownership does not move by surprise. What cannot be asked of the API yet is left to apply.

use std::sync::Arc;

use super::Account;
use super::membership::{Membership, Person};
use super::ownership;
use super::role_choice::{OWNER, choose, default_role, is_owner, says_owner};
use super::scoped_id;
use crate::resources::Result;
use admin_client::confident::{Member, Role, Scope};
use plugin_framework::engine::{Change, Context, Error, Planned};
use plugin_framework::value::DynamicValue;

/// The last word over a plan. `stored` says whether the state held this id, so that what is about to be replaced is not
/// taken for a stranger.
pub(super) async fn plan(
    ctx: &Context<Account>,
    plan: &mut Planned,
    stored: impl Fn(&str) -> bool,
) -> Result<()> {
    let was_owner = plan.prior.get("role").text() == Some(OWNER);
    match plan.change() {
        Change::Create => create(ctx, plan, stored).await,
        Change::Update if plan.changes("role") || plan.changes("role_id") => {
            update(ctx, plan, was_owner).await
        }
        Change::Destroy | Change::Replace if was_owner => {
            let scope = Scope::of(plan.prior.get("project_id").text());
            Err(ownership::stays(email(&plan.prior), &scope, "removed").into())
        }
        Change::Nothing if plan.prior.get("status").text() == Some("DECLINED") => {
            ctx.warn(declined(email(&plan.prior)));
            Ok(())
        }
        _ => Ok(()),
    }
}

async fn create(ctx: &Context<Account>, plan: &mut Planned, stored: impl Fn(&str) -> bool) -> Result<()> {
    let scope = scope(&plan.planned);
    let roles = roles(ctx, scope.as_ref()).await;
    let api = ctx.api().ok();
    let person = match (&api, &scope, plan.planned.get("email").text()) {
        (Some(confident), Some(_), Some(email)) => {
            Some(Person::new(confident, plan.planned.get("project_id").text(), email))
        }
        _ => None,
    };
    // `None` where the lists cannot be read.
    let seen = match &person {
        Some(person) => person.glance().await.ok().map(|there| (person, there)),
        None => None,
    };
    let adopted = match &seen {
        Some((person, Some(there))) if !stored(&person.id()) => Some((*person, there)),
        _ => None,
    };
    let has = adopted.and_then(|(_, there)| there.role(&roles));
    let chosen = if has.is_some_and(|role| is_owner(role)) {
        chosen(plan, scope.as_ref(), &roles)?
    } else {
        let active = seen.is_none() || matches!(adopted, Some((_, Membership::Active(_))));
        chosen_for_other(plan, scope.as_ref(), &roles, active)?
    };
    if let Some(person) = &person {
        plan.planned.set("id", person.id());
    }
    if let Some((person, there)) = adopted {
        ctx.warn(person.adoption(there, "will be"));
        if chosen.as_ref().is_some_and(|role| is_owner(role)) && !has.is_some_and(|role| is_owner(role)) {
            ctx.warn(transfer(ctx, &person.scope, &person.email).await);
        }
        let differs = chosen.as_ref().is_some_and(|role| has.is_none_or(|has| has.id != role.id));
        if differs && matches!(there, Membership::Invited(_)) {
            ctx.warn(sent_again(&person.email));
        }
    }
    let says_nothing = plan.config.get("role").is_null() && plan.config.get("role_id").is_null();
    if let (true, Some((person, _))) = (says_nothing, &seen) {
        let role = if adopted.is_some() { has } else { default_role(&roles) };
        plan_role(plan, &person.scope, role);
    }
    Ok(())
}

async fn update(ctx: &Context<Account>, plan: &mut Planned, was_owner: bool) -> Result<()> {
    let scope = Scope::of(plan.prior.get("project_id").text());
    let roles = roles(ctx, Some(&scope)).await;
    let invited = plan.prior.get("status").text() != Some("ACTIVE");
    if was_owner {
        chosen(plan, Some(&scope), &roles)?;
        let demoted = plan.planned.get("role").text().is_some_and(|role| role != OWNER);
        if demoted && !may_transfer(plan) {
            return Err(ownership::stays(email(&plan.prior), &scope, "given another role").on("role").into());
        }
    } else {
        let chosen = chosen_for_other(plan, Some(&scope), &roles, !invited)?;
        if chosen.is_some_and(|role| is_owner(&role)) {
            ctx.warn(transfer(ctx, &scope, email(&plan.prior)).await);
        }
    }
    if invited {
        ctx.warn(sent_again(email(&plan.prior)));
        plan.disturb(&["status", "user_id", "name", "invitation_id"]);
    }
    Ok(())
}

/// The warning about ownership that moves to this person, with the name of who loses it if that can be read.
async fn transfer(ctx: &Context<Account>, scope: &Scope, email: &str) -> Error {
    let members: Result<_> = async { Ok(ctx.api()?.members(scope)?.all().await?) }.await;
    let members = members.unwrap_or_default();
    let owns = |it: &&Arc<Member>| it.role.as_ref().is_some_and(|role| role.name == OWNER);
    ownership::moves(email, members.iter().find(owns).map(|it| it.email.as_str()), scope)
}

/// The configured role of somebody who is not the Owner, and who is `active` or may be.
fn chosen_for_other(
    plan: &mut Planned,
    scope: Option<&Scope>,
    roles: &[Arc<Role>],
    active: bool,
) -> Result<Option<Arc<Role>>> {
    let says_owner = plan.config.get("role").text().is_some_and(says_owner);
    // What no permission helps against comes first.
    let refused = |plan: &Planned| match (active, may_transfer(plan)) {
        (false, _) => Err(ownership::not_by_invitation(email(&plan.planned), scope)),
        (true, false) => Err(ownership::would_move(email(&plan.planned), scope)),
        (true, true) => Ok(()),
    };
    if says_owner {
        refused(plan)?;
    }
    let chosen = chosen(plan, scope, roles)?;
    if chosen.as_ref().is_some_and(|role| is_owner(role)) {
        refused(plan)?;
    }
    Ok(chosen)
}

/// Whether the configuration allows that ownership moves, as far as is known.
fn may_transfer(plan: &Planned) -> bool {
    plan.planned.get("allow_ownership_transfer").bool() != Some(false)
}

/// The configured role, entered into the plan as name and id. `None` when nothing is configured or can be known.
fn chosen(plan: &mut Planned, scope: Option<&Scope>, roles: &[Arc<Role>]) -> Result<Option<Arc<Role>>> {
    let (Some(scope), [_, ..]) = (scope, roles) else { return Ok(None) };
    let (name, id) = (plan.config.get("role").text(), plan.config.get("role_id").text());
    let role = choose(roles, scope, name, id)?;
    plan_role(plan, scope, role.as_ref());
    Ok(role)
}

fn plan_role(plan: &mut Planned, scope: &Scope, role: Option<&Arc<Role>>) {
    let Some(role) = role else { return };
    for (name, value) in [("role", role.name.clone()), ("role_id", scoped_id::of(scope, &role.id))] {
        if plan.config.get(name).is_null() {
            plan.planned.set(name, value);
        }
    }
}

/// The scope, once it is known.
fn scope(planned: &DynamicValue) -> Option<Scope> {
    let project = planned.get("project_id");
    (!project.is_unknown()).then(|| Scope::of(project.text()))
}

/// The roles of the scope; none where they cannot be read.
async fn roles(ctx: &Context<Account>, scope: Option<&Scope>) -> Vec<Arc<Role>> {
    let Some(scope) = scope else { return Vec::new() };
    let roles: Result<_> = async { Ok(ctx.api()?.roles(scope)?.all().await?) }.await;
    roles.unwrap_or_default()
}

fn email(object: &DynamicValue) -> &str {
    object.get("email").text().unwrap_or("this person")
}

fn sent_again(email: &str) -> Error {
    Error::new(
        format!("`{email}` will get a new e-mail"),
        "The role of an invitation cannot be changed: it is revoked, and a new one is sent. The link in the former e-mail stops \
         working.",
    )
}

fn declined(email: &str) -> Error {
    Error::new(
        format!("`{email}` declined the invitation"),
        "It is not sent again by itself. To invite once more, run `terraform apply -replace=<this resource>`; to give up, remove \
         the resource from the configuration.",
    )
}
