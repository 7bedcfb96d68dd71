//! Whether a failed attempt is repeated, and when. Pure: the table of decisions is this file and its test.
//!
//! The rule under all others: a POST that may have been carried out is never repeated (contracts/confident.md 2.5, contracts/corti.md 9.1).

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use super::error::{Error, Kind, NotSent};
use super::settings::Timing;

/// What repeating a request would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// It only reads.
    Read,
    /// It writes absolute values or removes: twice is as good as once.
    Absolute,
    /// Each request has an effect of its own: creation, rotation, an e-mail sent.
    Once,
}

/// What follows a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The error stands.
    Final,
    /// Again, after the time the server asked for or else a back-off of our own.
    Again(Option<Duration>),
    /// Again, and every other request of the product waits as well.
    Calm(Option<Duration>),
}

pub(super) fn decide(repeat: Repeat, error: &Error) -> Verdict {
    match error.kind() {
        Kind::Unsent { why: NotSent::Unreachable, .. } => Verdict::Again(None),
        Kind::Refused { status: 429, retry_after, .. } => Verdict::Calm(*retry_after),
        Kind::Refused { status: 503, retry_after: Some(asked), .. } => Verdict::Again(Some(*asked)),
        Kind::Unanswered { .. } | Kind::Refused { status: 503, .. } if repeat != Repeat::Once => {
            Verdict::Again(None)
        }
        // Whatever earlier attempts met: only this refusal decides.
        Kind::Refused { status, .. } if repeat == Repeat::Read && *status >= 500 && *status != 501 => {
            Verdict::Again(None)
        }
        Kind::Unsent { .. } | Kind::Unanswered { .. } | Kind::Refused { .. } | Kind::Unreadable { .. } => {
            Verdict::Final
        }
    }
}

/// Our own waits: exponential, with jitter, without an end (the number of attempts ends them).
pub(super) fn backoff(timing: &Timing) -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(timing.first_wait)
        .with_max_delay(timing.longest_wait)
        .with_jitter()
        .without_max_times()
        .build()
}

/// `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3). A date in the past is no wait at all.
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
    use super::{Error, NotSent, Repeat, Verdict, decide, retry_after};
    use std::time::{Duration, SystemTime};

    const AGAIN: Verdict = Verdict::Again(None);

    fn check(error: &Error, read: Verdict, absolute: Verdict, once: Verdict) {
        let verdicts = [Repeat::Read, Repeat::Absolute, Repeat::Once].map(|repeat| decide(repeat, error));
        assert_eq!(verdicts, [read, absolute, once], "{error}");
    }

    fn unsent(why: NotSent) -> Error {
        Error::unsent("GET", "/", why, "reason")
    }

    fn refused(status: u16, retry_after: Option<u64>) -> Error {
        Error::refused("GET", "/", status, String::new(), retry_after.map(Duration::from_secs))
    }

    #[test]
    fn only_what_cannot_have_happened_is_repeated_once_it_has_an_effect() {
        let asked = Some(Duration::from_secs(7));
        check(&unsent(NotSent::Unreachable), AGAIN, AGAIN, AGAIN);
        for why in [NotSent::Invalid, NotSent::Stopped, NotSent::Paused] {
            check(&unsent(why), Verdict::Final, Verdict::Final, Verdict::Final);
        }
        check(&Error::unanswered("GET", "/", None, "cut"), AGAIN, AGAIN, Verdict::Final);
        check(&Error::unanswered("GET", "/", Some(502), "gateway"), AGAIN, AGAIN, Verdict::Final);
        check(&refused(429, None), Verdict::Calm(None), Verdict::Calm(None), Verdict::Calm(None));
        check(&refused(429, Some(7)), Verdict::Calm(asked), Verdict::Calm(asked), Verdict::Calm(asked));
        check(&refused(503, Some(7)), Verdict::Again(asked), Verdict::Again(asked), Verdict::Again(asked));
        check(&refused(503, None), AGAIN, AGAIN, Verdict::Final);
        check(&refused(500, None), AGAIN, Verdict::Final, Verdict::Final);
        for status in [400, 401, 403, 404, 409, 422, 501] {
            check(&refused(status, None), Verdict::Final, Verdict::Final, Verdict::Final);
        }
        check(&Error::unreadable("GET", "/", "not JSON"), Verdict::Final, Verdict::Final, Verdict::Final);
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
