//! The gate all requests of one product pass: one 429 closes it for all, and afterwards it lets them out one by one.
//!
//! Without it, eight callers that were refused together come back together and are refused again.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const FIRST_PACE: Duration = Duration::from_millis(50);
const SLOWEST_PACE: Duration = Duration::from_secs(2);
/// Below this distance between two requests the gate stands open again.
const OPEN_PACE: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Go,
    /// The server asked for a pause that has so long to go.
    Closed(Duration),
    /// A slot is reserved; it comes up after so long.
    Slot(Duration),
}

#[derive(Debug)]
pub(super) struct Gate(Mutex<State>);

#[derive(Debug)]
struct State {
    closed_until: Instant,
    next_slot: Instant,
    pace: Duration,
}

impl Gate {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Gate(Mutex::new(State { closed_until: now, next_slot: now, pace: Duration::ZERO }))
    }

    pub(super) fn turn(&self, now: Instant) -> Turn {
        let mut state = self.state();
        if let Some(left) = left(state.closed_until, now) {
            return Turn::Closed(left);
        }
        if state.pace.is_zero() {
            return Turn::Go;
        }
        let slot = state.next_slot.max(now);
        state.next_slot = slot + state.pace;
        left(slot, now).map_or(Turn::Go, Turn::Slot)
    }

    /// How long the gate stays closed, if it is.
    pub(super) fn closed(&self, now: Instant) -> Option<Duration> {
        left(self.state().closed_until, now)
    }

    /// Closes the gate after a 429. Requests that were refused together slow the pace once, not once each.
    pub(super) fn close(&self, now: Instant, pause: Duration) {
        let mut state = self.state();
        if left(state.closed_until, now).is_none() {
            state.pace = (state.pace * 2).clamp(FIRST_PACE, SLOWEST_PACE);
        }
        state.closed_until = state.closed_until.max(now + pause);
        state.next_slot = state.next_slot.max(state.closed_until);
    }

    /// An answer other than 429 doubles the pace until there is none.
    pub(super) fn ease(&self) {
        let mut state = self.state();
        state.pace = if state.pace < OPEN_PACE { Duration::ZERO } else { state.pace / 2 };
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
    use super::{FIRST_PACE, Gate, Turn};
    use std::time::{Duration, Instant};

    #[test]
    fn a_429_closes_the_gate_for_all_and_then_lets_them_out_one_by_one() {
        let (gate, start) = (Gate::new(), Instant::now());
        assert_eq!(gate.turn(start), Turn::Go);
        gate.close(start, Duration::from_secs(3));
        gate.close(start, Duration::from_secs(1));
        assert_eq!(gate.turn(start + Duration::from_secs(1)), Turn::Closed(Duration::from_secs(2)));
        let opened = start + Duration::from_secs(3);
        assert_eq!(gate.turn(opened), Turn::Go);
        assert_eq!(gate.turn(opened), Turn::Slot(FIRST_PACE));
        assert_eq!(gate.turn(opened), Turn::Slot(FIRST_PACE * 2));
    }

    #[test]
    fn good_answers_open_it_again() {
        let (gate, start) = (Gate::new(), Instant::now());
        gate.close(start, Duration::ZERO);
        (0..5).for_each(|_| gate.ease());
        assert_eq!([gate.turn(start), gate.turn(start)], [Turn::Go, Turn::Go]);
    }
}
