//! The lists of one kind, one per scope, and how old a list may be that a reader is served from.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use futures::future::BoxFuture;

use super::admin::AdminClient;
use super::collection::Collection;
use super::error::Result;
use super::listing::Item;
use super::path::Path;

type Scopes<T> = BTreeMap<String, Arc<Collection<T>>>;

/// The collections of one kind, one per scope. Scopes are told apart by the path of their list. Clones share the lists.
#[derive(Debug)]
pub(super) struct Collections<T: Item> {
    scopes: Arc<Mutex<Scopes<T>>>,
    since: Option<Instant>,
}

impl<T: Item> Default for Collections<T> {
    fn default() -> Self {
        Collections { scopes: Arc::default(), since: None }
    }
}

impl<T: Item> Collections<T> {
    /// The same lists for a reader that is served only from those begun at `since` or later.
    pub(super) fn since(&self, since: Instant) -> Self {
        Collections { scopes: Arc::clone(&self.scopes), since: Some(since) }
    }

    pub(super) fn of(&self, client: &AdminClient, path: Path) -> List<T> {
        let mut scopes = self.scopes();
        let known = scopes.get(path.filled()).map(Arc::clone);
        let collection = known.unwrap_or_else(|| {
            let scope = path.filled().to_owned();
            let collection = Arc::new(Collection::new(client.clone(), path));
            scopes.insert(scope, Arc::clone(&collection));
            collection
        });
        List { collection, since: self.since }
    }

    /// Enters into the lists of every scope that a write of ours removed these objects, too. No list is read again for it.
    pub(super) fn deleted_where(&self, is_gone: impl Fn(&T) -> bool) {
        for list in self.scopes().values() {
            list.deleted_where(&is_gone);
        }
    }

    /// Drops the lists below a path, after what holds them was removed or renamed. Whoever still has one reads it again.
    pub(super) fn forget_below(&self, path: &Path) {
        let below = format!("{}/", path.filled());
        self.scopes().retain(|scope, list| {
            let stays = !scope.starts_with(&below);
            if !stays {
                list.forget_everything();
            }
            stays
        });
    }

    fn scopes(&self) -> MutexGuard<'_, Scopes<T>> {
        self.scopes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One collection for one reader.
#[derive(Debug)]
pub(super) struct List<T: Item> {
    collection: Arc<Collection<T>>,
    since: Option<Instant>,
}

impl<T: Item> Deref for List<T> {
    type Target = Collection<T>;

    fn deref(&self) -> &Collection<T> {
        &self.collection
    }
}

impl<T: Item> List<T> {
    /// Every object, complete or an error.
    pub(super) async fn all(&self) -> Result<Vec<Arc<T>>> {
        self.collection.all(self.since).await
    }

    /// The object of this id; `None` is certain.
    pub(super) fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Arc<T>>>> {
        self.collection.find(id, self.since)
    }

    /// The objects of this natural key, in the order of their ids; an empty result is certain.
    pub(super) fn find_by_key<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Vec<Arc<T>>>> {
        self.collection.find_by_key(key, self.since)
    }
}
