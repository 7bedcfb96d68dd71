//! What a call of an author's code may see and say besides its arguments.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::apis::Apis;
use super::error::{Error, Result};
use crate::value::{self, DynamicValue};

/// The context of one call that uses the API `A`.
pub struct Context<A> {
    apis: Arc<Apis>,
    prior: DynamicValue,
    planned: DynamicValue,
    importing: bool,
    noted: DynamicValue,
    warnings: Mutex<Vec<Error>>,
    partial_state: Mutex<Option<DynamicValue>>,
    note: Mutex<Option<DynamicValue>>,
    adopted: AtomicBool,
    absence: Mutex<Option<String>>,
    of: PhantomData<fn() -> A>,
}

impl<A> fmt::Debug for Context<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Context")
    }
}

impl<A: Send + Sync + 'static> Context<A> {
    pub(super) fn new(apis: Arc<Apis>, prior: DynamicValue, planned: DynamicValue) -> Context<A> {
        Context {
            apis,
            prior,
            planned,
            importing: false,
            noted: DynamicValue::Null,
            warnings: Mutex::default(),
            partial_state: Mutex::default(),
            note: Mutex::default(),
            adopted: AtomicBool::new(false),
            absence: Mutex::default(),
            of: PhantomData,
        }
    }

    pub(super) fn importing(mut self, importing: bool) -> Context<A> {
        self.importing = importing;
        self
    }

    pub(super) fn recalling(mut self, noted: DynamicValue) -> Context<A> {
        self.noted = noted;
        self
    }

    pub(super) fn apis(&self) -> &Apis {
        &self.apis
    }

    /// The API.
    ///
    /// # Errors
    /// Why the provider cannot use it: the message names the argument and the variable to set.
    pub fn api(&self) -> Result<Arc<A>> {
        self.apis.get()
    }

    /// The object as it was before this call; null for a creation. During a read it is the stored object.
    pub fn prior(&self) -> &DynamicValue {
        &self.prior
    }

    /// The object as an apply is to leave it, with unknowns; null for a deletion. During a read it is the stored object.
    pub fn planned(&self) -> &DynamicValue {
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
    pub fn warn(&self, warning: Error) {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(warning);
    }

    /// Says that the object was found after the answer of its creation was lost, which the user is told.
    pub fn adopted(&self) {
        self.adopted.store(true, Ordering::Relaxed);
    }

    pub(super) fn was_adopted(&self) -> bool {
        self.adopted.load(Ordering::Relaxed)
    }

    /// Says how a reading found the object absent, where it knows better than `Resource::ABSENCE`.
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
    pub fn set_partial_state(&self, model: &impl Serialize) -> Result<()> {
        let tree = value::tree(model)?;
        *self.partial_state.lock().unwrap_or_else(PoisonError::into_inner) = Some(tree);
        Ok(())
    }

    /// What was noted about the object earlier; null for nothing. Reads, updates and deletions know it.
    pub fn noted(&self) -> &DynamicValue {
        &self.noted
    }

    /// Stores beside the object what no attribute shows, for later calls. It is readable in the state file.
    pub fn note(&self, note: impl Into<DynamicValue>) {
        *self.note.lock().unwrap_or_else(PoisonError::into_inner) = Some(note.into());
    }

    pub(super) fn take_note(&self) -> Option<DynamicValue> {
        self.note.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn warnings(&self) -> Vec<Error> {
        let mut warnings = std::mem::take(&mut *self.warnings.lock().unwrap_or_else(PoisonError::into_inner));
        warnings.extend(self.apis.notices());
        warnings
    }

    pub(super) fn partial_state(&self) -> Option<DynamicValue> {
        self.partial_state.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
