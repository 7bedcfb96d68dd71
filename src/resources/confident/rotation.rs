//! When a key is rotated and what the rotation requests. It depends only on the prior state, the plan and the note of the
//! last read.
//!
//! A rotation is planned as an update in place with unknown secrets, and made only if it is still due.

use time::OffsetDateTime;

use super::key_note::instant;
use admin_client::Edit;
use admin_client::confident::Rotation;
use plugin_framework::engine::Error;
use plugin_framework::value::DynamicValue;

/// The attributes that a rotation changes.
pub(super) const ROTATED_ATTRIBUTES: &[&str] = &["api_key", "sealed_api_key", "expires_at", "rotates_at"];

/// The arguments whose change rotates the key.
const TRIGGERS: [&str; 3] = ["rotation_triggers", "expires_in_days", "seal_to"];

/// The reason for a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RotationReason {
    /// The configuration changed.
    Changed,
    /// It expired at this time.
    Expired(String),
    /// It expires at this time, which is less than this number of days away.
    Expires(String, i64),
}

/// Whether and why the plan needs a rotation. `days_left` is the note of the last read. The arguments with which an
/// imported key was created are unknown, so a first value is only stored, unless it contradicts the key.
pub(super) fn reason(
    prior: &DynamicValue,
    planned: &DynamicValue,
    imported: bool,
    days_left: Option<i64>,
) -> Option<RotationReason> {
    if planned.get("enabled").bool() != Some(false)
        && let Some(why) = due(prior, planned, imported, days_left)
    {
        return Some(why);
    }
    let changed = |name: &&str| changes(prior, planned, name) && !(imported && first_value(prior, name));
    TRIGGERS.iter().any(changed).then_some(RotationReason::Changed)
}

/// The arguments that a plan sets for the first time on an imported key, without rotating it.
pub(super) fn set_without_rotation(prior: &DynamicValue, planned: &DynamicValue) -> Vec<&'static str> {
    let stored = |name: &&&'static str| changes(prior, planned, name) && first_value(prior, name);
    TRIGGERS.iter().filter(stored).copied().collect()
}

/// Whether the argument changes. Null triggers equal an empty map.
fn changes(prior: &DynamicValue, planned: &DynamicValue, name: &str) -> bool {
    let is_empty = |value: &DynamicValue| matches!(value, DynamicValue::Map(members) if members.is_empty());
    let (was, will) = (prior.get(name), planned.get(name));
    was != will && !((was.is_null() || is_empty(was)) && (will.is_null() || is_empty(will)))
}

/// Whether neither the argument nor its effect is stored.
fn first_value(prior: &DynamicValue, name: &str) -> bool {
    prior.get(name).is_null()
        && match name {
            "expires_in_days" => !prior.get("expires_at").is_null(),
            "seal_to" => has_no_secret(prior),
            _ => true,
        }
}

/// Whether the state contains no secret, as after an import.
pub(super) fn has_no_secret(prior: &DynamicValue) -> bool {
    prior.get("api_key").is_null() && prior.get("sealed_api_key").is_null()
}

fn due(
    prior: &DynamicValue,
    planned: &DynamicValue,
    imported: bool,
    days_left: Option<i64>,
) -> Option<RotationReason> {
    let (text, left) = (prior.get("expires_at").text()?, days_left?);
    let before = planned.get("rotate_before_days").whole();
    if left < 0 {
        // Importing an expired key does not reactivate it, unless `rotate_before_days` is configured.
        let revived = !(imported && has_no_secret(prior) && before.is_none());
        return revived.then(|| RotationReason::Expired(text.to_owned()));
    }
    before.filter(|days| left < *days).map(|days| RotationReason::Expires(text.to_owned(), days))
}

