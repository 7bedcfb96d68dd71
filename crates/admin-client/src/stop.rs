//! Cutting waits short: a stop ends every wait that is under way and none that begins later.
//!
//! A request on the wire is not a wait. Its answer may hold the id of what it made, so it is always awaited.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// The stop switch of one client. Calls take the token at their beginning, so a later call works again.
#[derive(Debug, Default)]
pub struct Stop {
    current: Mutex<CancellationToken>,
}

impl Stop {
    /// Ends all waits of the calls now under way (between attempts, for a free slot, for the end of a 429 pause).
    pub fn cancel_waits(&self) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *current).cancel();
    }

    pub(super) fn token(&self) -> CancellationToken {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Waits, and answers whether the whole time went by without a stop.
pub(super) async fn wait(token: &CancellationToken, time: Duration) -> bool {
    tokio::select! {
        biased;
        () = token.cancelled() => false,
        () = tokio::time::sleep(time) => true,
    }
}
