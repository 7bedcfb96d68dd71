//! The request statistics of a client, for one log line at the end of a run.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Counters of one client since it was created.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestStats {
    /// Requests that were sent, including retries and sign-ins.
    pub requests: u64,
    /// Requests that were retries.
    pub retries: u64,
    /// Responses with status 429.
    pub too_many: u64,
    /// Waits before a request: pauses that the server asked for, backoff and the user's limits.
    pub waits: u64,
    /// The total time of these waits over all calls.
    pub waited: Duration,
    /// Readers that used a cached list, or one that another reader was reading.
    pub cache_hits: u64,
    /// Readers that read a list.
    pub cache_misses: u64,
}

impl fmt::Display for RequestStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} requests ({} retried), {} with status 429, {} waits ({:.1} s), {} reads from {} lists",
            self.requests,
            self.retries,
            self.too_many,
            self.waits,
            self.waited.as_secs_f64(),
            self.cache_hits + self.cache_misses,
            self.cache_misses
        )
    }
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) requests: AtomicU64,
    pub(super) retries: AtomicU64,
    pub(super) too_many: AtomicU64,
    waits: AtomicU64,
    waited_ms: AtomicU64,
    pub(super) cache_hits: AtomicU64,
    pub(super) cache_misses: AtomicU64,
}

impl Counters {
    pub(super) fn add(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether the server has ever returned 429.
    pub(super) fn was_rate_limited(&self) -> bool {
        self.too_many.load(Ordering::Relaxed) > 0
    }

    pub(super) fn waited(&self, time: Duration) {
        Self::add(&self.waits);
        self.waited_ms.fetch_add(u64::try_from(time.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> RequestStats {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        RequestStats {
            requests: of(&self.requests),
            retries: of(&self.retries),
            too_many: of(&self.too_many),
            waits: of(&self.waits),
            waited: Duration::from_millis(of(&self.waited_ms)),
            cache_hits: of(&self.cache_hits),
            cache_misses: of(&self.cache_misses),
        }
    }
}
