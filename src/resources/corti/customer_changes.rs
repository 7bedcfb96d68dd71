//! The customers that this run creates, renames and replaces. The plan of a user needs them to determine whether its
//! customer is renamed or is another one.
//!
//! Terraform plans a customer before the users that refer to it, in one process. Users with a literal customer ID are
//! planned in any order; then only the lists of the API show it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Account;
use plugin_framework::engine::{Change, ResourcePlan};
use plugin_framework::value::DynamicValue;

/// A project and the id of a customer in it.
type Key = (String, String);

/// What this process has read and planned so far.
#[derive(Debug, Default)]
pub(super) struct CustomerChanges(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Customers in the state.
    stored: HashSet<Key>,
    /// The ids that customers are planned to get.
    planned: BTreeMap<Key, NewId>,
    /// Customers that are planned to be destroyed and created again.
    replaced: BTreeSet<Key>,
    /// The current IDs of customers that were renamed outside Terraform, as found through their users.
    renamed_outside: BTreeMap<Key, String>,
    /// Ids of users that were read.
    users: BTreeSet<String>,
}

/// How a customer gets its id.
#[derive(Clone, Debug, PartialEq, Eq)]
enum NewId {
    Created,
    RenamedFrom(String),
}

impl CustomerChanges {
    /// Notes a customer in the state.
    pub(super) fn stored(&self, project: &str, customer: &str) {
        self.known().stored.insert(key(project, customer));
    }

    /// Notes the plan of a customer. Terraform plans the creation of a replacement in a separate call. With `-replace`
    /// or after a failed creation, only that call shows that the customer is replaced.
    pub(super) fn plan(&self, plan: &ResourcePlan) {
        let id = |object: &DynamicValue| {
            Some(key(object.get("project_id").text()?, object.get("customer_id").text()?))
        };
        let (before, after) = (id(&plan.prior), id(&plan.planned));
        let mut known = self.known();
        match (plan.change(), before, after) {
            (Change::NoOp, Some(before), _) => {
                known.stored.insert(before);
            }
            (Change::Update, Some(before), after) => {
                if let Some(after) = after.filter(|after| *after != before) {
                    known.planned.insert(after, NewId::RenamedFrom(before.1.clone()));
                }
                known.stored.insert(before);
            }
            (Change::Replace, Some(before), _) => {
                known.replaced.insert(before);
            }
            (Change::Create, _, Some(after)) => {
                if known.stored.contains(&after) {
                    known.replaced.insert(after.clone());
                }
                known.planned.insert(after, NewId::Created);
            }
            _ => {}
        }
    }

    /// Whether the customer is planned to be destroyed and created again.
    pub(super) fn replaces(&self, project: &str, customer: &str) -> bool {
        self.known().replaced.contains(&key(project, customer))
    }

    /// Notes a user that was read, and the ID of its customer if it differs from the state.
    pub(super) fn read_user(&self, project: &str, user: &str, customer: &str, now: &str) {
        let mut known = self.known();
        known.users.insert(user.to_owned());
        if customer != now {
            known.renamed_outside.insert(key(project, customer), now.to_owned());
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(project: &str, customer: &str) -> Key {
    (project.to_owned(), customer.to_owned())
}

/// What a plan does with a user, given its current and its planned customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UserMove {
    /// The user stays in its customer, whose ID may change.
    Stay,
    /// The customer is another one, or a new one with the same ID.
    Replace,
    /// The customer was renamed outside Terraform. A new customer and a new user would be created with the old ID.
    RenamedOutside,
}

/// What the lists of the API contain about a user that is planned to be in another customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listed {
    /// The new customer lists the user.
    There,
    /// The new customer exists without the user.
    NotThere,
    /// There is no such customer yet; the old one exists and can be renamed.
    OnlyOld,
    /// Neither customer exists.
    Neither,
}

impl Account {
    /// What a plan does with a user of the customer `from` that is planned to be in `to`, or in a customer that is not
    /// known yet. If something cannot be read, the update determines it before it changes anything.
    pub(super) async fn user_move(
        &self,
        project: &str,
        from: &str,
        to: Option<&str>,
        user: &str,
    ) -> UserMove {
        let listed = match to {
            Some(to) if to != from => self.listed(project, from, to, user).await.unwrap_or(Listed::OnlyOld),
            _ => Listed::There,
        };
        self.changes.known().user_move(project, from, to, user, listed)
    }

