//! Tells a key from another one of the same name, and from a list that is older than our own write.

use time::{Duration, OffsetDateTime};

/// How far the server's record of a creation may lie before our request: times are cut to whole seconds.
const TOLERANCE: i64 = 2;

/// How long after our request a list may show an older key of the same name.
const LAG: Duration = Duration::minutes(1);

/// What is known about the creation of a key. Times are Unix seconds by the server's clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeyVersion {
    /// When the key was created; `None` while no list has shown it.
    pub created_at: Option<i64>,
    /// When its creation was requested; `None` for a key that was not created by this client.
    pub requested_at: Option<i64>,
    /// When the key of the same name was created that it replaced.
    pub replaced: Option<i64>,
}

/// What a listed key is to a key that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedKey {
    /// The same key.
    Same,
    /// An older key of the same name, which is gone: the list is out of date.
    Outdated,
    /// Another key that has the name now.
    Another,
}

impl KeyVersion {
    /// What a key is that the list says was created at `listed`.
    pub fn compare(&self, listed: i64, now: OffsetDateTime) -> ListedKey {
        if self.created_at == Some(listed) {
            return ListedKey::Same;
        }
        if self.replaced == Some(listed) {
            return ListedKey::Outdated;
        }
        match (self.created_at, self.requested_at) {
            (None, None) => ListedKey::Same,
            (None, Some(requested)) if listed >= requested - TOLERANCE => ListedKey::Same,
            (None, Some(requested)) if now.unix_timestamp() < requested + LAG.whole_seconds() => {
                ListedKey::Outdated
            }
            _ => ListedKey::Another,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_creation_time_is_another_key() {
        let check = |created_at, requested_at, replaced, listed, now: i64, expected| {
            let version = KeyVersion { created_at, requested_at, replaced };
            let now = OffsetDateTime::from_unix_timestamp(now).unwrap();
            assert_eq!(version.compare(listed, now), expected, "{version:?} {listed} at {now}");
        };
        check(Some(100), None, None, 100, 500, ListedKey::Same);
        check(Some(100), None, None, 101, 101, ListedKey::Another);
        check(Some(100), None, None, 99, 101, ListedKey::Another);
        check(Some(100), Some(100), Some(50), 50, 500, ListedKey::Outdated);
        check(Some(100), Some(100), Some(50), 51, 101, ListedKey::Another);
        check(None, None, None, 7, 500, ListedKey::Same);
        check(None, Some(100), None, 98, 500, ListedKey::Same);
        check(None, Some(100), None, 97, 101, ListedKey::Outdated);
        check(None, Some(100), None, 97, 161, ListedKey::Another);
        check(None, Some(100), Some(99), 99, 101, ListedKey::Outdated);
    }
}
