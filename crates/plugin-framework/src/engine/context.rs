//! The context that a resource, data source or action receives besides its arguments.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
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
    call: Arc<CallContext>,
    of: PhantomData<fn() -> A>,
}

impl<A> fmt::Debug for Context<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Context")
    }
}

impl<A> Deref for Context<A> {
    type Target = CallContext;

    fn deref(&self) -> &CallContext {
        &self.call
    }
}

impl<A: Send + Sync + 'static> Context<A> {
    pub(super) fn new(call: &Arc<CallContext>) -> Context<A> {
        Context { call: Arc::clone(call), of: PhantomData }
    }

    /// The context of a call about no stored object.
    pub(super) fn without_object(apis: Arc<Apis>) -> Context<A> {
        Context::new(&Arc::new(CallContext::new(apis, DynamicValue::Null, DynamicValue::Null)))
    }

    /// The API.
    ///
    /// # Errors
    /// If the provider cannot use it. The message names the argument and the environment variable to set.
    pub fn api(&self) -> Result<Arc<A>> {
        self.apis.get()
    }
}

/// The context of one call, whatever its API is.
pub struct CallContext {
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
}

impl fmt::Debug for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallContext")
    }
}

impl CallContext {
    pub(super) fn new(
        apis: Arc<Apis>,
        prior: impl Into<Arc<DynamicValue>>,
        planned: impl Into<Arc<DynamicValue>>,
    ) -> CallContext {
        CallContext {
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
        }
    }

    pub(super) fn importing(mut self, importing: bool) -> CallContext {
        self.importing = importing;
        self
    }

    /// Adds what the private state contains about the object.
    pub(super) fn with_private_state(mut self, private: &DynamicValue) -> CallContext {
        self.noted = private::noted(private);
        self.last_write = private::last_write(private);
        self
    }

    /// Marks that the object replaces one that this run destroyed.
    pub(super) fn replacing(mut self, write: Option<LastWrite>) -> CallContext {
        self.last_write = write;
        self
    }

    pub(super) fn apis(&self) -> &Apis {
        &self.apis
    }

    /// The object as it was before this call; null for a creation. During a read it is the stored object.
    pub fn prior(&self) -> &DynamicValue {
        &self.prior
    }

    /// The planned object, with unknowns; null for a deletion. During a read it is the stored object.
    pub fn planned(&self) -> &DynamicValue {
        &self.planned
    }

    /// Whether the plan changes this attribute.
    pub fn changes(&self, name: &str) -> bool {
        self.prior.get(name) != self.planned.get(name)
    }

    /// Whether this is the first read of an import, when only the ID is stored.
    pub fn is_importing(&self) -> bool {
        self.importing
    }

    /// The time by the provider's clock.
    pub fn now(&self) -> SystemTime {
        self.apis.now()
    }

    /// Sets which version of the object the API returned, for objects whose attributes do not identify it: the suffixes
    /// of its secrets, or the creation time of a key of this name. A write that makes a new version calls this, too.
    pub fn version(&self, version: impl IntoIterator<Item = String>) {
        let version = version.into_iter().collect();
        self.versions.lock().unwrap_or_else(PoisonError::into_inner).push(version);
    }

    /// The provider's last write of the object, if it is stored.
    pub(super) fn last_write(&self) -> Option<&LastWrite> {
        self.last_write.as_ref()
    }

    pub(super) fn take_versions(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut *self.versions.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the API returned a version that the provider's last write replaced a short time ago. Then the list is
    /// stale, and nothing changed outside Terraform.
    pub fn is_outdated(&self, version: impl IntoIterator<Item = String>) -> bool {
        let version: Vec<_> = version.into_iter().collect();
        self.last_write().is_some_and(|write| write.is_newer_than(&version, self.now()))
    }

    /// Whether the provider's last write is so recent that the API may still return the object as it was before.
    pub fn may_lag(&self) -> bool {
        self.last_write().is_some_and(|write| write.is_recent(self.now()))
    }

    /// Refuses to begin a write after Terraform asked the provider to stop. Requests that were already sent are
    /// finished.
    ///
    /// # Errors
    /// If Terraform asked the provider to stop since the call began.
    pub fn may_begin(&self) -> Result<()> {
        if self.apis.stops() == self.stops_before {
            return Ok(());
        }
        Err(Error::new(
            "Interrupted",
            "The run was interrupted before the request was sent. Nothing was changed.",
        ))
    }

    /// Shows a warning to the user.
    pub fn warn(&self, warning: Error) {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(warning);
    }

    /// Marks that the object was found after the response to its creation was lost. The user gets a warning.
    pub fn adopted(&self) {
        self.adopted.store(true, Ordering::Relaxed);
    }

    pub(super) fn was_adopted(&self) -> bool {
        self.adopted.load(Ordering::Relaxed)
    }

    /// Sets how a read determined that the object does not exist, if it is more precise than `Resource::ABSENCE`.
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

    /// Stores a partial state. If the call fails afterwards, Terraform saves this state.
    ///
    /// # Errors
    /// When the model cannot be written, which is a bug.
    pub fn set_partial_state(&self, model: &impl Serialize) -> Result<()> {
        let tree = value::tree(model)?;
        *self.partial_state.lock().unwrap_or_else(PoisonError::into_inner) = Some(tree);
        Ok(())
    }

    /// The note of an earlier call; null if there is none. Available in reads, updates and deletions.
    pub fn noted(&self) -> &DynamicValue {
        &self.noted
    }

    /// Stores a note in the private state for later calls. It is readable in the state file.
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
