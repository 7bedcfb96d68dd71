//! The plan of a key: when it rotates the key, and that it never changes the key that the provider uses.

use super::Account;
use super::key_in_use::refuse_key_in_use_if_known;
use super::key_note::Note;
use super::key_secret::{expired, not_rotated};
use super::rotation;
use crate::resources::Result;
use plugin_framework::engine::{Change, Context, Error, ResourcePlan};
use plugin_framework::value::DynamicValue;

/// Adjusts the plan of a key.
pub(super) async fn plan(ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
    let endangered = match plan.change() {
        Change::Create => return create(plan),
        Change::Destroy | Change::Replace => "delete",
        Change::NoOp | Change::Update if is_rotated(ctx, plan) => "rotate",
        Change::NoOp | Change::Update => {
            if !plan.changes("enabled") || plan.planned.get("enabled").bool() != Some(false) {
                return Ok(());
            }
            "disable"
        }
    };
    refuse_key_in_use_if_known(ctx, &plan.prior, endangered).await
}

fn create(plan: &mut ResourcePlan) -> Result<()> {
    if plan.planned.get("name").text() == Some("") {
        return Err(Error::new("Invalid value", "`name` must not be empty.").on("name").into());
    }
    plan_secret_form(plan);
    plan.planned.set("rotates_at", DynamicValue::Null);
    if plan.planned.get("expires_in_days").is_null() {
        plan.planned.set("expires_at", DynamicValue::Null);
    }
    Ok(())
}

/// Plans a rotation if one is due, and warns about effects that the plan does not show.
fn is_rotated(ctx: &Context<Account>, plan: &mut ResourcePlan) -> bool {
    let (imported, days_left) = (ctx.was_imported(), Note::read(ctx.private()).days_left);
    let why = rotation::reason(&plan.prior, &plan.planned, imported, days_left);
    let Some(why) = why else {
        let stored = rotation::set_without_rotation(&plan.prior, &plan.planned);
        if imported && !stored.is_empty() {
            ctx.warn(not_rotated(&stored));
        }
        if days_left.is_some_and(|left| left < 0)
            && plan.planned.get("enabled").bool() != Some(false)
            && let (Some(name), Some(at)) =
                (plan.prior.get("name").text(), plan.prior.get("expires_at").text())
        {
            ctx.warn(expired(name, at));
        }
        return false;
    };
    if let Some(warning) = rotation::warning(&why, &plan.prior, &plan.planned, ctx.now().into()) {
        ctx.warn(warning);
    }
    plan.mark_unknown(rotation::ROTATED_ATTRIBUTES);
    plan_secret_form(plan);
    true
}

/// One of `api_key` and `sealed_api_key` is null, unless it is not known yet whether the secret is sealed.
fn plan_secret_form(plan: &mut ResourcePlan) {
    match plan.planned.get("seal_to") {
        DynamicValue::Unknown => {}
        DynamicValue::Null => plan.planned.set("sealed_api_key", DynamicValue::Null),
        _ => plan.planned.set("api_key", DynamicValue::Null),
    }
}