    async fn listed(&self, project: &str, from: &str, to: &str, user: &str) -> admin_client::Result<Listed> {
        let customers = self.corti.customers(project)?;
        if customers.find_cached(to).await?.is_some() {
            let is_listed = self.corti.users(project, to)?.find_cached(user).await?.is_some();
            return Ok(if is_listed { Listed::There } else { Listed::NotThere });
        }
        let old = customers.find_cached(from).await?;
        Ok(if old.is_some() { Listed::OnlyOld } else { Listed::Neither })
    }
}

impl Known {
    fn user_move(&self, project: &str, from: &str, to: Option<&str>, user: &str, listed: Listed) -> UserMove {
        let new_id = to.and_then(|to| self.planned.get(&key(project, to)));
        match new_id {
            Some(NewId::RenamedFrom(old)) if old == from => return UserMove::Stay,
            _ if self.replaced.contains(&key(project, from)) => return UserMove::Replace,
            _ => {}
        }
        let Some(to) = to.filter(|to| *to != from) else { return UserMove::Stay };
        if self.renamed_outside.get(&key(project, to)).is_some_and(|now| now == from) {
            return UserMove::RenamedOutside;
        }
        match (new_id, listed) {
            (_, Listed::There) | (None, Listed::OnlyOld) => UserMove::Stay,
            // Terraform plans again during apply, without reading first. Then an update must not become a replacement,
            // so the update determines it and changes nothing.
            _ if !self.users.contains(user) => UserMove::Stay,
            _ => UserMove::Replace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: &str = "p";

    fn customer(id: &str) -> DynamicValue {
        DynamicValue::object([("project_id", P.into()), ("customer_id", id.into())])
    }

    fn planned(prior: DynamicValue, planned: DynamicValue, replace: bool) -> ResourcePlan {
        let mut plan = ResourcePlan {
            config: planned.clone().into(),
            prior: prior.into(),
            planned,
            replace: Vec::new(),
        };
        if replace {
            plan.replace_for("region");
        }
        plan
    }

    /// The changes after plans written as `old>new` (update), `old*new` (replacement) and `>new` (creation).
    fn changes(plans: &str) -> CustomerChanges {
        let changes = CustomerChanges::default();
        changes.read_user(P, "u", "x", "x");
        for plan in plans.split_whitespace() {
            let (old, new) = plan.split_once(['>', '*']).unwrap();
            let prior = if old.is_empty() { DynamicValue::Null } else { customer(old) };
            let new = if new == "?" {
                DynamicValue::object([("project_id", P.into()), ("customer_id", DynamicValue::Unknown)])
            } else {
                customer(new)
            };
            changes.plan(&planned(prior, new, plan.contains('*')));
        }
        changes
    }

    #[test]
    fn a_user_stays_with_its_customer_only() {
        let check = |plans: &str, to: Option<&str>, listed: Listed, expected: UserMove| {
            let found = changes(plans).known().user_move(P, "old", to, "u", listed);
            assert_eq!(found, expected, "{plans:?} {to:?} {listed:?}");
        };
        for (listed, expected) in [
            (Listed::There, UserMove::Stay),
            (Listed::NotThere, UserMove::Replace),
            (Listed::OnlyOld, UserMove::Stay),
            (Listed::Neither, UserMove::Replace),
        ] {
            check("", Some("new"), listed, expected);
        }
        check("old>new", Some("new"), Listed::OnlyOld, UserMove::Stay);
        check("old>new", Some("new"), Listed::NotThere, UserMove::Stay);
        check("other>new", Some("new"), Listed::NotThere, UserMove::Replace);
        check("other>new", Some("new"), Listed::OnlyOld, UserMove::Replace);
        check(">new", Some("new"), Listed::OnlyOld, UserMove::Replace);
        check("old>?", None, Listed::There, UserMove::Stay);
        check("old*? >?", None, Listed::There, UserMove::Replace);
        check("old*old >old", Some("old"), Listed::There, UserMove::Replace);
        check("old*new >new", Some("new"), Listed::OnlyOld, UserMove::Replace);
        // `-replace`: the first plan changes nothing, the second one creates.
        check("old>old >old", Some("old"), Listed::There, UserMove::Replace);
        check("old>old", Some("old"), Listed::There, UserMove::Stay);
        check("old>new >old", Some("new"), Listed::OnlyOld, UserMove::Stay);
    }

    #[test]
    fn an_update_never_becomes_a_replacement() {
        let changes = changes("");
        let of = |user: &str| changes.known().user_move(P, "old", Some("new"), user, Listed::NotThere);
        assert_eq!((of("u"), of("not read")), (UserMove::Replace, UserMove::Stay));
    }

    #[test]
    fn a_rename_taken_back_is_not_one_outside() {
        let of = |plans: &str| {
            let changes = changes(plans);
            changes.read_user(P, "u", "old", "new");
            changes.known().user_move(P, "new", Some("old"), "u", Listed::OnlyOld)
        };
        assert_eq!((of(""), of("new>old")), (UserMove::RenamedOutside, UserMove::Stay));
    }
}
