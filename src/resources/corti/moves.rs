//! What happens to a project's customers in this run, so that the plan of a user can tell a renamed customer from another one.
//!
//! Terraform plans a customer before the users that refer to it, in one process. Users that name their customer by a literal
//! are planned in any order; then only the lists of the API can tell.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::Account;

/// Where a customer of some id comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Planned: it is created.
    New,
    /// Planned: the customer of this id is destroyed and created again.
    Replaced,
    /// Planned: the customer `from` gets this id.
    Renamed { from: String },
    /// Applied: it was created by this process.
    Made,
    /// Read: the customer that had this id is called `to` now, renamed outside Terraform, for a user of it is there.
    Departed { to: String },
}

/// The customers known to come into being, by project and id.
#[derive(Debug, Default)]
pub(super) struct Moves(Mutex<BTreeMap<(String, String), Origin>>);

impl Moves {
    /// Notes the origin of a customer. Terraform plans a replacement a second time, as a creation, which tells less.
    pub(super) fn note(&self, project: &str, customer: &str, origin: Origin) {
        let mut moves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let noted = moves.entry((project.to_owned(), customer.to_owned())).or_insert_with(|| origin.clone());
        if origin != Origin::New {
            *noted = origin;
        }
    }

    /// The origin noted.
    pub(super) fn origin(&self, project: &str, customer: &str) -> Option<Origin> {
        let moves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        moves.get(&(project.to_owned(), customer.to_owned())).cloned()
    }
}

/// What a user does whose configuration names another customer than its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The customer is the same under another name.
    Follow,
    /// It is another customer, and no call moves a user.
    Replace,
    /// It turned out to be another customer after the plan said otherwise.
    TooLate,
    /// Its customer was renamed outside Terraform, and the configuration has the old id, under which a new customer and a new
    /// user would be made.
    Stray,
}

/// What the lists tell about a user that is to be in another customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listed {
    /// The new customer lists the user.
    There,
    /// The new customer exists without the user.
    NotThere,
    /// There is no such customer; the old one exists and can be renamed.
    Coming,
    /// There is neither.
    Gone,
}

impl Account {
    /// What the user does that is in the customer `from` and is to be in `to`. What cannot be read now is found out when it
    /// is applied, before anything is changed.
    pub(super) async fn step(&self, project: &str, from: &str, to: &str, user: &str) -> Step {
        let origin = self.moves.origin(project, to);
        let listed = self.listed(project, from, to, user).await.unwrap_or(Listed::Coming);
        step(from, origin.as_ref(), listed)
    }

    /// What lists read in this run tell about the user and the two customers.
    async fn listed(&self, project: &str, from: &str, to: &str, user: &str) -> admin_client::Result<Listed> {
        let customers = self.corti.customers(project)?.all().await?;
        let exists = |id: &str| customers.iter().any(|it| it.customer_id == id);
        Ok(match (exists(to), exists(from)) {
            (true, _) if self.corti.users(project, to)?.all().await?.iter().any(|it| it.id == user) => {
                Listed::There
            }
            (true, _) => Listed::NotThere,
            (false, true) => Listed::Coming,
            (false, false) => Listed::Gone,
        })
    }
}

fn step(from: &str, origin: Option<&Origin>, listed: Listed) -> Step {
    match (origin, listed) {
        (Some(Origin::Renamed { from: old }), _) if old == from => Step::Follow,
        (Some(Origin::Departed { to: now }), _) if now == from => Step::Stray,
        (_, Listed::There) | (None, Listed::Coming) => Step::Follow,
        // Planning creates nothing, so this is the plan made again while applying.
        (Some(Origin::Made), _) => Step::TooLate,
        (Some(_), _) | (None, Listed::NotThere | Listed::Gone) => Step::Replace,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_follows_its_customer_and_is_made_anew_in_another_one() {
        let check = |origin: Option<Origin>, listed: Listed, expected: Step| {
            assert_eq!(step("old", origin.as_ref(), listed), expected, "{origin:?} {listed:?}");
        };
        let renamed = |from: &str| Some(Origin::Renamed { from: from.to_owned() });
        check(None, Listed::There, Step::Follow);
        check(None, Listed::NotThere, Step::Replace);
        check(None, Listed::Coming, Step::Follow);
        check(None, Listed::Gone, Step::Replace);
        check(renamed("old"), Listed::Coming, Step::Follow);
        check(renamed("old"), Listed::NotThere, Step::Follow);
        check(renamed("other"), Listed::NotThere, Step::Replace);
        check(renamed("other"), Listed::Coming, Step::Replace);
        check(Some(Origin::New), Listed::Coming, Step::Replace);
        check(Some(Origin::Replaced), Listed::NotThere, Step::Replace);
        check(Some(Origin::Departed { to: "old".to_owned() }), Listed::NotThere, Step::Stray);
        check(Some(Origin::Departed { to: "other".to_owned() }), Listed::Gone, Step::Replace);
        check(Some(Origin::Made), Listed::There, Step::Follow);
        check(Some(Origin::Made), Listed::NotThere, Step::TooLate);
    }

    #[test]
    fn the_second_plan_of_a_replacement_does_not_hide_the_first() {
        let moves = Moves::default();
        moves.note("p", "c", Origin::Replaced);
        moves.note("p", "c", Origin::New);
        assert_eq!(moves.origin("p", "c"), Some(Origin::Replaced));
        moves.note("p", "c", Origin::Made);
        assert_eq!((moves.origin("p", "c"), moves.origin("p", "d")), (Some(Origin::Made), None));
    }
}
