//! The plan of a membership: whom it adopts, when an email is sent, and that ownership is not transferred by accident.
//! Lookups may cause errors or warnings but never planned values, because the lists may differ during apply.

use std::sync::Arc;

use super::Account;
use super::member::{MemberResource, PROJECT_GOES, PROJECT_MAY_GO};
use super::membership::{Membership, Person};
use super::ownership;
use super::role_choice::{OWNER, choose, is_owner, is_owner_name};
use super::scoped_id::planned_scope;
use super::{project, role};
use crate::resources::Result;
use admin_client::confident::{Member, Role, Scope};
use plugin_framework::engine::{Change, Context, Error, Resource as _, ResourcePlan};
use plugin_framework::value::DynamicValue;

/// Adjusts the plan of a membership.
pub(super) async fn plan(ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
    match plan.change() {
        Change::Create => create(ctx, plan).await,
        Change::Update if plan.changes("role") || plan.changes("role_id") => update(ctx, plan).await,
        Change::Destroy | Change::Replace => destroy(ctx, plan).await,
        Change::NoOp if plan.prior.get("status").text() == Some("DECLINED") => {
            ctx.warn(declined(email(&plan.prior)));
            Ok(())
        }
        _ => Ok(()),
    }
}

async fn create(ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
    let scope = planned_scope(&plan.planned);
    let roles = roles(ctx, scope.as_ref()).await;
    let api = ctx.api().ok();
    let person = match (&api, &scope, plan.planned.get("email").text()) {
        (Some(confident), Some(_), Some(email)) => {
            Some(Person::new(confident, plan.planned.get("project_id").text(), email))
        }
        _ => None,
    };
    if let Some(person) = &person {
        plan.planned.set("id", person.id());
    }
    // `None` if the lists cannot be read.
    let seen = match &person {
        Some(person) => person.find_listed().await.ok().map(|membership| (person, membership)),
        None => None,
    };
    let membership = seen
        .as_ref()
        .and_then(|(person, membership)| membership.as_ref().map(|membership| (*person, membership)));
    let has = membership.and_then(|(_, membership)| membership.role(&roles));
    if has.is_some_and(|role| is_owner(role)) {
        let chosen = chosen(ctx, plan, scope.as_ref(), &roles)?;
        if let (Some((person, _)), Some(role)) = (membership, chosen)
            && !is_owner(&role)
            && !allows_ownership_transfer(&plan.planned)
        {
            return Err(ownership::stays(&person.email, &person.scope, "given another role")
                .on("role")
                .into());
        }
    }
    let unmanaged = membership.filter(|(person, _)| !ctx.is_stored(MemberResource::NAME, &person.id()));
    let active = seen.is_none() || matches!(membership, Some((_, Membership::Active(_))));
    let owns = has.is_some_and(|role| is_owner(role));
    let chosen = if owns { None } else { chosen_for_other(ctx, plan, scope.as_ref(), &roles, active)? };
    let Some((person, membership)) = unmanaged else { return Ok(()) };
    ctx.warn(person.adoption(membership, "will be"));
    if chosen.as_ref().is_some_and(|role| is_owner(role)) {
        ctx.warn(transfer(ctx, &person.scope, &person.email).await);
    }
    let differs = chosen.is_some_and(|role| has.is_none_or(|has| has.id != role.id));
    if differs && matches!(membership, Membership::Invited(_)) {
        ctx.warn(sent_again(&person.email));
    }
    Ok(())
}

async fn update(ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
    let scope = Scope::of(plan.prior.get("project_id").text());
    let roles = roles(ctx, Some(&scope)).await;
    let invited = plan.prior.get("status").text() != Some("ACTIVE");
    let role = if plan.prior.get("role").text() == Some(OWNER) {
        let role = chosen(ctx, plan, Some(&scope), &roles)?;
        let demoted = role.as_ref().is_some_and(|role| !is_owner(role));
        if demoted && !allows_ownership_transfer(&plan.planned) {
            return Err(ownership::stays(email(&plan.prior), &scope, "given another role").on("role").into());
        }
        role
    } else {
        let role = chosen_for_other(ctx, plan, Some(&scope), &roles, !invited)?;
        if role.as_ref().is_some_and(|role| is_owner(role)) {
            ctx.warn(transfer(ctx, &scope, email(&plan.prior)).await);
        }
        role
    };
    if invited {
        if role.is_some() {
            ctx.warn(sent_again(email(&plan.prior)));
        }
        plan.mark_unknown(&["status", "user_id", "name", "invitation_id"]);
    }
    Ok(())
}

