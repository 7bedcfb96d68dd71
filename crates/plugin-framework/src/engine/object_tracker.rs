//! Tracks which objects the resources of one configuration manage. If a creation can adopt an existing object (such as
//! a member with an email address), two resources can end up managing the same object. Then neither may remove what the
//! other one manages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::any::StoredObject;
use super::error::{Error, Result};
use crate::value::DynamicValue;

/// How long no other resource may have been read or planned before a plan to destroy assumes that all others are known.
const QUIET: Duration = Duration::from_millis(400);
/// The maximum time that all plans to destroy of one run wait for this in total.
const LONGEST: Duration = Duration::from_secs(3);
/// The interval at which calls in progress are checked.
const PAUSE: Duration = Duration::from_millis(50);

/// A type name and the key of an object of that type.
pub(super) type Key = (&'static str, String);

/// Whether a resource of another type removes the object of a key.
type Excludes = Box<dyn Fn(&str) -> bool + Send>;

/// The objects that the resources of one configured provider process manage.
#[derive(Default)]
pub(super) struct ObjectTracker(Mutex<Known>);

#[derive(Default)]
struct Known {
    exclusions: Vec<Exclusion>,
    holders: BTreeMap<Key, ObjectUse>,
    announced: BTreeSet<(&'static str, String)>,
    /// The objects that this process destroyed, by type name and ID.
    destroyed: BTreeMap<Key, StoredObject>,
    in_progress: usize,
    last_call: Option<Instant>,
    first_wait: Option<Instant>,
    /// Whether a creation waited for an object that no destruction handed over.
    wait_failed: bool,
}

/// A resource `by` that removes the objects of the type `name` that it does not list.
struct Exclusion {
    name: &'static str,
    by: &'static str,
    excludes: Excludes,
}

/// How the resources of this configuration use one object.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts that different calls note")]
struct ObjectUse {
    /// Whether the state holds it.
    stored: bool,
    /// The configuration of each resource that is planned to keep it.
    kept: Vec<Arc<DynamicValue>>,
    /// Whether a resource is planned to create or adopt it.
    planned_create: bool,
    /// Whether a resource is planned to destroy it.
    planned_destroy: bool,
    /// Whether a plan to destroy it began, which may still have to find out whether another resource keeps it.
    destroy_begins: bool,
    /// Whether a resource of this run created or adopted it.
    created: bool,
    /// Whether the creation in this run failed.
    failed: bool,
    /// The ID of the object, once a destruction handed it over to another resource.
    handed_over: Option<String>,
}

impl ObjectUse {
    /// Whether a plan creates, adopts or keeps it.
    fn is_shared(&self) -> bool {
        self.planned_create || !self.kept.is_empty()
    }
}

impl ObjectTracker {
    /// Notes that a resource is being read or planned. Plans to destroy wait until this ends.
    pub(super) fn enter(&self) -> InProgress<'_> {
        self.known().in_progress += 1;
        InProgress(self)
    }

    /// Notes that the state holds the object.
    pub(super) fn stored(&self, key: Key) {
        self.known().holders.entry(key).or_default().stored = true;
    }

    /// Whether the state holds the object, as far as this process knows.
    pub(super) fn is_stored(&self, key: &Key) -> bool {
        self.known().holders.get(key).is_some_and(|it| it.stored)
    }

    /// Notes a plan that keeps the object.
    ///
    /// # Errors
    /// If another resource is planned to create or destroy the object, or keeps it with another configuration.
    pub(super) fn note_keep(&self, key: &Key, config: &Arc<DynamicValue>) -> Result<()> {
        let mut known = self.known();
        known.check_exclusions(key)?;
        let it = known.holders.entry(key.clone()).or_default();
        it.stored = true;
        if it.planned_create || it.kept.iter().any(|other| other != config) {
            return Err(managed_twice(key));
        }
        if it.planned_destroy {
            return Err(also_removed(key));
        }
        it.kept.push(Arc::clone(config));
        Ok(())
    }

    /// Notes a plan that creates or adopts the object. With `replaces`, the resource replaces its own object.
    ///
    /// # Errors
    /// If another resource is planned to create, keep or destroy the object.
    pub(super) fn note_create(&self, key: &Key, replaces: bool) -> Result<()> {
        let mut known = self.known();
        known.check_exclusions(key)?;
        let it = known.holders.entry(key.clone()).or_default();
        if it.planned_create || (!replaces && !it.kept.is_empty()) {
            return Err(managed_twice(key));
        }
        if it.planned_destroy {
            return Err(also_removed(key));
        }
        it.planned_create = true;
        Ok(())
    }

    /// Whether another resource is planned to manage the object.
    pub(super) fn is_shared(&self, key: &Key) -> bool {
        self.known().holders.get(key).is_some_and(ObjectUse::is_shared)
    }

    /// Notes that a plan to destroy the object begins. Plans that wait for each other must know of it before they wait.
    pub(super) fn note_destroy_begins(&self, key: Key) {
        self.known().holders.entry(key).or_default().destroy_begins = true;
    }

    /// Notes a plan that destroys the object. Returns whether another resource is planned to manage it.
    pub(super) fn note_destroy(&self, key: Key) -> bool {
        let mut known = self.known();
        let it = known.holders.entry(key).or_default();
        let shared = it.is_shared();
        it.planned_destroy |= !shared;
        shared
    }

    /// Reserves the object for the resource that creates or adopts it in this run.
    ///
    /// # Errors
    /// If another resource of this run already created or adopted it.
    pub(super) fn create(&self, key: &Key) -> Result<()> {
        let mut known = self.known();
        let it = known.holders.entry(key.clone()).or_default();
        if std::mem::replace(&mut it.created, true) {
            return Err(managed_twice(key));
        }
        it.failed = false;
        Ok(())
    }

    /// Releases the reservation after the creation failed.
    pub(super) fn not_created(&self, key: &Key) {
        let mut known = self.known();
        let it = known.holders.entry(key.clone()).or_default();
        (it.created, it.failed) = (false, true);
    }

    /// Whether its creation in this run failed.
    pub(super) fn is_failed(&self, key: &Key) -> bool {
        self.known().holders.get(key).is_some_and(|it| it.failed)
    }

    /// Whether a resource of this run created or adopted it.
    pub(super) fn is_created(&self, key: &Key) -> bool {
        self.known().holders.get(key).is_some_and(|it| it.created)
    }

    /// Notes that a destruction handed the object with this ID over to another resource.
    pub(super) fn hand_over(&self, key: Key, id: String) {
        self.known().holders.entry(key).or_default().handed_over = Some(id);
    }

    /// The ID of the object that a destruction of this run handed over to another resource.
    pub(super) fn handed_over(&self, key: &Key) -> Option<String> {
        self.known().holders.get(key)?.handed_over.clone()
    }

    /// Notes that a creation waited for an object that no destruction handed over.
    pub(super) fn wait_failed(&self) {
        self.known().wait_failed = true;
    }

    /// Whether a creation may wait for a destruction to hand over an object. False once such a wait has timed out.
    pub(super) fn may_wait(&self) -> bool {
        !self.known().wait_failed
    }

    /// The keys of all objects of a type that the state holds and no plan destroys, as far as this process knows.
    pub(super) fn kept_keys(&self, name: &str) -> Vec<String> {
        let known = self.known();
        let of_type = known.holders.iter().filter(|((type_name, _), _)| *type_name == name);
        let staying = of_type.filter(|(_, it)| it.stored && (!it.destroy_begins || it.is_shared()));
        staying.map(|((_, key), _)| key.clone()).collect()
    }

    /// Notes an object that was destroyed, by its ID.
    pub(super) fn destroyed(&self, key: Key, object: StoredObject) {
        self.known().destroyed.insert(key, object);
    }

    /// The object with this ID that this process destroyed.
    pub(super) fn replaced(&self, key: &Key) -> Option<StoredObject> {
        self.known().destroyed.get(key).cloned()
    }

    /// Notes that the resource `by` removes the objects of the type `name` that it excludes. Returns the keys of those
    /// that other resources are already planned to manage. Later plans to manage one are rejected.
    pub(super) fn exclude(&self, name: &'static str, by: &'static str, excludes: Excludes) -> Vec<String> {
        let mut known = self.known();
        let held =
            known.holders.iter().filter(|((of, key), it)| *of == name && it.is_shared() && excludes(key));
        let held = held.map(|((_, key), _)| key.clone()).collect();
        known.exclusions.push(Exclusion { name, by, excludes });
        held
    }

    /// Notes something that other plans of this configuration may ask for.
    pub(super) fn announce(&self, what: &'static str, key: String) {
        self.known().announced.insert((what, key));
    }

    /// Whether a plan of this configuration announced it.
    pub(super) fn is_announced(&self, what: &'static str, key: &str) -> bool {
        self.known().announced.contains(&(what, key.to_owned()))
    }

    /// How much longer a plan to destroy waits for the other plans of this run; `None` if it has waited long enough.
    pub(super) fn remaining_wait(&self, now: Instant) -> Option<Duration> {
        let mut known = self.known();
        let first = *known.first_wait.get_or_insert(now);
        let quiet_at = known.last_call.map_or(first, |last| last.max(first)) + QUIET;
        let until = if known.in_progress > 0 { now + PAUSE } else { quiet_at };
        let until = until.min(first + LONGEST);
        until.checked_duration_since(now).filter(|left| !left.is_zero())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn check_exclusions(&self, (name, key): &Key) -> Result<()> {
        let other = self.exclusions.iter().find(|it| it.name == *name && (it.excludes)(key));
        other.map_or(Ok(()), |it| Err(not_listed(name, key, it.by)))
    }
}

/// A call that other plans wait for.
pub(super) struct InProgress<'a>(&'a ObjectTracker);

impl Drop for InProgress<'_> {
    fn drop(&mut self) {
        let mut known = self.0.known();
        known.in_progress -= 1;
        known.last_call = Some(Instant::now());
    }
}

