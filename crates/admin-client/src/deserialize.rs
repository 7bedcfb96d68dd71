//! Deserializers for fields whose format the contracts leave open: numbers that may be strings, times, enumerations.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

enum Number {
    Integer(i64),
    Text(String),
}

/// Implemented by hand, because an untagged enum first copies the value, which may be a list of millions.
impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer or a string")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
        Ok(Number::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Number, E> {
        i64::try_from(number).map(Number::Integer).map_err(|_| E::custom("expected a smaller integer"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
        Ok(Number::Text(text.to_owned()))
    }
}

/// The ID of an object: a non-blank string without control characters.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let id = String::deserialize(deserializer)?;
    if id.trim().is_empty() || id.contains(char::is_control) {
        return Err(D::Error::custom("expected an ID"));
    }
    Ok(id)
}

/// An integer, or a string with an integer.
pub(super) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    match Number::deserialize(deserializer)? {
        Number::Integer(number) => Ok(number),
        Number::Text(text) => text.parse().map_err(|_| D::Error::custom("expected an integer")),
    }
}

/// Unix seconds, or an RFC 3339 time converted to them.
pub(super) fn unix_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match Number::deserialize(deserializer)? {
        Number::Integer(seconds) => Ok(Some(seconds)),
        Number::Text(text) => instant(&text)
            .map(|time| Some(time.unix_timestamp()))
            .ok_or_else(|| D::Error::custom("expected a time")),
    }
}

/// Reads `null` as the default.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// The instant of an RFC 3339 string.
pub(super) fn instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

/// An email address in the format in which servers compare it.
pub(super) fn email(text: &str) -> String {
    text.trim().to_lowercase()
}
