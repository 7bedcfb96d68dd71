//! Whether and when a failed request is retried. Pure: the rules are in this file and its test.
//!
//! The main rule: a POST that may have taken effect is never retried (`contracts/confident.md`, `contracts/corti.md`).

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use super::error::{Error, Kind, NotSent};
use super::settings::Timing;

/// What repeating a request does (RFC 9110, section 9.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Idempotency {
    /// Nothing: a read.
    Safe,
    /// The same once more: a write of a whole value, or a deletion.
    Idempotent,
    /// Another effect: a creation, a rotation, an email.
    NonIdempotent,
}

/// The decision after a failed request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// Return the error.
    Stop,
    /// Retry after the time in `Retry-After`, or else after the client's own backoff.
    Retry(Option<Duration>),
    /// The same, and all other requests of the product wait, too.
    RetryAndSlowDown(Option<Duration>),
}

pub(super) fn decide(idempotency: Idempotency, error: &Error) -> Decision {
    match error.kind() {
        Kind::Unsent { why: NotSent::Unreachable, .. } => Decision::Retry(None),
        Kind::Refused { status: 429, retry_after, .. } => Decision::RetryAndSlowDown(*retry_after),
        Kind::Refused { status: 503, retry_after: Some(asked), .. } => Decision::Retry(Some(*asked)),
        Kind::Unanswered { .. } | Kind::Refused { status: 503, .. }
            if idempotency != Idempotency::NonIdempotent =>
        {
            Decision::Retry(None)
        }
        // Only this rejection decides, not the results of earlier attempts.
        Kind::Refused { status, .. }
            if idempotency == Idempotency::Safe && *status >= 500 && *status != 501 =>
        {
            Decision::Retry(None)
        }
        Kind::Unsent { .. } | Kind::Unanswered { .. } | Kind::Refused { .. } | Kind::Unreadable { .. } => {
            Decision::Stop
        }
    }
}

/// The client's own waits: exponential with jitter. They are limited by the number of attempts.
pub(super) fn backoff(timing: &Timing) -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(timing.first_wait)
        .with_max_delay(timing.longest_wait)
        .with_jitter()
        .without_max_times()
        .build()
}

/// `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3). A date in the past means no wait.
pub(super) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u32>() {
        return Some(Duration::from_secs(u64::from(seconds)));
    }
    let date = httpdate::parse_http_date(header).ok()?;
    Some(date.duration_since(now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::{Decision, Error, Idempotency, NotSent, decide, retry_after};
    use std::time::{Duration, SystemTime};

    const RETRY: Decision = Decision::Retry(None);

    fn check(error: &Error, read: Decision, absolute: Decision, once: Decision) {
        let decisions = [Idempotency::Safe, Idempotency::Idempotent, Idempotency::NonIdempotent]
            .map(|idempotency| decide(idempotency, error));
        assert_eq!(decisions, [read, absolute, once], "{error}");
    }

    fn unsent(why: NotSent) -> Error {
        Error::unsent("GET", "/", why, "reason")
    }

    fn refused(status: u16, retry_after: Option<u64>) -> Error {
        Error::refused("GET", "/", status, String::new(), retry_after.map(Duration::from_secs))
    }

    #[test]
    fn retries_a_write_only_if_it_had_no_effect() {
        let asked = Some(Duration::from_secs(7));
        check(&unsent(NotSent::Unreachable), RETRY, RETRY, RETRY);
        for why in [NotSent::Invalid, NotSent::Stopped, NotSent::Paused] {
            check(&unsent(why), Decision::Stop, Decision::Stop, Decision::Stop);
        }
        check(&Error::unanswered("GET", "/", None, "cut"), RETRY, RETRY, Decision::Stop);
        check(&Error::unanswered("GET", "/", Some(502), "gateway"), RETRY, RETRY, Decision::Stop);
        check(
            &refused(429, None),
            Decision::RetryAndSlowDown(None),
            Decision::RetryAndSlowDown(None),
            Decision::RetryAndSlowDown(None),
        );
        check(
            &refused(429, Some(7)),
            Decision::RetryAndSlowDown(asked),
            Decision::RetryAndSlowDown(asked),
            Decision::RetryAndSlowDown(asked),
        );
        check(&refused(503, Some(7)), Decision::Retry(asked), Decision::Retry(asked), Decision::Retry(asked));
        check(&refused(503, None), RETRY, RETRY, Decision::Stop);
        check(&refused(500, None), RETRY, Decision::Stop, Decision::Stop);
        for status in [400, 401, 403, 404, 409, 422, 501] {
            check(&refused(status, None), Decision::Stop, Decision::Stop, Decision::Stop);
        }
        check(&Error::unreadable("GET", "/", "not JSON"), Decision::Stop, Decision::Stop, Decision::Stop);
    }

    fn check_header(header: &str, seconds: Option<u64>) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(retry_after(header, now), seconds.map(Duration::from_secs), "{header}");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        check_header("3", Some(3));
        check_header(" 120 ", Some(120));
        check_header("Sun, 06 Nov 1994 08:49:47 GMT", Some(10));
        check_header("Sun, 06 Nov 1994 08:49:27 GMT", Some(0));
        check_header("soon", None);
        check_header("-1", None);
        check_header("", None);
    }
}
