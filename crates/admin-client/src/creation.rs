//! Creates an object. If the response is lost, reads the list to find out what happened.
//!
//! An object is adopted only in two cases: its name was generated for this request, or it equals the request in
//! everything that was sent and adopting it changes and reveals nothing. Other objects that may be the result of the
//! request are reported with their ID and creation time, and never changed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;

use super::collection::Collection;
use super::error::{Candidate, Error, Existing, Happened, Kind, Result};
use super::listing::Item;
use super::stop;

/// How much earlier than the request the server's creation time may be: it may be truncated to whole seconds.
const CLOCK_TOLERANCE: time::Duration = time::Duration::seconds(2);

/// The request of a creation, which can be compared with the objects of a list.
pub(crate) trait NewItem: Sync {
    /// The type of the created object.
    type Object: Item;

    /// The natural key of the new object, in the format of [`Item::key`].
    fn key(&self) -> String;

    /// Whether the key was generated for this request, so that no other client can have created an object with it.
    fn has_generated_key(&self) -> bool {
        false
    }

    /// Whether the object equals the request in everything that is sent and can be adopted without changing or
    /// revealing anything.
    fn matches(&self, object: &Self::Object) -> bool;
}

/// An object that was created.
#[derive(Debug)]
pub struct Created<T> {
    /// The object as the server returned it.
    pub object: T,
    /// How its creation was determined.
    pub how: How,
}

impl<T> Created<T> {
    /// Whether the response was lost and the object was found in the list.
    pub fn is_adopted(&self) -> bool {
        self.how == How::Adopted
    }
}

/// How the creation of an object was determined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By the response.
    Answered,
    /// The response was lost, and the only new object with the natural key is certainly the result or equals the
    /// request.
    Adopted,
}

/// The result of a POST: its response, or the object that was found instead.
pub(super) enum Outcome<A, T> {
    Answered(A),
    Adopted(Arc<T>),
}

impl<O: Item> Outcome<O, O> {
    /// Returns the object and adds it to its list. An object that was found in the list is already in it.
    pub(super) fn created(self, list: &Collection<O>) -> Created<O> {
        match self {
            Outcome::Answered(object) => {
                list.created(object.clone());
                Created { object, how: How::Answered }
            }
            Outcome::Adopted(object) => Created { object: O::clone(&object), how: How::Adopted },
        }
    }
}

/// A creation in progress: the objects that existed before it, and the lock that makes others with the same key wait.
pub(super) struct Creation<'a, N: NewItem> {
    list: &'a Collection<N::Object>,
    new: &'a N,
    key: String,
    before: Option<BTreeSet<String>>,
    began: SystemTime,
    /// Taken at the beginning, so that a stop also prevents a second request.
    stop: CancellationToken,
    _lock: tokio::sync::OwnedMutexGuard<()>,
}

/// The result of reading the list after a failed creation.
enum Lookup<T> {
    Ours(Arc<T>),
    NotFound,
    /// An object with the key that is older than the request.
    Older(String),
    Unclear(Vec<Candidate>),
}

impl<'a, N: NewItem> Creation<'a, N> {
    /// Begins a creation and remembers the cached list. If objects have no creation time, the list is read first.
    pub(super) async fn begin(list: &'a Collection<N::Object>, new: &'a N) -> Result<Self> {
        let key = new.key();
        let lock = list.create_lock(&key).await;
        list.forget_deletion(&key);
        if !N::Object::HAS_CREATED_AT {
            list.know().await?;
        }
        Ok(Creation {
            before: list.known_ids_of(&key),
            began: SystemTime::now(),
            stop: list.client().stop().token(),
            list,
            new,
            key,
            _lock: lock,
        })
    }

    /// Sends the POST and, if its outcome is unknown, reads the list. If nothing is found and the server keeps the key
    /// unique, an unanswered POST is sent once more.
    pub(super) async fn run<A, F>(&self, post: impl Fn() -> F) -> Result<Outcome<A, N::Object>>
    where
        F: Future<Output = Result<A>>,
    {
        let first = match post().await {
            Ok(answer) => return Ok(Outcome::Answered(answer)),
            Err(error) => error,
        };
        let again = N::Object::KEY_IS_UNIQUE
            && matches!(first.kind(), Kind::Unanswered { .. })
            && !first.was_interrupted();
        if let Some(item) = self.resolve_failed_create(&first, first.attempts() > 1).await? {
            return Ok(Outcome::Adopted(item));
        }
        if !again {
            return Err(first);
        }
        if self.stop.is_cancelled() {
            return Err(first.interrupted());
        }
        let second = match post().await {
            Ok(answer) => return Ok(Outcome::Answered(answer)),
            // Whatever the result of the second request, the first one may have taken effect.
            Err(error) => error.doubtful_if(true),
        };
        match self.resolve_failed_create(&second, true).await? {
            Some(item) => Ok(Outcome::Adopted(item)),
            None => Err(second),
        }
    }

