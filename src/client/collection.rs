//! One complete list per scope that serves every reader of a run.
//!
//! Terraform asks for objects one by one; most of these APIs can only list. So the first reader loads the list, the others
//! wait for it, and our own writes are entered into it. An object is believed to be gone only after a fresh look at all
//! pages (corti.md T7, anchors R27), or because we removed it ourselves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::admin::AdminClient;
use super::error::{Error, Result};
use super::listing::{self, Item, Whole};
use super::path::Path;
use super::stop;
use super::tally::Counters;

const TARGET: &str = "aiadmin::client";

/// The collections of one kind, one per scope. Scopes are told apart by the path of their list.
#[derive(Debug)]
pub(super) struct Collections<T: Item>(Mutex<BTreeMap<String, Arc<Collection<T>>>>);

impl<T: Item> Default for Collections<T> {
    fn default() -> Self {
        Collections(Mutex::default())
    }
}

impl<T: Item> Collections<T> {
    pub(super) fn of(&self, client: &AdminClient, path: Path) -> Arc<Collection<T>> {
        let mut scopes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let scope = scopes.entry(path.filled().to_owned());
        Arc::clone(scope.or_insert_with(|| Arc::new(Collection::new(client.clone(), path))))
    }

    /// Forgets what was read in every scope.
    pub(super) fn forget_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().for_each(|list| list.forget());
    }

    /// Forgets what was read in every scope but one.
    pub(super) fn forget_all_but(&self, one: &Arc<Collection<T>>) {
        let scopes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        scopes.values().filter(|list| !Arc::ptr_eq(list, one)).for_each(|list| list.forget());
    }

    /// Forgets the lists below a path, after what holds them was removed or renamed.
    pub(super) fn forget_below(&self, path: &Path) {
        let below = format!("{}/", path.filled());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|scope, _| !scope.starts_with(&below));
    }
}

/// One list.
#[derive(Debug)]
pub(super) struct Collection<T: Item> {
    client: AdminClient,
    path: Path,
    /// Held while a list is being read: others wait for that one instead of reading their own.
    flight: tokio::sync::Mutex<()>,
    state: Mutex<State<T>>,
    /// One creation at a time per natural key, so that two attempts of ours are never mistaken for each other.
    turns: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

#[derive(Debug)]
struct State<T> {
    entries: BTreeMap<String, Arc<T>>,
    ids_by_key: BTreeMap<String, BTreeSet<String>>,
    loaded: Option<Loaded>,
    failed: Option<(Instant, Error)>,
    written: BTreeMap<String, Written<T>>,
    /// Counts the ambiguous writes: a list begun before one is not believed.
    epoch: u64,
    /// Complete lists read since the last ambiguous write.
    looks: u32,
}

#[derive(Debug, Clone, Copy)]
struct Loaded {
    began: Instant,
    several_pages: bool,
}

/// A write of our own. Lists may lag behind it, or may have been read while it was made.
#[derive(Debug)]
struct Written<T> {
    at: Instant,
    created: bool,
    now: Option<Arc<T>>,
}

impl<T: Item> Collection<T> {
    fn new(client: AdminClient, path: Path) -> Self {
        let state = State {
            entries: BTreeMap::new(),
            ids_by_key: BTreeMap::new(),
            loaded: None,
            failed: None,
            written: BTreeMap::new(),
            epoch: 0,
            looks: 0,
        };
        Collection {
            client,
            path,
            flight: tokio::sync::Mutex::default(),
            state: Mutex::new(state),
            turns: Mutex::default(),
        }
    }

    /// Every object, complete or an error.
    pub(super) async fn all(&self) -> Result<Vec<Arc<T>>> {
        let called = Instant::now();
        let known = self.is_loaded() && !self.client.is_naive();
        self.count(known);
        if !known {
            self.load(called).await?;
        }
        Ok(self.state().entries.values().cloned().collect())
    }

    /// The object of this id; `None` is certain.
    pub(super) async fn find(&self, id: &str) -> Result<Option<Arc<T>>> {
        self.seek(|state| state.entries.get(id).cloned(), Some(id)).await
    }

    /// The objects of this natural key, oldest id first; an empty answer is certain.
    pub(super) async fn find_by_key(&self, key: &str) -> Result<Vec<Arc<T>>> {
        let found = self.seek(
            |state| {
                let found = state.of_key(key);
                (!found.is_empty()).then_some(found)
            },
            None,
        );
        Ok(found.await?.unwrap_or_default())
    }

