//! The private state of a key: the last characters of the secret in the state, and the days until expiry at the last
//! read. Plans use these days and not the clock, so that a plan and its apply make the same decision.

use admin_client::confident::ApiKey;
use plugin_framework::value::DynamicValue;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

const ENDING: &str = "ending";
const DAYS_LEFT: &str = "days_left";

/// The private state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Note {
    /// The last characters of the secret in the state; `None` if the state contains none.
    pub(super) ending: Option<String>,
    /// Whole days until the key expires, negative if it has expired; `None` if it never expires.
    pub(super) days_left: Option<i64>,
}

impl Note {
    /// The stored note.
    pub(super) fn read(noted: &DynamicValue) -> Note {
        Note { ending: noted.get(ENDING).text().map(str::to_owned), days_left: noted.get(DAYS_LEFT).whole() }
    }

    /// The note with the current number of days until the key expires.
    pub(super) fn at(mut self, key: &ApiKey, now: OffsetDateTime) -> Note {
        self.days_left = key.expires_at.as_deref().and_then(|text| days_left(text, now));
        self
    }
}

impl From<Note> for DynamicValue {
    fn from(note: Note) -> DynamicValue {
        let text = |it: Option<String>| it.map_or(DynamicValue::Null, DynamicValue::from);
        let whole = |it: Option<i64>| it.map_or(DynamicValue::Null, DynamicValue::from);
        DynamicValue::object([(ENDING, text(note.ending)), (DAYS_LEFT, whole(note.days_left))])
    }
}

/// Whole days until that time; -1 if it has passed.
pub(super) fn days_left(text: &str, now: OffsetDateTime) -> Option<i64> {
    let left = instant(text)? - now;
    Some(if left <= Duration::ZERO { -1 } else { left.whole_days() })
}

/// The instant of an RFC 3339 string.
pub(super) fn instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_note_survives_the_private_state() {
        let full = Note { ending: Some("abcdef".to_owned()), days_left: Some(-1) };
        for note in [Note::default(), full] {
            assert_eq!(Note::read(&note.clone().into()), note);
        }
        assert_eq!(Note::read(&DynamicValue::Null), Note::default());
    }

    #[test]
    fn days_are_counted_down_to_whole_ones() {
        let now = datetime!(2026-03-10 12:00 UTC);
        for (text, left) in [
            ("2026-03-20T12:00:00Z", Some(10)),
            ("2026-03-20T11:59:59Z", Some(9)),
            ("2026-03-10T12:00:01Z", Some(0)),
            ("2026-03-10T12:00:00Z", Some(-1)),
            ("soon", None),
        ] {
            assert_eq!(days_left(text, now), left, "{text}");
        }
    }
}