/// The request of a rotation. An expired key needs a new expiry and allows no grace period (contracts/confident.md,
/// 3.3).
pub(super) fn request(prior: &DynamicValue, planned: &DynamicValue, now: OffsetDateTime) -> Rotation {
    let expired = prior.get("expires_at").text().and_then(instant).is_some_and(|end| end <= now);
    let grace = planned.get("grace_period_hours").whole().filter(|hours| *hours > 0 && !expired);
    let expires_in_days = match planned.get("expires_in_days").whole() {
        Some(days) => Edit::Set(days),
        None if expired || !prior.get("expires_in_days").is_null() => Edit::Clear,
        None => Edit::Leave,
    };
    Rotation { grace_period_in_hours: grace, expires_in_days }
}

/// The effects of a rotation that the plan itself does not show.
pub(super) fn warning(
    why: &RotationReason,
    prior: &DynamicValue,
    planned: &DynamicValue,
    now: OffsetDateTime,
) -> Option<Error> {
    let name = prior.get("name").text().unwrap_or_default();
    let pending = prior.get("rotates_at").text().filter(|it| instant(it).is_some_and(|end| end > now));
    let pending = pending.map(|end| {
        format!(
            "The grace period of the previous rotation lasts until {end}. This rotation ends it immediately."
        )
    });
    let cause = match why {
        RotationReason::Changed => None,
        RotationReason::Expired(at) if planned.get("expires_in_days").is_null() => Some(format!(
            "It expired at {at}. `expires_in_days` is not set, so the new secret never expires."
        )),
        RotationReason::Expired(at) => Some(format!("It expired at {at}.")),
        RotationReason::Expires(at, days) => {
            Some(format!("It expires at {at}, which is less than `rotate_before_days = {days}` days away."))
        }
    };
    let at_once = (!matches!(why, RotationReason::Expired(_))
        && planned.get("grace_period_hours").whole() == Some(0))
    .then(|| {
        "The current secret expires immediately. To keep it valid for some time, set `grace_period_hours`."
            .to_owned()
    });
    let sentences: Vec<String> = cause.into_iter().chain(at_once).chain(pending).collect();
    (!sentences.is_empty())
        .then(|| Error::new(format!("The API key `{name}` will be rotated"), sentences.join(" ")))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::resources::confident::key_note::days_left;

    const NOW: OffsetDateTime = datetime!(2026-03-10 12:00 UTC);

    /// Stored and planned keys written as `name=value` words; a missing word is null, `?` is unknown.
    fn key(words: &str) -> DynamicValue {
        let mut key = DynamicValue::object([("api_key", "secret".into()), ("enabled", true.into())]);
        for (name, value) in words.split_whitespace().map(|word| word.split_once('=').unwrap()) {
            let value = match value {
                "?" => DynamicValue::Unknown,
                "null" => DynamicValue::Null,
                "false" => false.into(),
                _ => value.parse::<i64>().map_or_else(|_| value.into(), DynamicValue::from),
            };
            key.set(name, value);
        }
        key
    }

    fn check(prior: &str, planned: &str, imported: bool, rotates: Option<&RotationReason>, sends: &str) {
        let (prior, planned) = (key(prior), key(planned));
        let left = prior.get("expires_at").text().and_then(|text| days_left(text, NOW));
        assert_eq!(reason(&prior, &planned, imported, left).as_ref(), rotates, "{prior} -> {planned}");
        let sent = serde_json::to_string(&request(&prior, &planned, NOW)).unwrap();
        assert_eq!(sent, sends, "{prior} -> {planned}");
    }

    #[test]
    fn changing_a_key_argument_rotates_the_key() {
        check("", "", false, None, "{}");
        check("", "grace_period_hours=5", false, None, r#"{"gracePeriodInHours":5}"#);
        check("", "rotation_triggers=a", false, Some(&RotationReason::Changed), "{}");
        check("rotation_triggers=a", "rotation_triggers=?", false, Some(&RotationReason::Changed), "{}");
        check("", "seal_to=age1", false, Some(&RotationReason::Changed), "{}");
        check("", "expires_in_days=9", false, Some(&RotationReason::Changed), r#"{"expiresInDays":9}"#);
        check("expires_in_days=9", "", false, Some(&RotationReason::Changed), r#"{"expiresInDays":null}"#);
    }

    #[test]
    fn stores_first_value_unless_imported_key_differs() {
        let unknowable = "api_key=null";
        check(unknowable, "rotation_triggers=a", true, None, "{}");
        check(unknowable, "seal_to=age1", true, None, "{}");
        check("", "seal_to=age1", true, Some(&RotationReason::Changed), "{}");
        let expiring = "expires_at=2026-09-01T00:00:00Z";
        check(expiring, "expires_in_days=9", true, None, r#"{"expiresInDays":9}"#);
        check("", "expires_in_days=9", true, Some(&RotationReason::Changed), r#"{"expiresInDays":9}"#);
        check(
            "expires_in_days=9",
            "expires_in_days=8",
            true,
            Some(&RotationReason::Changed),
            r#"{"expiresInDays":8}"#,
        );
    }

    #[test]
    fn a_key_is_rotated_in_time_and_revived_without_grace() {
        let tenth = "2026-03-20T12:00:00.000Z";
        let prior = format!("expires_in_days=30 expires_at={tenth}");
        let planned =
            |days: i64| format!("expires_in_days=30 grace_period_hours=4 rotate_before_days={days}");
        let sends = r#"{"gracePeriodInHours":4,"expiresInDays":30}"#;
        check(&prior, &planned(10), false, None, sends);
        check(&prior, &planned(11), false, Some(&RotationReason::Expires(tenth.to_owned(), 11)), sends);
        check(&prior, &format!("{} enabled=false", planned(11)), false, None, sends);

        let past = "2026-03-10T12:00:00Z";
        let expired = RotationReason::Expired(past.to_owned());
        let prior = format!("expires_in_days=30 expires_at={past}");
        check(&prior, &planned(1), false, Some(&expired), r#"{"expiresInDays":30}"#);
        check(
            &format!("expires_at={past}"),
            "grace_period_hours=4",
            false,
            Some(&expired),
            r#"{"expiresInDays":null}"#,
        );
        let imported = format!("{prior} api_key=null");
        check(&imported, "expires_in_days=30", true, None, r#"{"expiresInDays":30}"#);
        check(&imported, &planned(1), true, Some(&expired), r#"{"expiresInDays":30}"#);
        check(
            &format!("{prior} enabled=false"),
            "expires_in_days=30 enabled=false",
            false,
            None,
            r#"{"expiresInDays":30}"#,
        );
    }

    #[test]
    fn warns_about_effects_the_plan_does_not_show() {
        let said = |why: &RotationReason, prior: &str, planned: &str| {
            warning(why, &key(prior), &key(planned), NOW).map(|it| it.detail)
        };
        assert_eq!(said(&RotationReason::Changed, "", "grace_period_hours=48"), None);
        let sudden = said(&RotationReason::Changed, "", "grace_period_hours=0").unwrap();
        assert!(sudden.starts_with("The current secret expires immediately"), "{sudden}");
        assert_eq!(said(&RotationReason::Changed, "rotates_at=2026-03-10T11:00:00Z", ""), None);
        let pending = said(&RotationReason::Changed, "rotates_at=2026-03-10T13:00:00Z", "").unwrap();
        assert!(pending.contains("lasts until 2026-03-10T13:00:00Z"), "{pending}");
        let revived = said(&RotationReason::Expired("then".to_owned()), "", "").unwrap();
        assert_eq!(
            revived,
            "It expired at then. `expires_in_days` is not set, so the new secret never expires."
        );
        let soon = said(&RotationReason::Expires("then".to_owned(), 9), "", "expires_in_days=30").unwrap();
        assert_eq!(soon, "It expires at then, which is less than `rotate_before_days = 9` days away.");
    }
}
