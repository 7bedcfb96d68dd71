//! The plan of `confident_members_exclusive`: warns about who is removed, and rejects removing a person whom another
//! resource manages.

use std::collections::{BTreeMap, BTreeSet};

use super::membership::{id_of, normal};
use super::people::People;
use super::role_choice::place;
use super::{Account, MemberResource, MembersExclusiveResource};
use crate::resources::Result;
use admin_client::confident::Scope;
use plugin_framework::engine::{Change, Context, Error, Resource as _, ResourcePlan};
use plugin_framework::value::DynamicValue;

/// Adjusts the plan. If the people cannot be read, the apply reports them.
pub(super) async fn plan(ctx: &Context<Account>, plan: &ResourcePlan) -> Result<()> {
    let project = plan.planned.get("project_id");
    let change = plan.change();
    if matches!(change, Change::Destroy | Change::Replace) || project.is_unknown() {
        return Ok(());
    }
    let scope = Scope::of(project.text());
    let Ok(confident) = ctx.api() else { return Ok(()) };
    let Ok(people) = People::read(&confident, &scope).await else { return Ok(()) };
    let emails = plan.planned.get("emails");
    let listed = addresses(emails);
    if emails.is_wholly_known() {
        check_managed(ctx, &scope, &people, &listed)?;
    }
    let mut removed = people.removable();
    removed.retain(|email, _| !listed.contains(email));
    if change != Change::Create {
        let named = addresses(plan.prior.get("emails"));
        removed.retain(|email, _| named.contains(email));
    }
    if change != Change::NoOp && !removed.is_empty() {
        ctx.warn(will_be_removed(&scope, &removed, emails.is_wholly_known()));
    }
    Ok(())
}

/// Rejects removing a person whom a `confident_member` of this configuration manages.
fn check_managed(
    ctx: &Context<Account>,
    scope: &Scope,
    people: &People,
    listed: &BTreeSet<String>,
) -> Result<()> {
    let project = scope.project().map(str::to_owned);
    let stay: BTreeSet<String> = people
        .owners()
        .chain(listed.iter().cloned())
        .map(|email| id_of(project.as_deref(), &email))
        .collect();
    let excludes = move |id: &str| {
        let within = id.rsplit_once('/').map(|(project, _)| project) == project.as_deref();
        within && !stay.contains(id)
    };
    let managed = ctx.exclude(MemberResource::NAME, MembersExclusiveResource::NAME, excludes);
    if managed.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = managed.iter().map(|id| format!("`{id}`")).collect();
    let detail = format!(
        "This configuration manages {} with `confident_member`, and this resource would remove them from {}. Add their addresses \
         to `emails`.",
        names.join(", "),
        place(scope)
    );
    Err(Error::new("Members managed by this configuration are not listed", detail).on("emails").into())
}

fn addresses(emails: &DynamicValue) -> BTreeSet<String> {
    emails.elements().iter().filter_map(DynamicValue::text).map(normal).collect()
}

fn will_be_removed(scope: &Scope, people: &BTreeMap<String, &'static str>, certain: bool) -> Error {
    let (may, who) = if certain {
        ("will be removed", "Applying this plan removes everyone who is not listed in `emails`:")
    } else {
        (
            "may be removed",
            "`emails` is known only after apply. Applying this plan removes these people, unless `emails` lists them:",
        )
    };
    Error::new(
        format!("People {may} from {}", place(scope)),
        format!("{who}{}{}", lines(people), also(scope)),
    )
}

/// The warning after a creation, which removes all others, even those who were not in the plan.
pub(super) fn removed(scope: &Scope, people: &BTreeMap<String, &'static str>) -> Error {
    Error::new(
        format!("People were removed from {}", place(scope)),
        format!("The following people were not listed in `emails`:{}{}", lines(people), also(scope)),
    )
}

fn also(scope: &Scope) -> &'static str {
    match scope {
        Scope::Organization => {
            "\n\nRemoving a person from the organization also removes them from all of its projects."
        }
        Scope::Project(_) => "",
    }
}

fn lines(people: &BTreeMap<String, &'static str>) -> String {
    people.iter().flat_map(|(email, what)| ["\n- `", email, "` (", what, ")"]).collect()
}
