//! The cached content of a list, with the client's own writes applied. Pure: it neither waits nor sends requests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::error::Error;
use super::listing::Item;

#[derive(Debug)]
pub(super) struct Snapshot<T> {
    pub(super) entries: BTreeMap<String, Arc<T>>,
    pub(super) ids_by_key: BTreeMap<String, BTreeSet<String>>,
    pub(super) loaded: Option<Loaded>,
    pub(super) failed: Option<(Instant, Error)>,
    pub(super) written: BTreeMap<String, Written<T>>,
    /// Counts writes with an unknown outcome: a list requested before one is not used.
    pub(super) epoch: u64,
    /// Complete lists read so far.
    pub(super) reads: u64,
    /// Complete lists read since the last write with an unknown outcome.
    pub(super) looks: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Loaded {
    pub(super) began: Instant,
    pub(super) ended: Instant,
}

/// A write of this client. Lists may lag behind it, or may have been read during it.
#[derive(Debug)]
pub(super) struct Written<T> {
    pub(super) at: Instant,
    pub(super) created: bool,
    pub(super) now: Option<Arc<T>>,
    /// The object as it was before this write and before earlier ones of this client.
    pub(super) before: Vec<Arc<T>>,
}

impl<T> Default for Snapshot<T> {
    fn default() -> Self {
        Snapshot {
            entries: BTreeMap::new(),
            ids_by_key: BTreeMap::new(),
            loaded: None,
            failed: None,
            written: BTreeMap::new(),
            epoch: 0,
            reads: 0,
            looks: 0,
        }
    }
}

impl<T: Item> Snapshot<T> {
    pub(super) fn install(&mut self, items: Vec<T>, began: Instant, lag: Duration) {
        self.entries.clear();
        self.ids_by_key.clear();
        for item in items {
            self.enter(Arc::new(item));
        }
        self.loaded = Some(Loaded { began, ended: Instant::now() });
        self.reads += 1;
        self.looks = self.looks.saturating_add(1);
        self.failed = None;
        self.overlay_own_writes(began, lag);
    }

    /// A list does not override a write that happened while it was read. For some seconds it may also lag behind: it
    /// may lack a created object, contain a deleted one, or contain the values before a change. If an object has
    /// neither the values before the write nor those after it, another client or a side effect changed it, and the list
    /// is right.
    fn overlay_own_writes(&mut self, began: Instant, lag: Duration) {
        let writes: Vec<(String, Option<Arc<T>>)> = self
            .written
            .iter()
            .filter(|(id, written)| {
                let lagging = match (&written.now, self.entries.get(*id)) {
                    (None, listed) => listed.is_some(),
                    (Some(_), None) => written.created,
                    (Some(now), Some(listed)) => listed != now && written.before.contains(listed),
                };
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

    pub(super) fn enter(&mut self, item: Arc<T>) {
        let id = item.id();
        self.leave(&id);
        self.ids_by_key.entry(item.key()).or_default().insert(id.clone());
        self.entries.insert(id, item);
    }

    pub(super) fn leave(&mut self, id: &str) {
        if let Some(old) = self.entries.remove(id)
            && let Some(ids) = self.ids_by_key.get_mut(&old.key())
        {
            ids.remove(id);
        }
    }

    pub(super) fn of_key(&self, key: &str) -> Vec<Arc<T>> {
        let ids = self.ids_by_key.get(key).into_iter().flatten();
        ids.filter_map(|id| self.entries.get(id).cloned()).collect()
    }

    pub(super) fn removed_by_us(&self, id: &str) -> bool {
        self.written.get(id).is_some_and(|written| written.now.is_none())
    }

    /// Whether an object that the list lacks is gone. A single list may be wrong: rows shift between pages, and a
    /// server may once return an empty list. So a second list is required, some time after the first one. Both may be
    /// older than the call by `absence`.
    pub(super) fn is_gone(&self, called: Instant, absence: Duration) -> bool {
        let Some(loaded) = self.loaded else { return false };
        self.looks >= 2 && (loaded.began >= called || loaded.ended.elapsed() < absence)
    }

    /// How long to wait before the second list, which must be later than the first one by `distance`.
    pub(super) fn wait_before_second_list(&self, distance: Duration) -> Duration {
        let Some(loaded) = self.loaded else { return Duration::ZERO };
        if self.looks >= 2 { Duration::ZERO } else { distance.saturating_sub(loaded.ended.elapsed()) }
    }
}
