//! One complete list per scope, shared by all readers of a run.
//!
//! Callers read single objects, but most of these APIs can only list. So the first reader loads the list, the others
//! wait for it, and the client's own writes are applied to it. An object is reported as gone only after all pages were
//! read again (contracts/corti.md T7), or if this client removed it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::{future::BoxFuture, stream::BoxStream};

use super::admin::AdminClient;
use super::error::{Happened, Result};
use super::listing::{self, Item};
use super::path::Path;
use super::request_stats::Counters;
use super::snapshot::{Loaded, Snapshot, Written};
use super::stop;

/// One list.
#[derive(Debug)]
pub(super) struct Collection<T: Item> {
    client: AdminClient,
    path: Path,
    /// Held while a list is read, so that other readers wait for it instead of reading their own.
    load_lock: tokio::sync::Mutex<()>,
    state: Mutex<Snapshot<T>>,
    /// Whether a caller asked for the list. It may also have been prefetched.
    asked: AtomicBool,
    /// Allows one creation at a time per natural key, so that two creations of this client are never confused.
    create_locks: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

impl<T: Item> Collection<T> {
    pub(super) fn new(client: AdminClient, path: Path) -> Self {
        let state = Snapshot::default();
        Collection {
            client,
            path,
            load_lock: tokio::sync::Mutex::default(),
            state: Mutex::new(state),
            asked: AtomicBool::new(false),
            create_locks: Mutex::default(),
        }
    }

    /// All objects or an error, from a list requested at `since` or later.
    pub(super) async fn all(&self, since: Option<Instant>) -> Result<Vec<Arc<T>>> {
        let read = self.load_unless(|loaded| since.is_none_or(|since| loaded.began >= since)).await?;
        self.count(!read);
        Ok(self.state().entries.values().cloned().collect())
    }

    /// All objects, read now page by page. The cached list is neither used nor replaced.
    pub(super) fn stream(&self) -> BoxStream<'static, Result<T>> {
        listing::stream(&self.client, &self.path)
    }

