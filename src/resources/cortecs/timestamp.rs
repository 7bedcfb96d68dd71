//! Converts between the Unix seconds of this API and RFC 3339.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Unix seconds as an RFC 3339 string; `None` if out of range.
pub(super) fn rfc3339(unix_seconds: i64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(unix_seconds).ok()?.format(&Rfc3339).ok()
}

/// Unix seconds of an RFC 3339 string.
pub(super) fn unix_seconds(text: &str) -> Option<i64> {
    Some(OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_a_time_people_read() {
        for (seconds, expected) in [(1_795_357_800, Some("2026-11-22T14:30:00Z")), (i64::MAX, None)] {
            assert_eq!(rfc3339(seconds).as_deref(), expected, "{seconds}");
            assert_eq!(expected.and_then(unix_seconds), expected.map(|_| seconds));
        }
    }
}