    /// The object of this id from a list read after now, waited for while lists may lag behind our write.
    pub(super) async fn confirmed(&self, id: &str) -> Result<Option<Arc<T>>> {
        let began = Instant::now();
        let token = self.client.stop().token();
        let mut pause = self.client.timing().first_wait;
        loop {
            self.load(Instant::now()).await?;
            if let Some(item) = self.state().entries.get(id) {
                return Ok(Some(Arc::clone(item)));
            }
            if began.elapsed() + pause > self.client.timing().lag || !stop::wait(&token, pause).await {
                return Ok(None);
            }
            pause *= 2;
        }
    }

    /// Enters what a creation answered.
    pub(super) fn created(&self, item: T) -> Arc<T> {
        self.wrote(item, true)
    }

    /// Enters what an edit answered.
    pub(super) fn edited(&self, item: T) -> Arc<T> {
        self.wrote(item, false)
    }

    /// Enters that we removed the object.
    pub(super) fn deleted(&self, id: &str) {
        let mut state = self.state();
        state.leave(id);
        state.written.insert(id.to_owned(), Written { at: Instant::now(), created: false, now: None });
    }

    /// From now on an object of this id is no longer one that we removed: it is about to be created again.
    pub(super) fn expect(&self, id: &str) {
        let mut state = self.state();
        if state.removed_by_us(id) {
            state.written.remove(id);
        }
    }

    /// Forgets what was read, after a write that may or may not have been made, or one that changed more than its object.
    pub(super) fn forget(&self) {
        let mut state = self.state();
        state.loaded = None;
        state.looks = 0;
        state.epoch += 1;
    }

    /// Passes a write's outcome on, and forgets the list if the write may have been made.
    pub(super) fn after_write<R>(&self, outcome: Result<R>) -> Result<R> {
        if outcome.as_ref().is_err_and(|error| error.happened() != super::error::Happened::No) {
            self.forget();
        }
        outcome
    }

    /// The ids of this key if the list is known, without reading it.
    pub(super) fn known_ids_of(&self, key: &str) -> Option<BTreeSet<String>> {
        let state = self.state();
        state.loaded?;
        Some(state.ids_by_key.get(key).cloned().unwrap_or_default())
    }

    /// Reads the list if it was not read yet.
    pub(super) async fn know(&self) -> Result<()> {
        if self.is_loaded() { Ok(()) } else { self.load(Instant::now()).await }
    }

    /// The objects of this key that a list read now shows and that we did not create in this process.
    pub(super) async fn strangers(&self, key: &str) -> Result<Vec<Arc<T>>> {
        self.forget();
        self.load(Instant::now()).await?;
        let state = self.state();
        let ours = |id: &str| state.written.get(id).is_some_and(|written| written.created);
        Ok(state.of_key(key).into_iter().filter(|item| !ours(&item.id())).collect())
    }