    /// The object that a failed POST created after all, if any. With `repeated`, the POST may have conflicted with its
    /// own earlier attempt.
    async fn resolve_failed_create(&self, error: &Error, repeated: bool) -> Result<Option<Arc<N::Object>>> {
        let ambiguous = error.happened() != Happened::No;
        let refused_for_content = matches!(error.kind(), Kind::Refused { status: 400 | 409 | 422, .. });
        let unique = N::Object::KEY_IS_UNIQUE;
        if !(ambiguous || refused_for_content && unique) {
            return Ok(None);
        }
        if !ambiguous && !repeated {
            return self.explain_existing_object(error).await;
        }
        match self.look_up_while_lagging(error).await.map_err(|_| error.clone())? {
            Lookup::Ours(item) => Ok(Some(self.list.created(N::Object::clone(&item)))),
            Lookup::Older(id) if unique => Err(Self::exists(error, id)),
            Lookup::Older(_) | Lookup::NotFound => Ok(None),
            Lookup::Unclear(candidates) => Err(error.clone().with_candidates(candidates)),
        }
    }

    /// Explains a rejection of the first attempt: if an object with the key exists, it is the cause.
    async fn explain_existing_object(&self, error: &Error) -> Result<Option<Arc<N::Object>>> {
        match self.list.objects_with_key(&self.key).await.map_err(|_| error.clone())?.first() {
            Some(item) => Err(Self::exists(error, item.id())),
            None => Ok(None),
        }
    }

    /// Reads the list, and reads it again while it may lag behind a write that may have taken effect: only a few times,
    /// since each read may be many pages. After an error response, even a 5xx, a write is unlikely, so two reads are
    /// enough. But if a retried request gets a 409, an object exists.
    async fn look_up_while_lagging(&self, error: &Error) -> Result<Lookup<N::Object>> {
        let lag = self.list.client().timing().lag;
        let waits: &[Duration] = match error.kind() {
            Kind::Refused { status: 409, .. } => &[lag / 10, lag / 5, lag * 7 / 10],
            _ if error.happened() == Happened::No => &[],
            Kind::Refused { .. } => &[lag / 5],
            Kind::Unsent { .. } | Kind::Unanswered { .. } | Kind::Unreadable { .. } => {
                &[lag / 10, lag / 5, lag * 7 / 10]
            }
        };
        let mut look = self.look().await?;
        for wait in waits {
            if !matches!(look, Lookup::NotFound) || !stop::wait(&self.stop, *wait).await {
                break;
            }
            look = self.look().await?;
        }
        Ok(look)
    }

    async fn look(&self) -> Result<Lookup<N::Object>> {
        let found = self.list.created_elsewhere(&self.key).await?;
        if found.is_empty() {
            return Ok(Lookup::NotFound);
        }
        let (mut new, mut old, mut undated) = (Vec::new(), None, Vec::new());
        for item in found {
            match self.is_new(&item) {
                Some(true) => new.push(item),
                Some(false) => old = Some(item.id()),
                None => undated.push(item),
            }
        }
        Ok(match (new.as_slice(), old) {
            ([only], _) if undated.is_empty() && self.is_ours(only) => Lookup::Ours(Arc::clone(only)),
            ([], Some(old)) if undated.is_empty() => Lookup::Older(old),
            _ => Lookup::Unclear(
                new.iter()
                    .chain(&undated)
                    .map(|item| Candidate { id: item.id(), created_at: item.created_at() })
                    .collect(),
            ),
        })
    }

    fn is_ours(&self, object: &N::Object) -> bool {
        self.new.has_generated_key() || self.new.matches(object)
    }

    /// Whether it was created since the request. The cached list may be minutes old, so an object that it lacks but
    /// that is older than the request may belong to another client: then the result is unknown.
    fn is_new(&self, item: &N::Object) -> Option<bool> {
        if self.before.as_ref().is_some_and(|before| before.contains(&item.id())) {
            return Some(false);
        }
        let began = self.list.client().server_time(self.began) - CLOCK_TOLERANCE;
        match item.created_at() {
            Some(created_at) if created_at >= began => Some(true),
            Some(_) => self.before.is_none().then_some(false),
            None => self.before.is_some().then_some(true),
        }
    }

    /// The error for a creation whose response was lost twice, after the object was deleted or should have been
    /// deleted.
    pub(super) fn lost_twice(&self, id: &str, deletion: &Result<()>) -> Error {
        let (deleted, left) = match deletion {
            Ok(()) => ("; the object was deleted", Vec::new()),
            Err(_) => ("", vec![Candidate { id: id.to_owned(), created_at: None }]),
        };
        let reason = format!("the response, which contains the secret, was lost twice{deleted}");
        Error::unreadable("POST", self.list.path().shown(), reason).after(2).with_candidates(left)
    }

    fn exists(error: &Error, id: String) -> Error {
        error.clone().with_existing(Existing { what: N::Object::NOUN, id: Some(id) })
    }
}

/// Whether the IDs that were sent equal the listed ones, in any order.
pub(super) fn same_ids<'a>(sent: &'a [String], listed: impl Iterator<Item = &'a str>) -> bool {
    sent.iter().map(String::as_str).collect::<BTreeSet<_>>() == listed.collect()
}

/// Whether the text that was sent equals the listed one. An empty text equals none.
pub(super) fn same_text(sent: Option<&str>, listed: Option<&str>) -> bool {
    sent.unwrap_or_default() == listed.unwrap_or_default()
}