    /// The object with this ID from a list requested at `since` or later. `None` is certain.
    pub(super) fn find<'a>(
        &'a self,
        id: &'a str,
        since: Option<Instant>,
    ) -> BoxFuture<'a, Result<Option<Arc<T>>>> {
        let absence = if since.is_some() { Duration::ZERO } else { self.client.timing().absence };
        Box::pin(self.find_with(|state| state.entries.get(id).cloned(), Some(id), since, absence))
    }

    /// The object with this ID in the cached list, without reading it again. For plans.
    pub(super) async fn find_cached(&self, id: &str) -> Result<Option<Arc<T>>> {
        let read = self.load_unless(|_| true).await?;
        self.count(!read);
        Ok(self.state().entries.get(id).cloned())
    }

    /// The objects with this natural key in the cached list, without reading it again. For plans, and for creations
    /// that the server rejects if one exists.
    pub(super) async fn listed_by_key(&self, key: &str) -> Result<Vec<Arc<T>>> {
        let read = self.load_unless(|_| true).await?;
        self.count(!read);
        Ok(self.state().of_key(key))
    }

    /// The objects with this natural key, sorted by ID. An empty result is certain.
    pub(super) fn find_by_key<'a>(
        &'a self,
        key: &'a str,
        since: Option<Instant>,
    ) -> BoxFuture<'a, Result<Vec<Arc<T>>>> {
        let absence = if since.is_some() { Duration::ZERO } else { self.client.timing().absence };
        let look = |state: &Snapshot<T>| {
            let found = state.of_key(key);
            (!found.is_empty()).then_some(found)
        };
        Box::pin(async move { Ok(self.find_with(look, None, since, absence).await?.unwrap_or_default()) })
    }

    /// Adds the object from the response to a creation.
    pub(super) fn created(&self, item: T) -> Arc<T> {
        self.wrote(item, true)
    }

    /// Replaces the object with the response to an edit.
    pub(super) fn edited(&self, item: T) -> Arc<T> {
        self.wrote(item, false)
    }

    /// Marks the object as removed by this client.
    pub(super) fn deleted(&self, id: &str) {
        let mut state = self.state();
        state.leave(id);
        state.written.insert(
            id.to_owned(),
            Written { at: Instant::now(), created: false, now: None, before: Vec::new() },
        );
    }

    /// Marks these objects as removed by a write of this client, if the list was read.
    pub(super) fn deleted_where(&self, is_gone: impl Fn(&T) -> bool) {
        let gone: Vec<String> = {
            let state = self.state();
            let gone = state.entries.iter().filter(|(_, item)| is_gone(item));
            gone.map(|(id, _)| id.clone()).collect()
        };
        for id in &gone {
            self.deleted(id);
        }
    }

    /// The object with this ID, if the list was read and contains it.
    pub(super) fn known(&self, id: &str) -> Option<Arc<T>> {
        self.state().entries.get(id).cloned()
    }

    /// Clears the mark that this client removed an object with this ID, before it is created again.
    pub(super) fn forget_deletion(&self, id: &str) {
        let mut state = self.state();
        if state.removed_by_us(id) {
            state.written.remove(id);
        }
    }

    /// Invalidates the list, after a write with an unknown outcome or one that changed other objects, too.
    pub(super) fn forget(&self) {
        let mut state = self.state();
        state.loaded = None;
        state.failed = None;
        state.looks = 0;
        state.epoch += 1;
    }

    /// Invalidates the list and forgets this client's own writes, after the parent of the objects was removed.
    pub(super) fn forget_everything(&self) {
        self.forget();
        self.state().written.clear();
    }

    /// Invalidates the list after a write that may have taken effect.
    pub(super) fn after_write<R>(&self, outcome: Result<R>) -> Result<R> {
        if outcome.as_ref().is_err_and(|error| error.happened() != Happened::No) {
            self.forget();
        }
        outcome
    }

    /// The IDs with this key in the cached list; `None` if it was not read.
    pub(super) fn known_ids_of(&self, key: &str) -> Option<BTreeSet<String>> {
        let state = self.state();
        state.loaded?;
        Some(state.ids_by_key.get(key).cloned().unwrap_or_default())
    }

    /// When reading the list last failed, if it was not read since.
    pub(super) fn failed_at(&self) -> Option<Instant> {
        self.state().failed.as_ref().map(|(at, _)| *at)
    }

    /// Reads the list if it is not cached.
    pub(super) async fn know(&self) -> Result<()> {
        self.load_unless(|_| true).await?;
        Ok(())
    }

    /// The objects with this key in a list read now that this process did not create.
    pub(super) async fn created_elsewhere(&self, key: &str) -> Result<Vec<Arc<T>>> {
        self.forget();
        self.load_since(Instant::now()).await?;
        let state = self.state();
        let ours = |id: &str| state.written.get(id).is_some_and(|written| written.created);
        Ok(state.of_key(key).into_iter().filter(|item| !ours(&item.id())).collect())
    }

    /// Waits until no other task of this process creates an object with this key.
    pub(super) async fn create_lock(&self, key: &str) -> tokio::sync::OwnedMutexGuard<()> {
        let lock = {
            let mut create_locks = self.create_locks.lock().unwrap_or_else(PoisonError::into_inner);
            create_locks.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(create_locks.entry(key.to_owned()).or_default())
        };
        lock.lock_owned().await
    }

    /// Notes that a caller asks for the list. Returns whether it is the first one.
    pub(super) fn ask(&self) -> bool {
        !self.asked.swap(true, Ordering::Relaxed)
    }

    pub(super) fn was_asked_for(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    pub(super) fn client(&self) -> &AdminClient {
        &self.client
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    async fn find_with<R>(
        &self,
        look: impl Fn(&Snapshot<T>) -> Option<R>,
        id: Option<&str>,
        since: Option<Instant>,
        absence: Duration,
    ) -> Result<Option<R>> {
        let called = since.unwrap_or_else(Instant::now);
        let timing = self.client.timing();
        let mut read = false;
        loop {
            let wait = {
                let state = self.state();
                let removed = id.is_some_and(|id| state.removed_by_us(id));
                let usable =
                    state.loaded.is_some_and(|loaded| since.is_none_or(|since| loaded.began >= since));
                let found = if usable { look(&state) } else { None };
                if found.is_some() || removed || state.is_gone(called, absence) {
                    drop(state);
                    self.count(!read);
                    return Ok(found);
                }
                state.wait_before_second_list(timing.first_wait)
            };
            if !wait.is_zero() && stop::wait(&self.client.stop().token(), wait).await {
                continue;
            }
            read |= self.load().await?;
        }
    }

    /// Loads a list requested at `since` or later.
    pub(super) async fn load_since(&self, since: Instant) -> Result<()> {
        self.load_unless(|loaded| loaded.began >= since).await?;
        Ok(())
    }

    /// Reads the list until one satisfies `will_do`. Returns whether this call read it.
    async fn load_unless(&self, will_do: impl Fn(&Loaded) -> bool) -> Result<bool> {
        let mut read = false;
        while !self.state().loaded.as_ref().is_some_and(&will_do) {
            read |= self.load().await?;
        }
        Ok(read)
    }

    /// Reads the list once. Concurrent readers share the result, also an error, which is not cached for later readers.
    /// If the reader is dropped, the next one reads. Returns whether this call read it.
    async fn load(&self) -> Result<bool> {
        let (came, reads) = (Instant::now(), self.state().reads);
        let _loading = self.load_lock.lock().await;
        loop {
            let (began, epoch) = {
                let state = self.state();
                if state.reads != reads && state.loaded.is_some() {
                    return Ok(false);
                }
                if let Some((at, error)) = &state.failed
                    && (*at >= came || at.elapsed() < self.client.timing().failure)
                {
                    return Err(error.clone());
                }
                (Instant::now(), state.epoch)
            };
            let read = listing::read_all(&self.client, &self.path).await;
            let mut state = self.state();
            match read {
                // A write with an unknown outcome happened in between, so the list may be older than it.
                Ok(_) if state.epoch != epoch => {}
                Ok(whole) => {
                    state.install(whole, began, self.client.timing().lag);
                    return Ok(true);
                }
                Err(error) => {
                    state.failed = Some((Instant::now(), error.clone())).filter(|_| !error.was_interrupted());
                    return Err(error);
                }
            }
        }
    }

    fn wrote(&self, item: T, created: bool) -> Arc<T> {
        let item = Arc::new(item);
        let mut state = self.state();
        let earlier = state.written.remove(&item.id());
        let created = created || earlier.as_ref().is_some_and(|earlier| earlier.created);
        let mut before = earlier.map(|earlier| earlier.before).unwrap_or_default();
        before.extend(state.entries.get(&item.id()).cloned());
        let written = Written { at: Instant::now(), created, now: Some(Arc::clone(&item)), before };
        state.written.insert(item.id(), written);
        state.enter(Arc::clone(&item));
        item
    }

    fn count(&self, hit: bool) {
        let counters = self.client.counters();
        Counters::add(if hit { &counters.cache_hits } else { &counters.cache_misses });
        tracing::trace!(
            product = self.client.product(),
            list = self.path.template(),
            cache = if hit { "hit" } else { "miss" },
            "read"
        );
    }

    pub(super) fn state(&self) -> MutexGuard<'_, Snapshot<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
