//! Passwords, keys and tokens: hidden in `Debug`, masked in every message of a server, and zeroed when the last clone
//! is dropped.
//!
//! Only the memory of [`Secret`] itself is zeroed. The HTTP libraries copy headers and bodies, and a log that registers
//! with [`on_new`] keeps its own copies.
//!
//! A server's error may echo the secret of a request (contracts/corti.md T8), so the process tracks all live secrets
//! with weak references.

use std::cmp::Reverse;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// The replacement of a secret in messages.
const MASK: &str = "(sensitive)";

/// Shorter values are not masked in free text, because they are also parts of ordinary words.
const SHORTEST_MASKED: usize = 4;

type Text = Zeroizing<String>;

static KNOWN: Mutex<Vec<Weak<Text>>> = Mutex::new(Vec::new());
static ON_NEW: OnceLock<fn(&str)> = OnceLock::new();

/// A password, key or token. It has no `Display` and no `Serialize`; a request body carries its
/// [`in_body`](Secret::in_body).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<Text>);

impl Secret {
    /// Takes the value and registers it for masking.
    pub fn new(value: impl Into<String>) -> Self {
        let value = Arc::new(Zeroizing::new(value.into()));
        remember(Arc::downgrade(&value));
        if let Some(callback) = ON_NEW.get() {
            callback(&value);
        }
        Secret(value)
    }

    /// The value itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The value for a request body.
    pub fn in_body(&self) -> InBody<'_> {
        InBody(self)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Secret::new(value)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }
}

/// Calls `callback` with every secret that is created from now on, and once with each live one. Only the first caller in
/// the process succeeds; returns whether it was this one.
pub fn on_new(callback: fn(&str)) -> bool {
    let first = ON_NEW.set(callback).is_ok();
    if first {
        for secret in alive().iter().filter_map(Weak::upgrade) {
            callback(&secret);
        }
    }
    first
}

/// The text with every live secret replaced.
pub fn masked(text: &str) -> String {
    let mut found: Vec<Arc<Text>> = alive().iter().filter_map(Weak::upgrade).collect();
    found.retain(|secret| secret.len() >= SHORTEST_MASKED && text.contains(secret.as_str()));
    // Longest first: replacing a secret that is part of a longer one would leave the rest of the longer one.
    found.sort_by_key(|secret| Reverse(secret.len()));
    found.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), MASK))
}

/// A secret for a request body: the only form that can be serialized.
#[derive(Debug, Clone, Copy)]
pub struct InBody<'a>(&'a Secret);

impl Serialize for InBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

fn remember(secret: Weak<Text>) {
    let mut alive = alive();
    if alive.len() == alive.capacity() {
        alive.retain(|other| other.strong_count() > 0);
    }
    alive.push(secret);
}

fn alive() -> MutexGuard<'static, Vec<Weak<Text>>> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Secret, masked};

    #[test]
    fn debug_never_shows_the_value() {
        assert_eq!(format!("{:?}", Secret::new("hunter2-hunter2")), "(sensitive)");
    }

    #[test]
    fn a_secret_within_a_secret_leaves_nothing_behind() {
        let secrets = ["planted-inner", "planted-inner-and-outer"].map(Secret::new);
        assert_eq!(masked("planted-inner-and-outer, planted-inner"), "(sensitive), (sensitive)");
        drop(secrets);
    }

    #[test]
    fn a_message_loses_every_secret_alive() {
        let password = Secret::new("planted-password-77");
        assert_eq!(masked("bad password planted-password-77!"), "bad password (sensitive)!");
        drop(password);
        assert_eq!(masked("bad password planted-password-77!"), "bad password planted-password-77!");
    }
}
