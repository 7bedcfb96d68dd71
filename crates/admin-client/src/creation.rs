//! Creating one object, and finding out by looking what happened when the response was lost.
//!
//! An object is ours only if that is certain: its name was generated for this request, or it equals the request in
//! everything that was sent and adopting it changes and reveals nothing. Whatever else may be the result of the request is
//! reported with its id and its creation time, and never changed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;

use super::collection::Collection;
use super::error::{Candidate, Error, Existing, Happened, Kind, Result};
use super::listing::Item;
use super::stop;

/// How far the server's record of a creation may lie before our request: it may be cut to whole seconds.
const CLOCK_TOLERANCE: time::Duration = time::Duration::seconds(2);

/// What a creation asks for, comparable with the objects of a list.
pub(crate) trait NewItem: Sync {
    /// What it creates.
    type Object: Item;

    /// The natural key of the new object, as [`Item::key`] has it.
    fn key(&self) -> String;

    /// Whether the key was generated for this request, so that nobody else can have created an object with it.
    fn has_generated_key(&self) -> bool {
        false
    }

    /// Whether the object equals the request in everything that is sent, and adopting it changes and reveals nothing.
    fn matches(&self, object: &Self::Object) -> bool;
}

/// An object that was created.
#[derive(Debug)]
pub struct Created<T> {
    /// The object as the server has it.
    pub object: T,
    /// How we know.
    pub how: How,
}

impl<T> Created<T> {
    /// Whether the response was lost and the object was found by looking.
    pub fn is_adopted(&self) -> bool {
        self.how == How::Adopted
    }
}

/// How it is known that an object was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The server said so.
    Answered,
    /// The response was lost, and the one new object with our natural key is certainly ours or equals the request.
    Adopted,
}

/// What a POST led to: its response, or the object found in its place.
pub(super) enum Outcome<A, T> {
    Answered(A),
    Adopted(Arc<T>),
}

impl<O: Item> Outcome<O, O> {
    /// The object, entered into its list. One that was found by looking is in it already.
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

/// A creation under way: what was there before it, and the lock that keeps others of the same key waiting.
pub(super) struct Creation<'a, N: NewItem> {
    list: &'a Collection<N::Object>,
    new: &'a N,
    key: String,
    before: Option<BTreeSet<String>>,
    began: SystemTime,
    /// Taken at the beginning, so that a stop also keeps a second request from being sent.
    stop: CancellationToken,
    _lock: tokio::sync::OwnedMutexGuard<()>,
}

/// What looking showed.
enum Lookup<T> {
    Ours(Arc<T>),
    NotFound,
    /// An object of the key that is older than our request.
    Older(String),
    Unclear(Vec<Candidate>),
}

impl<'a, N: NewItem> Creation<'a, N> {
    /// Begins. The list is noted as far as it is known; objects without a creation time need it read first.
    pub(super) async fn begin(list: &'a Collection<N::Object>, new: &'a N) -> Result<Self> {
        let key = new.key();
        let lock = list.create_lock(&key).await;
        list.expect(&key);
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

    /// Posts, and finds out what happened if that is unclear. After a look that found nothing an unanswered POST is sent
    /// once more, if the server keeps the key unique.
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
            // Whatever the second request met, the first one may have been carried out.
            Err(error) => error.doubtful_if(true),
        };
        match self.resolve_failed_create(&second, true).await? {
            Some(item) => Ok(Outcome::Adopted(item)),
            None => Err(second),
        }
    }

    /// The object a failed POST created after all, if it did. `repeated`: an earlier request of ours may be what it met.
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

    /// Refused at the first attempt: if there is an object of the key, whoever created it, that is why.
    async fn explain_existing_object(&self, error: &Error) -> Result<Option<Arc<N::Object>>> {
        match self.list.objects_with_key(&self.key).await.map_err(|_| error.clone())?.first() {
            Some(item) => Err(Self::exists(error, item.id())),
            None => Ok(None),
        }
    }

    /// Looks, and looks again while lists may lag behind a write that may have been made: a few times, since each look may
    /// be many pages. After a refusal, even a 5xx, a write is unlikely, so two looks are enough; but a repeated request that
    /// meets a 409 met something.
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

    /// Whether it was created since we began. The list noted before may be minutes old, so what it lacks and what is dated
    /// before our request may be somebody else's: that is not known.
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

    /// The error of a creation whose response was lost a second time, after the object was deleted or should have been.
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

/// Whether a set of ids that was sent is the one that is listed.
pub(super) fn same_ids<'a>(sent: &'a [String], listed: impl Iterator<Item = &'a str>) -> bool {
    sent.iter().map(String::as_str).collect::<BTreeSet<_>>() == listed.collect()
}

/// Whether a text that was sent is the one that is listed. An empty text is the same as none.
pub(super) fn same_text(sent: Option<&str>, listed: Option<&str>) -> bool {
    sent.unwrap_or_default() == listed.unwrap_or_default()
}
