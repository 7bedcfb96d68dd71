//! What a call of an author's code may see and say besides its arguments.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::apis::Apis;
use super::failure::{Failure, Result};
use crate::framework::value::{self, Tree};

/// The context of one call that uses the API `A`.
pub struct Cx<A> {
    apis: Arc<Apis>,
    prior: Tree,
    planned: Tree,
    importing: bool,
    noted: Tree,
    warnings: Mutex<Vec<Failure>>,
    kept: Mutex<Option<Tree>>,
    note: Mutex<Option<Tree>>,
    adopted: AtomicBool,
    absence: Mutex<Option<String>>,
    of: PhantomData<fn() -> A>,
}

impl<A> fmt::Debug for Cx<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cx")
    }
}

impl<A: Send + Sync + 'static> Cx<A> {
    pub(super) fn new(apis: Arc<Apis>, prior: Tree, planned: Tree) -> Cx<A> {
        Cx {
            apis,
            prior,
            planned,
            importing: false,
            noted: Tree::Null,
            warnings: Mutex::default(),
            kept: Mutex::default(),
            note: Mutex::default(),
            adopted: AtomicBool::new(false),
            absence: Mutex::default(),
            of: PhantomData,
        }
    }

    pub(super) fn importing(mut self, importing: bool) -> Cx<A> {
        self.importing = importing;
        self
    }

    pub(super) fn recalling(mut self, noted: Tree) -> Cx<A> {
        self.noted = noted;
        self
    }

    /// The API.
    ///
    /// # Errors
    /// Why the provider cannot use it: the message names the argument and the variable to set.
    pub fn api(&self) -> Result<Arc<A>> {
        self.apis.get()
    }

    /// The object as it was before this call; null for a creation. During a read it is the stored object.
    pub fn prior(&self) -> &Tree {
        &self.prior
    }

    /// The object as an apply is to leave it, with unknowns; null for a deletion. During a read it is the stored object.
    pub fn planned(&self) -> &Tree {
        &self.planned
    }

    /// Whether the plan changes this attribute.
    pub fn changes(&self, name: &str) -> bool {
        self.prior.get(name) != self.planned.get(name)
    }

    /// Whether this is the first read of an import, when nothing but the id is stored.
    pub fn is_importing(&self) -> bool {
        self.importing
    }

    /// Tells the user something that is no error.
    pub fn warn(&self, warning: Failure) {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(warning);
    }

    /// Says that the object was found after the answer of its creation was lost, which the user is told.
    pub fn adopted(&self) {
        self.adopted.store(true, Ordering::Relaxed);
    }

    pub(super) fn was_adopted(&self) -> bool {
        self.adopted.load(Ordering::Relaxed)
    }

    /// Says how a reading found the object absent, where it knows better than `Managed::ABSENCE`.
    pub fn absence(&self, how: impl Into<String>) {
        *self.absence.lock().unwrap_or_else(PoisonError::into_inner) = Some(how.into());
    }

    pub(super) fn take_absence(&self) -> Option<String> {
        self.absence.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The object as it was before an update, typed.
    ///
    /// # Errors
    /// When there was none.
    pub fn prior_model<M: DeserializeOwned>(&self) -> Result<M> {
        Ok(value::model(&self.prior)?)
    }

    /// Stores what exists so far. If the call fails afterwards, this is what state holds.
    ///
    /// # Errors
    /// When the model cannot be written, which is a bug.
    pub fn keep(&self, model: &impl Serialize) -> Result<()> {
        let tree = value::tree(model)?;
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(tree);
        Ok(())
    }

    /// What was noted about the object earlier; null for nothing. Reads, updates and deletions know it.
    pub fn noted(&self) -> &Tree {
        &self.noted
    }

    /// Stores beside the object what no attribute shows, for later calls. It is readable in the state file.
    pub fn note(&self, note: impl Into<Tree>) {
        *self.note.lock().unwrap_or_else(PoisonError::into_inner) = Some(note.into());
    }

    pub(super) fn take_note(&self) -> Option<Tree> {
        self.note.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn warnings(&self) -> Vec<Failure> {
        let mut warnings = std::mem::take(&mut *self.warnings.lock().unwrap_or_else(PoisonError::into_inner));
        warnings.extend(self.apis.notices());
        warnings
    }

    pub(super) fn kept(&self) -> Option<Tree> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
