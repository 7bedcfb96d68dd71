//! When a request may be sent: limits the concurrent requests and the requests per minute, and pauses if the server
//! asks for it.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use super::rate_limit::{Admission, Throttle};
use super::request_stats::Counters;
use super::settings::{ConfigError, Settings};
use super::stop;

const MINUTE: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(super) struct Limits {
    at_once: Semaphore,
    per_minute: Option<DefaultDirectRateLimiter>,
    pub(super) throttle: Throttle,
    /// The number of lists that are prefetched concurrently; one request is left for callers.
    read_ahead: Option<Semaphore>,
}

/// Why a request was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotAdmitted {
    Stopped,
    /// The server asked for a longer pause than the remaining wait budget of the call.
    Paused(Duration),
}

impl Limits {
    pub(super) fn new(settings: &Settings) -> Result<Self, ConfigError> {
        if settings.max_concurrent_requests == 0 {
            return Err(ConfigError::new("max_concurrent_requests", "must be at least 1"));
        }
        let per_minute = match settings.requests_per_minute {
            None => None,
            Some(number) => {
                let number = NonZeroU32::new(number)
                    .ok_or_else(|| ConfigError::new("requests_per_minute", "must be at least 1"))?;
                Some(RateLimiter::direct(quota(number)?))
            }
        };
        let at_once = settings.max_concurrent_requests.min(Semaphore::MAX_PERMITS);
        Ok(Limits {
            at_once: Semaphore::new(at_once),
            read_ahead: (at_once > 1 && per_minute.is_none()).then(|| Semaphore::new(at_once - 1)),
            per_minute,
            throttle: Throttle::new(),
        })
    }

    /// The semaphore for prefetched lists; `None` if requests are limited or the server has rejected some.
    pub(super) fn read_ahead(&self, counters: &Counters) -> Option<&Semaphore> {
        self.read_ahead.as_ref().filter(|_| !counters.was_rate_limited())
    }

    /// Waits until a request may be sent. `budget` is the remaining time for pauses that the server asks for. Waits for
    /// the user's own limits do not count.
    pub(super) async fn admit(
        &self,
        stop: &CancellationToken,
        budget: &mut Duration,
        counters: &Counters,
    ) -> Result<SemaphorePermit<'_>, NotAdmitted> {
        let permit = tokio::select! {
            biased;
            () = stop.cancelled() => return Err(NotAdmitted::Stopped),
            permit = self.at_once.acquire() => permit.map_err(|_| NotAdmitted::Stopped)?,
        };
        if let Some(limiter) = &self.per_minute {
            let clock = DefaultClock::default();
            while let Err(not_yet) = limiter.check() {
                pause(stop, not_yet.wait_time_from(clock.now()), counters).await?;
            }
        }
        self.throttled(stop, budget, counters).await?;
        Ok(permit)
    }

    async fn throttled(
        &self,
        stop: &CancellationToken,
        budget: &mut Duration,
        counters: &Counters,
    ) -> Result<(), NotAdmitted> {
        loop {
            match self.throttle.admit(Instant::now()) {
                Admission::Now => return Ok(()),
                Admission::Paused(left) if left > *budget => return Err(NotAdmitted::Paused(left)),
                Admission::Paused(left) => {
                    pause(stop, left, counters).await?;
                    *budget = budget.saturating_sub(left);
                }
                Admission::Slot(left) => {
                    pause(stop, left, counters).await?;
                    if self.throttle.paused(Instant::now()).is_none() {
                        return Ok(());
                    }
                }
            }
        }
    }
}

async fn pause(stop: &CancellationToken, time: Duration, counters: &Counters) -> Result<(), NotAdmitted> {
    let began = Instant::now();
    let undisturbed = stop::wait(stop, time).await;
    counters.waited(began.elapsed());
    if undisturbed { Ok(()) } else { Err(NotAdmitted::Stopped) }
}

/// A quarter may be sent at once and the rest is spread, so that no minute exceeds the number.
fn quota(number: NonZeroU32) -> Result<Quota, ConfigError> {
    let burst = NonZeroU32::new(number.get() / 4).unwrap_or(NonZeroU32::MIN);
    let spread = (number.get() - burst.get()).max(1);
    Quota::with_period(MINUTE / spread)
        .map(|quota| quota.allow_burst(burst))
        .ok_or_else(|| ConfigError::new("requests_per_minute", "is too large"))
}

#[cfg(test)]
mod tests {
    use super::quota;
    use std::num::NonZeroU32;

    fn check(per_minute: u32) {
        let quota = quota(NonZeroU32::new(per_minute).unwrap()).unwrap();
        let most = f64::from(quota.burst_size().get()) + 60.0 / quota.replenish_interval().as_secs_f64();
        assert!(most <= f64::from(per_minute.max(2)) + 0.01, "{per_minute}: {most}");
    }

    #[test]
    fn no_minute_sees_more_than_the_number() {
        [1, 2, 3, 4, 5, 60, 100, 1_000, 100_000].into_iter().for_each(check);
    }
}
