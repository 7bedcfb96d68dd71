//! A value that is fetched once and cached. A failure is cached for a while, so that a thousand callers cause one
//! request.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::error::{Error, Result};

/// A value shared by all callers.
#[derive(Debug)]
pub(super) struct FetchOnce<T>(Mutex<State<T>>);

#[derive(Debug)]
enum State<T> {
    Empty,
    Known(T),
    Failed(Instant, Error),
}

impl<T> Default for FetchOnce<T> {
    fn default() -> Self {
        FetchOnce(Mutex::new(State::Empty))
    }
}

impl<T: Clone> FetchOnce<T> {
    /// The value. The first caller fetches it, and concurrent callers wait for it. A failure is returned to them, too,
    /// and to all callers within `keep` after it. An interrupted fetch is not cached.
    pub(super) async fn get<F>(&self, keep: Duration, fetch: impl FnOnce() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let mut state = self.0.lock().await;
        match &*state {
            State::Known(value) => return Ok(value.clone()),
            State::Failed(at, error) if at.elapsed() < keep => return Err(error.clone()),
            State::Empty | State::Failed(..) => {}
        }
        let fetched = fetch().await;
        match &fetched {
            Ok(value) => *state = State::Known(value.clone()),
            Err(error) if error.was_interrupted() => {}
            Err(error) => *state = State::Failed(Instant::now(), error.clone()),
        }
        fetched
    }
}
