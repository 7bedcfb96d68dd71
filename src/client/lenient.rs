//! Readings of members whose form the contracts leave open: numbers that may come as text, times, enumerations.

use serde::{Deserialize, Deserializer, de::Error as _};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Integer(i64),
    Text(String),
}

/// An integer, or the same as text.
pub(super) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    match Number::deserialize(deserializer)? {
        Number::Integer(number) => Ok(number),
        Number::Text(text) => text.parse().map_err(|_| D::Error::custom("expected an integer")),
    }
}

/// Unix seconds, or an RFC 3339 time read as such.
pub(super) fn unix_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    match Number::deserialize(deserializer)? {
        Number::Integer(seconds) => Ok(seconds),
        Number::Text(text) => instant(&text)
            .map(OffsetDateTime::unix_timestamp)
            .ok_or_else(|| D::Error::custom("expected a time")),
    }
}

/// `null` read as the default.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// The instant an RFC 3339 text names.
pub(super) fn instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

/// An e-mail address in the form in which servers compare it.
pub(super) fn email(text: &str) -> String {
    text.trim().to_lowercase()
}
