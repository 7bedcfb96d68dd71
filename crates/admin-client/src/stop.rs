//! Cancels waits: a stop ends every wait in progress but none that begins later.
//!
//! A request in progress is not cancelled, because its response may contain the ID of a created object.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// The stop switch of one client. Calls take the token at their beginning, so later calls are not affected.
#[derive(Debug, Default)]
pub struct Stop {
    current: Mutex<CancellationToken>,
}

impl Stop {
    /// Ends all waits of the calls in progress (between attempts, for a free slot, for the end of a 429 pause).
    pub fn cancel_waits(&self) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *current).cancel();
    }

    pub(super) fn token(&self) -> CancellationToken {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Waits. Returns whether the whole time passed without a stop.
pub(super) async fn wait(token: &CancellationToken, time: Duration) -> bool {
    tokio::select! {
        biased;
        () = token.cancelled() => false,
        () = tokio::time::sleep(time) => true,
    }
}
