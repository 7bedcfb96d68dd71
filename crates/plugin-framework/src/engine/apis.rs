//! The APIs of a configured provider by type, each with its client or the reason why it is unusable.

use std::any::{Any, TypeId, type_name};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;

use super::clock::Clock;
use super::error::{Error, Result};
use super::object_tracker::ObjectTracker;

type Slot = std::result::Result<Arc<dyn Any + Send + Sync>, Unusable>;

/// Why an API cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub enum Unusable {
    /// A setting is missing or invalid. A plan that needs the API fails.
    Invalid(Error),
    /// A setting is known only after apply. This does not fail a plan.
    KnownAfterApply(Error),
}

type Hook = Arc<dyn Fn() + Send + Sync>;
type Notices = Arc<dyn Fn() -> Vec<String> + Send + Sync>;

/// The type of an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ApiType(TypeId);

impl ApiType {
    pub(super) fn of<A: Any>() -> ApiType {
        ApiType(TypeId::of::<A>())
    }
}

/// The result of `configure`: for each API type the client, or the error that every use of it reports.
#[derive(Clone, Default)]
pub struct Apis {
    slots: BTreeMap<ApiType, Slot>,
    on_stop: Vec<Hook>,
    notices: Vec<Notices>,
    stopped: Arc<Notify>,
    stops: Arc<AtomicU64>,
    warned: Arc<Mutex<BTreeSet<ApiType>>>,
    tracker: Arc<ObjectTracker>,
    clock: Clock,
    plans_dependents_first: bool,
}

impl fmt::Debug for Apis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Apis({})", self.slots.len())
    }
}

impl Apis {
    /// Adds an API, or the reason why it cannot be used.
    pub fn insert<A: Any + Send + Sync>(&mut self, api: std::result::Result<Arc<A>, Unusable>) {
        self.slots.insert(ApiType::of::<A>(), api.map(|api| api as _));
    }

    /// Adds a hook that runs when Terraform asks the provider to stop. It ends waits early but cancels no requests.
    pub fn on_stop(&mut self, hook: impl Fn() + Send + Sync + 'static) {
        self.on_stop.push(Arc::new(hook));
    }

    /// Adds a source of notices: what a server sent in response headers since the last call.
    pub fn on_notice(&mut self, notices: impl Fn() -> Vec<String> + Send + Sync + 'static) {
        self.notices.push(Arc::new(notices));
    }

    /// The notices from response headers, as warnings.
    pub(super) fn notices(&self) -> Vec<Error> {
        let said = self.notices.iter().flat_map(|notices| notices());
        said.map(|notice| Error::new("Notice from the API", notice)).collect()
    }

    /// Runs the stop hooks. Terraform calls this when the user interrupts it.
    pub fn stop(&self) {
        self.stops.fetch_add(1, Ordering::Relaxed);
        self.on_stop.iter().for_each(|hook| hook());
        self.stopped.notify_waiters();
    }

    /// Returns when Terraform asks the provider to stop.
    pub(super) async fn stopped(&self) {
        self.stopped.notified().await;
    }

    /// How often Terraform has asked to stop.
    pub(super) fn stops(&self) -> u64 {
        self.stops.load(Ordering::Relaxed)
    }

    /// The time.
    pub(super) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// These APIs for the calls of this version of Terraform.
    pub(crate) fn for_terraform(self, version: &str) -> Self {
        Self { plans_dependents_first: plans_dependents_first(version), ..self }
    }

    /// Whether Terraform plans removed objects one after the other, each before the objects it depends on.
    pub(super) fn plans_dependents_first(&self) -> bool {
        self.plans_dependents_first
    }

    /// The objects that the resources of this configuration manage.
    pub(super) fn object_tracker(&self) -> &ObjectTracker {
        &self.tracker
    }

    /// Waits. Returns whether the whole time passed without a stop.
    pub(super) async fn wait(&self, time: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.stopped.notified() => false,
            () = tokio::time::sleep(time) => true,
        }
    }

    /// The API of type `A`.
    ///
    /// # Errors
    /// If it cannot be used: missing credentials, values known after apply, or a provider that is not configured.
    pub fn get<A: Any + Send + Sync>(&self) -> Result<Arc<A>> {
        let api = self.client(ApiType::of::<A>())?;
        Arc::clone(api).downcast().map_err(|_| Error::bug(type_name::<A>()))
    }

    /// Like `get`, for any API.
    pub(super) fn client(&self, api: ApiType) -> Result<&Arc<dyn Any + Send + Sync>> {
        match self.slots.get(&api) {
            Some(Ok(client)) => Ok(client),
            Some(Err(Unusable::Invalid(error) | Unusable::KnownAfterApply(error))) => Err(error.clone()),
            None => Err(Error::new(
                "The provider is not configured",
                "A resource was used before the provider was configured.",
            )),
        }
    }

    /// Fails early if the apply is certain to fail because settings of the API are missing or invalid.
    ///
    /// # Errors
    /// The error that a request would report.
    pub(super) fn usable(&self, api: ApiType) -> Result<()> {
        match self.slots.get(&api) {
            Some(Err(Unusable::Invalid(error))) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// The error if the API cannot be used before apply; `None` if it can be used, or if it cannot be used
    /// for another reason.
    pub(super) fn waiting_for_settings(&self, api: ApiType) -> Option<&Error> {
        match self.slots.get(&api) {
            Some(Err(Unusable::KnownAfterApply(error))) => Some(error),
            _ => None,
        }
    }

    /// Marks that the user was warned about the API. Returns whether this is the first time, so that a run shows one warning
    /// instead of one per object.
    pub(super) fn mark_warned(&self, api: ApiType) -> bool {
        self.warned.lock().unwrap_or_else(PoisonError::into_inner).insert(api)
    }
}

/// Whether a version of Terraform plans a removed object before the objects it depends on. Older ones plan all removed
/// objects at the same time.
fn plans_dependents_first(version: &str) -> bool {
    let mut numbers = version.split('.').map_while(|part| part.parse::<u32>().ok());
    (numbers.next(), numbers.next()) >= (Some(1), Some(16))
}

/// The APIs of one server process: empty until configured, replaced when configured again.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    configured: Arc<RwLock<Arc<Apis>>>,
    clock: Clock,
}

impl Shared {
    /// Returns the same with another clock.
    #[must_use]
    pub fn at(clock: Clock) -> Shared {
        Shared { clock, ..Shared::default() }
    }

    /// The current configuration.
    pub fn now(&self) -> Arc<Apis> {
        Arc::clone(&self.configured.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the configuration. Running calls keep the old one.
    pub fn replace(&self, apis: Apis) {
        let apis = Arc::new(Apis { clock: self.clock.clone(), ..apis });
        *self.configured.write().unwrap_or_else(PoisonError::into_inner) = apis;
    }
}

#[cfg(test)]
mod tests {
    use super::plans_dependents_first;

    #[test]
    fn removed_objects_are_planned_in_order_since_1_16() {
        for (version, expected) in [
            ("1.16.0-rc2", true),
            ("1.17.0-dev", true),
            ("2.0.0", true),
            ("1.15.9", false),
            ("0.17.0", false),
            ("", false),
        ] {
            assert_eq!(plans_dependents_first(version), expected, "{version}");
        }
    }
}
