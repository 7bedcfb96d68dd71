//! What a call of an author's code may see and say besides its arguments.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::apis::Apis;
use super::error::{Error, Result};
use super::last_write::LastWrite;
use super::private;
use crate::value::{self, DynamicValue};

/// The context of one call that uses the API `A`.
pub struct Context<A> {
    apis: Arc<Apis>,
    stops_before: u64,
    prior: Arc<DynamicValue>,
    planned: Arc<DynamicValue>,
    importing: bool,
    noted: DynamicValue,
    last_write: Option<LastWrite>,
    versions: Mutex<Vec<Vec<String>>>,
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
    pub(super) fn new(
        apis: Arc<Apis>,
        prior: impl Into<Arc<DynamicValue>>,
        planned: impl Into<Arc<DynamicValue>>,
    ) -> Context<A> {
        Context {
            stops_before: apis.stops(),
            apis,
            prior: prior.into(),
            planned: planned.into(),
            importing: false,
            noted: DynamicValue::Null,
            last_write: None,
            versions: Mutex::default(),
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

    /// With what the private state tells of the object.
    pub(super) fn with_private_state(mut self, private: &DynamicValue) -> Context<A> {
        self.noted = private::noted(private);
        self.last_write = private::last_write(private);
        self
    }

    /// In place of an object that this run destroyed.
    pub(super) fn replacing(mut self, write: Option<LastWrite>) -> Context<A> {
        self.last_write = write;
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

    /// The time by the provider's clock.
    pub fn now(&self) -> SystemTime {
        self.apis.now()
    }

    /// Says which version of the object the API shows, where attributes do not tell: by how its secrets end, or by when a key of
    /// this name was created. A write that makes a new version says so, too.
    pub fn version(&self, version: impl IntoIterator<Item = String>) {
        let version = version.into_iter().collect();
        self.versions.lock().unwrap_or_else(PoisonError::into_inner).push(version);
    }

    /// Our last write of the object, if it is stored.
    pub(super) fn last_write(&self) -> Option<&LastWrite> {
        self.last_write.as_ref()
    }

    pub(super) fn take_versions(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut *self.versions.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the API shows a version of the object that our last write replaced, a short while ago. It is lag, not news.
    pub fn is_outdated(&self, version: impl IntoIterator<Item = String>) -> bool {
        let version: Vec<_> = version.into_iter().collect();
        self.last_write().is_some_and(|write| write.is_newer_than(&version, self.now()))
    }

    /// Whether our last write is so recent that the API may show what was before it.
    pub fn may_lag(&self) -> bool {
        self.last_write().is_some_and(|write| write.is_recent(self.now()))
    }

    /// Refuses to begin a write after Terraform asked this call to stop. What is under way is finished.
    ///
    /// # Errors
    /// When Terraform asked to stop since the call began.
    pub fn may_begin(&self) -> Result<()> {
        if self.apis.stops() == self.stops_before {
            return Ok(());
        }
        Err(Error::new(
            "Interrupted",
            "The run was interrupted before the request was sent. Nothing was changed.",
        ))
    }

    /// Tells the user something that is no error.
    pub fn warn(&self, warning: Error) {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(warning);
    }

    /// Says that the object was found after the response to its creation was lost; the user is warned.
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
