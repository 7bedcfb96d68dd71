//! Logs the request statistics of this process when it exits.

use std::sync::{Arc, Mutex, PoisonError};

use admin_client::RequestStats;

type Count = Box<dyn Fn() -> RequestStats + Send>;

/// The request statistics of every client of this process, by product.
#[derive(Clone, Default)]
pub struct Summary(Arc<Mutex<Vec<(&'static str, Count)>>>);

impl std::fmt::Debug for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Summary")
    }
}

impl Summary {
    pub(super) fn add(&self, product: &'static str, count: impl Fn() -> RequestStats + Send + 'static) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((product, Box::new(count)));
    }

    /// One INFO line per client that sent anything.
    pub fn log(&self) {
        for (product, count) in self.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let request_stats = count();
            if request_stats.requests > 0 {
                tracing::info!(
                    product,
                    requests = request_stats.requests,
                    retries = request_stats.retries,
                    too_many_requests = request_stats.too_many,
                    waits = request_stats.waits,
                    waited_ms = u64::try_from(request_stats.waited.as_millis()).unwrap_or(u64::MAX),
                    cache_hits = request_stats.cache_hits,
                    lists_read = request_stats.cache_misses,
                    "requests of this run"
                );
            }
        }
    }
}