    /// Waits for the turn to create an object of this key.
    pub(super) async fn turn(&self, key: &str) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(key.to_owned()).or_default())
        };
        turn.lock_owned().await
    }

    pub(super) fn client(&self) -> &AdminClient {
        &self.client
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    async fn seek<R>(&self, look: impl Fn(&State<T>) -> Option<R>, id: Option<&str>) -> Result<Option<R>> {
        let called = Instant::now();
        if self.client.is_naive() {
            self.count(false);
            let whole = self.read_now().await?;
            let mut state = self.state();
            state.install(whole, called, self.client.timing().lag);
            return Ok(look(&state));
        }
        let mut loads = 0;
        loop {
            {
                let state = self.state();
                let removed = id.is_some_and(|id| state.removed_by_us(id));
                let found = if state.loaded.is_some() { look(&state) } else { None };
                if found.is_some() || removed || state.is_gone(called, self.client.timing()) {
                    drop(state);
                    self.count(loads == 0);
                    return Ok(found);
                }
            }
            let fresh_from = if loads == 0 { called } else { Instant::now() };
            self.load(fresh_from).await?;
            loads += 1;
        }
    }

    /// Makes sure that a list begun at `since` or later is there. One reader reads, those who came meanwhile share what it
    /// got, be it an error; a failure is not kept for later ones. When the reader is dropped, the next one reads.
    async fn load(&self, since: Instant) -> Result<()> {
        let _flight = self.flight.lock().await;
        loop {
            let (began, epoch) = {
                let state = self.state();
                if state.loaded.is_some_and(|loaded| loaded.began >= since) {
                    return Ok(());
                }
                if let Some((at, error)) = &state.failed
                    && *at >= since
                {
                    return Err(error.clone());
                }
                (Instant::now(), state.epoch)
            };
            let read = self.read_now().await;
            let mut state = self.state();
            match read {
                // A write whose outcome is unknown came between: what was read may be older than it.
                Ok(_) if state.epoch != epoch => {}
                Ok(whole) => {
                    state.install(whole, began, self.client.timing().lag);
                    return Ok(());
                }
                Err(error) => {
                    state.failed = Some((Instant::now(), error.clone()));
                    return Err(error);
                }
            }
        }
    }

    async fn read_now(&self) -> Result<Whole<T>> {
        listing::read_all(&self.client, &self.path).await
    }

    fn wrote(&self, item: T, created: bool) -> Arc<T> {
        let item = Arc::new(item);
        let mut state = self.state();
        let created = created || state.written.get(&item.id()).is_some_and(|before| before.created);
        state
            .written
            .insert(item.id(), Written { at: Instant::now(), created, now: Some(Arc::clone(&item)) });
        state.enter(Arc::clone(&item));
        item
    }

    fn is_loaded(&self) -> bool {
        self.state().loaded.is_some()
    }

    fn count(&self, hit: bool) {
        let counters = self.client.counters();
        Counters::add(if hit { &counters.cache_hits } else { &counters.cache_misses });
        tracing::trace!(
            target: TARGET,
            product = self.client.product(),
            list = self.path.template(),
            cache = if hit { "hit" } else { "miss" },
            "read"
        );
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Item> State<T> {
    fn install(&mut self, whole: Whole<T>, began: Instant, lag: std::time::Duration) {
        self.entries.clear();
        self.ids_by_key.clear();
        for item in whole.items {
            self.enter(Arc::new(item));
        }
        self.loaded = Some(Loaded { began, several_pages: whole.pages > 1 });
        self.looks = self.looks.saturating_add(1);
        self.failed = None;
        self.overlay_own_writes(began, lag);
    }

    /// A list does not overrule a write made while it was read. For some seconds it may also lag behind: it may still lack
    /// what we created and still show what we removed. Edits are left to the list then, because another write of ours may
    /// have changed the object as a side effect (an ownership transfer).
    fn overlay_own_writes(&mut self, began: Instant, lag: std::time::Duration) {
        let writes: Vec<(String, Option<Arc<T>>)> = self
            .written
            .iter()
            .filter(|(id, written)| {
                let listed = self.entries.contains_key(*id);
                let lagging = if written.now.is_some() { written.created && !listed } else { listed };
                written.at >= began || (lagging && written.at.elapsed() < lag)
            })
            .map(|(id, written)| (id.clone(), written.now.clone()))
            .collect();
        for (id, now) in writes {
            match now {
                Some(item) => self.enter(item),
                None => self.leave(&id),
            }
        }
        let entries = &self.entries;
        self.written.retain(|id, written| written.now.is_some() || !entries.contains_key(id));
    }

    fn enter(&mut self, item: Arc<T>) {
        let id = item.id();
        self.leave(&id);
        self.ids_by_key.entry(item.key()).or_default().insert(id.clone());
        self.entries.insert(id, item);
    }

    fn leave(&mut self, id: &str) {
        if let Some(old) = self.entries.remove(id)
            && let Some(ids) = self.ids_by_key.get_mut(&old.key())
        {
            ids.remove(id);
        }
    }

    fn of_key(&self, key: &str) -> Vec<Arc<T>> {
        let ids = self.ids_by_key.get(key).into_iter().flatten();
        ids.filter_map(|id| self.entries.get(id).cloned()).collect()
    }

    fn removed_by_us(&self, id: &str) -> bool {
        self.written.get(id).is_some_and(|written| written.now.is_none())
    }

    /// Whether what the list lacks is gone. Rows shift between pages, so a list of several pages needs a second look; two
    /// looks speak for those who ask shortly after too.
    fn is_gone(&self, called: Instant, timing: &super::settings::Timing) -> bool {
        let Some(loaded) = self.loaded else { return false };
        let fresh = loaded.began >= called;
        if self.looks >= 2 {
            fresh || loaded.began.elapsed() < timing.second_look
        } else {
            fresh && !loaded.several_pages
        }
    }
}