async fn destroy(ctx: &Context<Account>, plan: &ResourcePlan) -> Result<()> {
    let (prior, scope) = (&plan.prior, Scope::of(plan.prior.get("project_id").text()));
    if prior.get("on_destroy").text() == Some("abandon") {
        return Ok(());
    }
    if plan.is_destroy() {
        ctx.wait_for_other_plans().await;
    }
    if prior.get("role").text() == Some(OWNER) {
        let announced = |what| scope.project().is_some_and(|id| ctx.is_announced(what, id));
        let may_go = scope.project().is_some() && !announced(project::KEPT) && ctx.plans_dependents_first();
        if announced(project::DESTROYED) {
            ctx.set_private(PROJECT_GOES);
        } else if may_go && plan.is_destroy() {
            ctx.set_private(PROJECT_MAY_GO);
            ctx.warn(ownership::may_stay(email(prior), &scope));
        } else if !allows_ownership_transfer(prior) {
            return Err(ownership::stays(email(prior), &scope, "removed").into());
        }
    }
    if let (None, Some(id)) = (scope.project(), prior.get("id").text()) {
        let below = format!("/{id}");
        let mut projects: Vec<_> = ctx
            .kept_keys(MemberResource::NAME)
            .into_iter()
            .filter_map(|other| other.strip_suffix(&below).map(|project| format!("`{project}`")))
            .collect();
        projects.sort();
        if !projects.is_empty() {
            ctx.warn(leaves_projects(email(prior), &projects));
        }
    }
    Ok(())
}

/// The warning for an ownership transfer to this person, with the name of the previous owner if it can be read.
async fn transfer(ctx: &Context<Account>, scope: &Scope, email: &str) -> Error {
    let members: Result<_> = async { Ok(ctx.api()?.members(scope)?.all().await?) }.await;
    let members = members.unwrap_or_default();
    let owns = |it: &&Arc<Member>| it.role.as_ref().is_some_and(|role| role.name == OWNER);
    ownership::moves(email, members.iter().find(owns).map(|it| it.email.as_str()), scope)
}

/// The configured role of a person who is not the Owner. `active` if the person is or may be a member.
fn chosen_for_other(
    ctx: &Context<Account>,
    plan: &ResourcePlan,
    scope: Option<&Scope>,
    roles: &[Arc<Role>],
    active: bool,
) -> Result<Option<Arc<Role>>> {
    let is_owner_name = plan.config.get("role").text().is_some_and(is_owner_name);
    // Errors that `allow_ownership_transfer` cannot fix come first.
    let refused = || match (active, allows_ownership_transfer(&plan.planned)) {
        (false, _) => Err(ownership::cannot_invite_owner(email(&plan.planned), scope)),
        (true, false) => Err(ownership::would_move(email(&plan.planned), scope)),
        (true, true) => Ok(()),
    };
    if is_owner_name {
        refused()?;
    }
    let chosen = chosen(ctx, plan, scope, roles)?;
    if chosen.as_ref().is_some_and(|role| is_owner(role)) {
        refused()?;
    }
    Ok(chosen)
}

/// Whether the configuration allows an ownership transfer, as far as it is known.
fn allows_ownership_transfer(object: &DynamicValue) -> bool {
    object.get("allow_ownership_transfer").bool() != Some(false)
}

/// The configured role. `None` if none is configured or if it is not known yet, such as the ID of a role that this plan
/// creates.
fn chosen(
    ctx: &Context<Account>,
    plan: &ResourcePlan,
    scope: Option<&Scope>,
    roles: &[Arc<Role>],
) -> Result<Option<Arc<Role>>> {
    let (Some(scope), [_, ..]) = (scope, roles) else { return Ok(None) };
    let (name, id) = (plan.config.get("role").text(), plan.config.get("role_id").text());
    if name.is_some_and(|name| ctx.is_announced(role::PLANNED_NAME, &role::announced_name(scope, name))) {
        return Ok(None);
    }
    choose(roles, scope, name, id)
}

/// The roles of the scope; none if they cannot be read.
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
        format!("`{email}` will receive a new invitation"),
        "The role of an invitation cannot be changed. The invitation is revoked and a new one is sent by email. The \
         previous link stops working.",
    )
}

fn declined(email: &str) -> Error {
    Error::new(
        format!("`{email}` declined the invitation"),
        "It is not sent again automatically. To send it again, run `terraform apply -replace=<this resource>`, or invoke \
         the action `confident_resend_invitation`. Otherwise, remove the resource from the configuration.",
    )
}

fn leaves_projects(email: &str, projects: &[String]) -> Error {
    Error::new(
        format!("`{email}` will also lose access to projects"),
        format!(
            "Removing a member from the organization also removes their project memberships. This configuration still \
             manages the membership of `{email}` in {}, so the next plan would invite them again. Remove those resources \
             in the same change.",
            projects.join(", ")
        ),
    )
}
