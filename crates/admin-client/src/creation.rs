//! Creating one object, and settling by looking what happened when the answer was lost.
//!
//! Nothing is guessed: exactly one new object with our natural key is ours; none means it was not made; what cannot be
//! told apart is reported with its ids (anchors 4.1).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::collection::Collection;
use super::error::{Error, Existing, Happened, Kind, Result};
use super::listing::Item;
use super::stop;
use tokio_util::sync::CancellationToken;

/// How far the server's record of a creation may lie before our request: it may be cut to whole seconds.
const CLOCK_TOLERANCE: time::Duration = time::Duration::seconds(2);

/// An object that was created.
#[derive(Debug)]
pub struct Created<T> {
    /// The object as the server has it.
    pub object: T,
    /// How we know.
    pub how: How,
}

/// How it is known that an object was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The server said so.
    Answered,
    /// The answer was lost, and the one new object with our natural key was found by looking.
    Adopted,
}

/// What a POST led to: its answer, or the object found in its place.
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

/// A creation that was begun: what was there before it, and the turn that keeps others of the same key waiting.
pub(super) struct Creation<'a, T: Item> {
    list: &'a Collection<T>,
    key: String,
    before: Option<BTreeSet<String>>,
    began: SystemTime,
    /// Whether the server keeps the key unique, so that a second POST cannot make a second object.
    unique: bool,
    /// Taken at the beginning, so that a stop also keeps a second request from being sent.
    stop: CancellationToken,
    _turn: tokio::sync::OwnedMutexGuard<()>,
}

/// What looking told.
enum Look<T> {
    Ours(Arc<T>),
    NotThere,
    /// An object of the key that is older than our request.
    Older(String),
    Unclear(Vec<String>),
}

impl<'a, T: Item> Creation<'a, T> {
    /// Begins. The list is noted as far as it is known; objects that carry no time of creation need it read first.
    pub(super) async fn begin(
        list: &'a Collection<T>,
        key: String,
        unique: bool,
        dated: bool,
    ) -> Result<Self> {
        let turn = list.turn(&key).await;
        list.expect(&key);
        if !dated {
            list.know().await?;
        }
        Ok(Creation {
            before: list.known_ids_of(&key),
            began: SystemTime::now(),
            stop: list.client().stop().token(),
            list,
            key,
            unique,
            _turn: turn,
        })
    }

    /// Posts, and settles what is unclear. After a look that found nothing an unanswered POST is made once more, if the
    /// key is unique.
    pub(super) async fn run<A, F>(&self, post: impl Fn() -> F) -> Result<Outcome<A, T>>
    where
        F: Future<Output = Result<A>>,
    {
        let first = match post().await {
            Ok(answer) => return Ok(Outcome::Answered(answer)),
            Err(error) => error,
        };
        let again =
            self.unique && matches!(first.kind(), Kind::Unanswered { .. }) && !first.was_interrupted();
        if let Some(item) = self.settle(&first, first.attempts() > 1).await? {
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
        match self.settle(&second, true).await? {
            Some(item) => Ok(Outcome::Adopted(item)),
            None => Err(second),
        }
    }

    /// The object a failed POST made after all, if it did. `repeated`: an earlier request of ours may be what it met.
    async fn settle(&self, error: &Error, repeated: bool) -> Result<Option<Arc<T>>> {
        let ambiguous = error.happened() != Happened::No;
        let refused_for_content = matches!(error.kind(), Kind::Refused { status: 400 | 409 | 422, .. });
        if !(ambiguous || refused_for_content && self.unique) {
            return Ok(None);
        }
        if !ambiguous && !repeated {
            return self.blame_namesake(error).await;
        }
        match self.look_until_clear(error).await.map_err(|_| error.clone())? {
            Look::Ours(item) => Ok(Some(self.list.created(T::clone(&item)))),
            Look::Older(id) if self.unique => Err(Self::exists(error, id)),
            Look::Older(_) | Look::NotThere => Ok(None),
            Look::Unclear(ids) => Err(error.clone().suspecting(ids)),
        }
    }

    /// Refused at the first attempt: if there is an object of the key, whoever made it, that is why.
    async fn blame_namesake(&self, error: &Error) -> Result<Option<Arc<T>>> {
        self.list.forget();
        match self.list.find_by_key(&self.key).await.map_err(|_| error.clone())?.first() {
            Some(item) => Err(Self::exists(error, item.id())),
            None => Ok(None),
        }
    }

    /// Looks, and looks again while lists may lag behind a write that may have been made. After a refusal, even a 5xx, a
    /// write is unlikely, so a few looks are enough; but a repeated request that meets a 409 met something.
    async fn look_until_clear(&self, error: &Error) -> Result<Look<T>> {
        let timing = *self.list.client().timing();
        let patience = match error.kind() {
            Kind::Refused { status: 409, .. } => timing.lag,
            _ if error.happened() == Happened::No => Duration::ZERO,
            Kind::Refused { .. } => timing.lag / 5,
            Kind::Unsent { .. } | Kind::Unanswered { .. } | Kind::Unreadable { .. } => timing.lag,
        };
        let (mut pause, mut waited) = (timing.first_wait, Duration::ZERO);
        loop {
            let look = self.look().await?;
            let clear = !matches!(look, Look::NotThere);
            if clear || waited + pause > patience || !stop::wait(&self.stop, pause).await {
                return Ok(look);
            }
            waited += pause;
            pause *= 2;
        }
    }

    async fn look(&self) -> Result<Look<T>> {
        let found = self.list.created_elsewhere(&self.key).await?;
        if found.is_empty() {
            return Ok(Look::NotThere);
        }
        let (mut new, mut old, mut undated) = (Vec::new(), None, Vec::new());
        for item in found {
            match self.is_new(&item) {
                Some(true) => new.push(item),
                Some(false) => old = Some(item.id()),
                None => undated.push(item.id()),
            }
        }
        Ok(match (new.as_slice(), old) {
            ([only], _) if undated.is_empty() => Look::Ours(Arc::clone(only)),
            ([], Some(old)) if undated.is_empty() => Look::Older(old),
            _ => Look::Unclear(new.iter().map(|item| item.id()).chain(undated).collect()),
        })
    }

    /// Whether it was made since we began. The list noted before may be minutes old, so what it lacks and what is dated
    /// before our request may be somebody else's: that is not known.
    fn is_new(&self, item: &T) -> Option<bool> {
        if self.before.as_ref().is_some_and(|before| before.contains(&item.id())) {
            return Some(false);
        }
        let began = self.list.client().server_time(self.began) - CLOCK_TOLERANCE;
        match item.made_at() {
            Some(made_at) if made_at >= began => Some(true),
            Some(_) => self.before.is_none().then_some(false),
            None => self.before.is_some().then_some(true),
        }
    }

    /// The error of a creation whose answer was lost a second time, after the object was removed or should have been.
    pub(super) fn lost_twice(&self, id: &str, removal: &Result<()>) -> Error {
        let (removed, left) = match removal {
            Ok(()) => ("; it was removed again", Vec::new()),
            Err(_) => ("", vec![id.to_owned()]),
        };
        let reason = format!("its answer was lost twice, and the secret in it with it{removed}");
        Error::unreadable("POST", self.list.path().template(), reason).after(2).suspecting(left)
    }

    fn exists(error: &Error, id: String) -> Error {
        error.clone().because_of(Existing { what: T::NOUN, id: Some(id) })
    }
}
