//! What is noted beside a key: how its secrets ended, how long it had left when it was last read, and when it was last enabled or
//! disabled. Plans decide by the note and not by the clock, so that a plan and its apply decide the same.

use admin_client::confident::ApiKey;
use plugin_framework::value::DynamicValue;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// How long after enabling or disabling a key a list may still show it as it was.
const LAG: Duration = Duration::seconds(10);

const ENDING: &str = "ending";
const FORMER: &str = "former";
const DAYS_LEFT: &str = "days_left";
const SWITCHED: &str = "switched_at";

/// The note.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Note {
    /// The last characters of the secret in the state; `None` when the state holds none.
    pub(super) ending: Option<String>,
    /// Those of the secrets that the last rotation replaced. A list that shows nothing else is older than the rotation.
    pub(super) former: Vec<String>,
    /// Whole days until the key expires, negative when it has expired; `None` if it never does.
    pub(super) days_left: Option<i64>,
    /// When the key was last enabled or disabled by this resource, in seconds since 1970.
    pub(super) switched_at: Option<i64>,
}

impl Note {
    /// The stored note.
    pub(super) fn read(noted: &DynamicValue) -> Note {
        let former = noted.get(FORMER).elements().iter().filter_map(DynamicValue::text).map(str::to_owned);
        Note {
            ending: noted.get(ENDING).text().map(str::to_owned),
            former: former.collect(),
            days_left: noted.get(DAYS_LEFT).whole(),
            switched_at: noted.get(SWITCHED).whole(),
        }
    }

    /// The same with the days that the key has left now.
    pub(super) fn at(mut self, key: &ApiKey, now: OffsetDateTime) -> Note {
        self.days_left = key.expires_at.as_deref().and_then(|text| days_left(text, now));
        self
    }

    /// Whether the list shows the key as it was before this resource enabled or disabled it.
    pub(super) fn was_switched_since(&self, now: OffsetDateTime) -> bool {
        self.switched_at.is_some_and(|at| (0..LAG.whole_seconds()).contains(&(now.unix_timestamp() - at)))
    }

    /// Whether the list shows nothing but secrets from before the last rotation.
    pub(super) fn is_newer_than(&self, key: &ApiKey) -> bool {
        !self.former.is_empty() && key.shows_only(&self.former)
    }
}

impl From<Note> for DynamicValue {
    fn from(note: Note) -> DynamicValue {
        let text = |it: Option<String>| it.map_or(DynamicValue::Null, DynamicValue::from);
        let whole = |it: Option<i64>| it.map_or(DynamicValue::Null, DynamicValue::from);
        DynamicValue::object([
            (ENDING, text(note.ending)),
            (FORMER, DynamicValue::List(note.former.into_iter().map(DynamicValue::from).collect())),
            (DAYS_LEFT, whole(note.days_left)),
            (SWITCHED, whole(note.switched_at)),
        ])
    }
}

/// Whole days until that time; -1 when it has passed.
pub(super) fn days_left(text: &str, now: OffsetDateTime) -> Option<i64> {
    let left = instant(text)? - now;
    Some(if left <= Duration::ZERO { -1 } else { left.whole_days() })
}

/// The instant of an RFC 3339 text.
pub(super) fn instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_note_survives_the_private_state() {
        let full = Note {
            ending: Some("abcdef".to_owned()),
            former: vec!["uvwxyz".to_owned()],
            days_left: Some(-1),
            switched_at: Some(7),
        };
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
