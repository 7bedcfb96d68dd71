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
    imported: bool,
    private: DynamicValue,
    last_write: Option<LastWrite>,
    revisions: Mutex<Vec<Vec<String>>>,
    warnings: Mutex<Vec<Error>>,
    partial_state: Mutex<Option<DynamicValue>>,
    new_private: Mutex<Option<DynamicValue>>,
    adopted: AtomicBool,
    not_found_reason: Mutex<Option<String>>,
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
            imported: false,
            private: DynamicValue::Null,
            last_write: None,
            revisions: Mutex::default(),
            warnings: Mutex::default(),
            partial_state: Mutex::default(),
            new_private: Mutex::default(),
            adopted: AtomicBool::new(false),
            not_found_reason: Mutex::default(),
        }
    }

    pub(super) fn importing(mut self, importing: bool) -> CallContext {
        self.importing = importing;
        self
    }

    /// Marks the plan of an object that was imported.
    pub(super) fn imported(mut self, imported: bool) -> CallContext {
        self.imported = imported;
        self
    }

    /// Adds what the private state contains about the object.
    pub(super) fn with_private_state(mut self, private: &DynamicValue) -> CallContext {
        self.private = private::noted(private);
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

    /// Whether the object of this plan was imported, whenever that was.
    pub fn was_imported(&self) -> bool {
        self.imported
    }

    /// The time by the provider's clock.
    pub fn now(&self) -> SystemTime {
        self.apis.now()
    }

    /// Records which revision of the object the API returned, for objects whose attributes do not identify it: the suffixes
    /// of its secrets, or the creation time of a key of this name. A write that makes a new revision calls this, too.
    pub fn record_revision(&self, revision: impl IntoIterator<Item = String>) {
        let revision = revision.into_iter().collect();
        self.revisions.lock().unwrap_or_else(PoisonError::into_inner).push(revision);
    }

    /// The provider's last write of the object, if it is stored.
    pub(super) fn last_write(&self) -> Option<&LastWrite> {
        self.last_write.as_ref()
    }

    pub(super) fn take_revisions(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut *self.revisions.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the API returned a revision that the provider's last write replaced a short time ago. Then the list is
    /// stale, and nothing changed outside Terraform.
    pub fn is_replaced_revision(&self, revision: impl IntoIterator<Item = String>) -> bool {
        let Some(write) = self.last_write() else { return false };
        write.is_newer_than(&revision.into_iter().collect::<Vec<_>>(), self.now())
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

    /// Sets how a read determined that the object does not exist, if it is more precise than `Resource::NOT_FOUND_REASON`.
    pub fn set_not_found_reason(&self, how: impl Into<String>) {
        *self.not_found_reason.lock().unwrap_or_else(PoisonError::into_inner) = Some(how.into());
    }

    pub(super) fn take_not_found_reason(&self) -> Option<String> {
        self.not_found_reason.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The object as it was before an update, typed.
    ///
    /// # Errors
    /// When there was none.
    pub fn prior_model<M: DeserializeOwned>(&self) -> Result<M> {
        Ok(value::to_model(&self.prior)?)
    }

    /// Stores a partial state. If the call fails afterwards, Terraform saves this state.
    ///
    /// # Errors
    /// When the model cannot be written, which is a bug.
    pub fn set_partial_state(&self, model: &impl Serialize) -> Result<()> {
        let value = value::from_model(model)?;
        *self.partial_state.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        Ok(())
    }

    /// The private state that an earlier call stored; null if there is none. Available in reads, updates and deletions.
    pub fn private(&self) -> &DynamicValue {
        &self.private
    }

    /// Stores private state for later calls. It is readable in the state file.
    pub fn set_private(&self, private: impl Into<DynamicValue>) {
        *self.new_private.lock().unwrap_or_else(PoisonError::into_inner) = Some(private.into());
    }

    pub(super) fn take_private(&self) -> Option<DynamicValue> {
        self.new_private.lock().unwrap_or_else(PoisonError::into_inner).take()
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
