//! Throttles all requests of one product: a 429 pauses them all, and afterwards they are sent one by one.
//!
//! Without it, callers that were rejected together would retry together and be rejected again.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const FIRST_INTERVAL: Duration = Duration::from_millis(50);
const LONGEST_INTERVAL: Duration = Duration::from_secs(2);
/// Below this interval between two requests the throttle is turned off.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    Now,
    /// The server asked for a pause. Contains its remaining time.
    Paused(Duration),
    /// A slot is reserved. Contains the time until it.
    Slot(Duration),
}

#[derive(Debug)]
pub(super) struct Throttle(Mutex<State>);

#[derive(Debug)]
struct State {
    paused_until: Instant,
    next_slot: Instant,
    interval: Duration,
}

impl Throttle {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Throttle(Mutex::new(State { paused_until: now, next_slot: now, interval: Duration::ZERO }))
    }

    pub(super) fn admit(&self, now: Instant) -> Admission {
        let mut state = self.state();
        if let Some(left) = left(state.paused_until, now) {
            return Admission::Paused(left);
        }
        if state.interval.is_zero() {
            return Admission::Now;
        }
        let slot = state.next_slot.max(now);
        state.next_slot = slot + state.interval;
        left(slot, now).map_or(Admission::Now, Admission::Slot)
    }

    /// The remaining time of the pause, if any.
    pub(super) fn paused(&self, now: Instant) -> Option<Duration> {
        left(self.state().paused_until, now)
    }

    /// Pauses all requests after a 429. Requests that were rejected together double the interval only once.
    pub(super) fn pause(&self, now: Instant, pause: Duration) {
        let mut state = self.state();
        if left(state.paused_until, now).is_none() {
            state.interval = (state.interval * 2).clamp(FIRST_INTERVAL, LONGEST_INTERVAL);
        }
        state.paused_until = state.paused_until.max(now + pause);
        state.next_slot = state.next_slot.max(state.paused_until);
    }

    /// Halves the interval after a response other than 429, until the throttle is off.
    pub(super) fn speed_up(&self) {
        let mut state = self.state();
        state.interval = if state.interval < SHORTEST_INTERVAL { Duration::ZERO } else { state.interval / 2 };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn left(until: Instant, now: Instant) -> Option<Duration> {
    until.checked_duration_since(now).filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::{Admission, FIRST_INTERVAL, Throttle};
    use std::time::{Duration, Instant};

    #[test]
    fn a_429_pauses_all_requests_then_sends_one_by_one() {
        let (throttle, start) = (Throttle::new(), Instant::now());
        assert_eq!(throttle.admit(start), Admission::Now);
        throttle.pause(start, Duration::from_secs(3));
        throttle.pause(start, Duration::from_secs(1));
        assert_eq!(throttle.admit(start + Duration::from_secs(1)), Admission::Paused(Duration::from_secs(2)));
        let opened = start + Duration::from_secs(3);
        assert_eq!(throttle.admit(opened), Admission::Now);
        assert_eq!(throttle.admit(opened), Admission::Slot(FIRST_INTERVAL));
        assert_eq!(throttle.admit(opened), Admission::Slot(FIRST_INTERVAL * 2));
    }

    #[test]
    fn other_responses_end_the_throttling() {
        let (throttle, start) = (Throttle::new(), Instant::now());
        throttle.pause(start, Duration::ZERO);
        (0..5).for_each(|_| throttle.speed_up());
        assert_eq!([throttle.admit(start), throttle.admit(start)], [Admission::Now, Admission::Now]);
    }
}