/// The error for a second resource that manages the same object.
fn managed_twice((name, key): &Key) -> Error {
    Error::new(
        "Two resources manage the same object",
        format!("More than one `{name}` in this configuration manages `{key}`. Remove one of them."),
    )
}

/// The error for a plan that both removes and manages an object.
fn also_removed((name, key): &Key) -> Error {
    Error::new(
        "This plan also removes the object",
        format!(
            "This plan destroys another `{name}` that manages `{key}`. To give the object a new address, add a \
             `moved` block:\n\nmoved {{\n  from = {name}.<old name>\n  to   = {name}.<new name>\n}}\n\nTo remove one \
             of two resources that manage the same object, use a `removed` block with `destroy = false`."
        ),
    )
}

/// The error for a destruction that was to hand the object over to another resource, whose creation failed.
pub(super) fn replacement_failed(label: &str) -> Error {
    Error::new(
        format!("{label} stays in the state"),
        "Another resource in this configuration should have taken over the same object, but its creation failed. \
         Nothing was deleted. Fix the other error and apply again.",
    )
}

/// The error for managing an object that another resource removes.
fn not_listed(name: &str, key: &str, by: &str) -> Error {
    Error::new(
        "Another resource removes the object",
        format!(
            "A `{by}` in this configuration removes everything it does not list. It does not list `{key}`, which this \
             `{name}` manages. Add `{key}` to its list, or remove this resource."
        ),
    )
}

/// The warning for a destruction that hands the object over to another resource.
pub(super) fn kept_by_other_resource(label: &str) -> Error {
    Error::new(
        format!("{label} is not deleted"),
        "Another resource in this configuration manages the same object, so destroying this one only removes it from \
         the state.",
    )
}

#[cfg(test)]
mod tests;
