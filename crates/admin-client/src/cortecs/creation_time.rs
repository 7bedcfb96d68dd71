//! When a key was created, as far as a client can know: the response to a creation lacks the time.

use std::cmp::Ordering;

/// How far the server's creation time may be outside the request: times are truncated to whole seconds.
const TOLERANCE: i64 = 2;

/// The times of the request and the response of a creation, in Unix seconds of the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreationTime {
    /// When it was requested.
    pub requested_at: i64,
    /// When the response arrived; `None` if the server's clock is not known.
    pub answered_at: Option<i64>,
}

impl CreationTime {
    /// Compares a listed key with the same name: `Less` is older than the request, `Greater` is newer than the
    /// response, and `Equal` may be the key that was created.
    pub fn place(&self, created_at: i64) -> Ordering {
        if created_at < self.requested_at - TOLERANCE {
            Ordering::Less
        } else if self.answered_at.is_some_and(|answered| created_at > answered + TOLERANCE) {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_placed_by_the_times_of_its_request() {
        let creation = CreationTime { requested_at: 100, answered_at: Some(103) };
        for (created_at, expected) in
            [(97, Ordering::Less), (98, Ordering::Equal), (105, Ordering::Equal), (106, Ordering::Greater)]
        {
            assert_eq!(creation.place(created_at), expected, "{created_at}");
        }
        let unanswered = CreationTime { answered_at: None, ..creation };
        assert_eq!(unanswered.place(500), Ordering::Equal);
    }
}
