//! The lists of one kind, one per scope, and the maximum age of a list for a reader.

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
use super::siblings::Siblings;

type Scopes<T> = BTreeMap<String, Arc<Collection<T>>>;

/// The collections of one kind, one per scope. The path of the list identifies the scope. Clones share the lists.
#[derive(Debug)]
pub(super) struct Collections<T: Item> {
    scopes: Arc<Mutex<Scopes<T>>>,
    siblings: Arc<Mutex<Siblings>>,
    since: Option<Instant>,
}

impl<T: Item> Default for Collections<T> {
    fn default() -> Self {
        Collections { scopes: Arc::default(), siblings: Arc::default(), since: None }
    }
}

impl<T: Item> Clone for Collections<T> {
    fn clone(&self) -> Self {
        let (scopes, siblings) = (Arc::clone(&self.scopes), Arc::clone(&self.siblings));
        Collections { scopes, siblings, since: self.since }
    }
}

impl<T: Item> Collections<T> {
    /// The same lists, for a reader that accepts only those requested at `since` or later.
    pub(super) fn since(&self, since: Instant) -> Self {
        Collections { since: Some(since), ..self.clone() }
    }

    pub(super) fn of(&self, client: &AdminClient, path: Path) -> List<T> {
        List { collection: self.collection(client, path), all: self.clone() }
    }

    /// Allows the list of this scope to be prefetched.
    pub(super) fn allow_prefetch(&self, client: &AdminClient, path: Path) {
        self.siblings().name(path);
        self.read_ahead(client);
    }

    fn collection(&self, client: &AdminClient, path: Path) -> Arc<Collection<T>> {
        let mut scopes = self.scopes();
        let known = scopes.get(path.filled()).map(Arc::clone);
        known.unwrap_or_else(|| {
            let scope = path.filled().to_owned();
            let collection = Arc::new(Collection::new(client.clone(), path));
            scopes.insert(scope, Arc::clone(&collection));
            collection
        })
    }

    /// Prefetches the next lists. A caller that asks for one of them shares its result, also an error.
    fn read_ahead(&self, client: &AdminClient) {
        while client.limits().read_ahead(client.counters()).is_some() {
            let Some(path) = self.siblings().next() else { return };
            let list = self.collection(client, path);
            if list.was_asked_for() {
                self.siblings().skip();
                continue;
            }
            let client = client.clone();
            tokio::spawn(async move {
                let Some(permits) = client.limits().read_ahead(client.counters()) else { return };
                let Ok(_permit) = permits.acquire().await else { return };
                if let Err(error) = list.know().await {
                    tracing::debug!(list = list.path().template(), %error, "reading ahead failed");
                }
            });
        }
    }

    /// Marks these objects as removed in the lists of all scopes, after a write of this client. No list is read again.
    pub(super) fn deleted_where(&self, is_gone: impl Fn(&T) -> bool) {
        for list in self.scopes().values() {
            list.deleted_where(&is_gone);
        }
    }

    /// Drops the lists below a path, after their parent was removed or renamed. Existing handles read their list again.
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

    fn siblings(&self) -> MutexGuard<'_, Siblings> {
        self.siblings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A collection as one reader sees it.
#[derive(Debug)]
pub(super) struct List<T: Item> {
    collection: Arc<Collection<T>>,
    /// The lists of all scopes.
    all: Collections<T>,
}

impl<T: Item> Deref for List<T> {
    type Target = Collection<T>;

    fn deref(&self) -> &Collection<T> {
        &self.collection
    }
}

impl<T: Item> List<T> {
    /// All objects or an error.
    pub(super) async fn all(&self) -> Result<Vec<Arc<T>>> {
        self.ask();
        self.collection.all(self.all.since).await
    }

    /// The object with this ID. `None` is certain.
    pub(super) fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Arc<T>>>> {
        self.ask();
        self.collection.find(id, self.all.since)
    }

    /// The object of this id in a list begun at `since` or later; `None` is certain.
    pub(super) fn find_since<'a>(
        &'a self,
        id: &'a str,
        since: Instant,
    ) -> BoxFuture<'a, Result<Option<Arc<T>>>> {
        self.ask();
        self.collection.find(id, self.all.since.max(Some(since)))
    }

    /// The objects with this natural key in the cached list, which may be older than the call.
    pub(super) async fn listed_by_key(&self, key: &str) -> Result<Vec<Arc<T>>> {
        self.ask();
        self.collection.listed_by_key(key).await
    }

    /// The objects with this natural key, sorted by ID. An empty result is certain.
    pub(super) fn find_by_key<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Vec<Arc<T>>>> {
        self.ask();
        self.collection.find_by_key(key, self.all.since)
    }

    fn ask(&self) {
        if self.collection.ask() {
            self.all.siblings().ask();
            self.all.read_ahead(self.collection.client());
        }
    }
}
