//! Checks lists after a call: whether its object exists, is gone, or conflicts with another one.

use std::sync::Arc;
use std::time::Instant;

use super::collection::Collection;
use super::error::{Error, Existing, Happened, Kind, Result};
use super::listing::Item;
use super::stop;

impl<T: Item> Collection<T> {
    /// The object with this ID from a list read after now. Waits while lists may lag behind the provider's write.
    pub(super) async fn confirmed(&self, id: &str) -> Result<Option<Arc<T>>> {
        let began = Instant::now();
        let token = self.client().stop().token();
        let mut pause = self.client().timing().first_wait;
        loop {
            self.load_since(Instant::now()).await?;
            if let Some(item) = self.state().entries.get(id) {
                return Ok(Some(Arc::clone(item)));
            }
            if began.elapsed() + pause > self.client().timing().lag || !stop::wait(&token, pause).await {
                return Ok(None);
            }
            pause *= 2;
        }
    }

    /// Whether the object is gone after the API returned 404 for it: the list, cached or read now, must not contain it
    /// either. A list that still contains it may lag behind, so it is read again a few times.
    pub(super) async fn confirms_not_found(&self, id: &str) -> Result<bool> {
        let (stop, lag) = (self.client().stop().token(), self.client().timing().lag);
        {
            let mut state = self.state();
            state.written.remove(id);
            if state.loaded.is_some() && !state.entries.contains_key(id) {
                return Ok(true);
            }
        }
        for wait in [lag / 10, lag / 5, lag * 7 / 10] {
            self.load_since(Instant::now()).await?;
            if !self.state().entries.contains_key(id) {
                return Ok(true);
            }
            if !stop::wait(&stop, wait).await {
                break;
            }
        }
        Ok(false)
    }

    /// The objects with this key, to explain a rejection: from the cached list if it has any, else from a new list.
    pub(super) async fn objects_with_key(&self, key: &str) -> Result<Vec<Arc<T>>> {
        if self.known_ids_of(key).is_none_or(|ids| ids.is_empty()) {
            self.load_since(Instant::now()).await?;
        }
        Ok(self.state().of_key(key))
    }

    /// The error for an edit of `id`. If another object already has the requested key, the error names it.
    pub(super) async fn explain_conflict(&self, error: Error, id: &str, key: &str) -> Error {
        if error.happened() != Happened::No
            || !matches!(error.kind(), Kind::Refused { status: 400 | 409 | 422, .. })
        {
            return error;
        }
        let found = self.objects_with_key(key).await.unwrap_or_default();
        match found.iter().find(|other| other.id() != id) {
            Some(other) => error.with_existing(Existing { what: T::NOUN, id: Some(other.id()) }),
            None => error,
        }
    }
}
