//! How long an object that was just written may be missing without being gone: lists of these APIs may lag behind a write,
//! and the next run, a process of its own, knows no more of the write than what is stored.

use std::time::{Duration, SystemTime};

use super::private;
use crate::value::DynamicValue;

/// How long after its last write an object is looked for before its absence is believed.
const LAG: Duration = Duration::from_secs(5);

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// How long to wait before looking again for an object that is missing; `None` once its absence is to be believed.
pub(super) fn pause(private: &DynamicValue, now: SystemTime) -> Option<Duration> {
    let age = now.duration_since(private::made(private)?).ok()?;
    (age < LAG).then_some(PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(age_ms: u64, waits: bool) {
        let made = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
        let private = private::made_at(DynamicValue::Null, made);
        let now = made + Duration::from_millis(age_ms);
        assert_eq!(pause(&private, now).is_some(), waits, "{age_ms} ms");
    }

    #[test]
    fn only_an_object_made_some_seconds_ago_is_waited_for() {
        check(0, true);
        check(4_999, true);
        check(5_000, false);
        check(86_400_000, false);
        assert_eq!(pause(&DynamicValue::Null, SystemTime::now()), None);
        let tomorrow = private::made_at(DynamicValue::Null, SystemTime::now() + Duration::from_hours(24));
        assert_eq!(pause(&tomorrow, SystemTime::now()), None, "clocks may differ");
    }
}
