//! The provider's last write of an object, stored in its private state. It distinguishes a stale response from a change outside
//! Terraform.
//!
//! Lists of these APIs may lag behind a write, and the next run is a new process that knows only what is stored. So the
//! private state contains the time of the write and the values that it replaced. After a minute, the response of the
//! API is trusted again.

use std::time::{Duration, SystemTime};

use super::any::StoredObject;
use super::apply_result::normal;
use super::plan::same;
use super::private;
use crate::schema::{Attr, Kind, Schema};
use crate::value::DynamicValue;

/// How long after a write the API may return the object as it was before.
const LAG: Duration = Duration::from_mins(1);
/// How long after a write the provider keeps looking for a missing object before it treats it as deleted.
const STILL_UNLISTED: Duration = Duration::from_secs(5);
/// The time between two reads.
const PAUSE: Duration = Duration::from_secs(1);

const AT: &str = "at_ms";
const BEFORE: &str = "before";
const FORMER: &str = "former";

/// The last write of an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LastWrite {
    at: SystemTime,
    /// The values that this write and the writes shortly before it changed, as they were before each write.
    before: Vec<DynamicValue>,
    /// The versions of the object that these writes replaced.
    former: Vec<String>,
}

impl LastWrite {
    /// A write at this time that replaced no values.
    pub(super) fn at(at: SystemTime) -> LastWrite {
        LastWrite { at, before: Vec::new(), former: Vec::new() }
    }

    /// A write now, of an object with this private state. The API may still return what earlier writes replaced, so
    /// those values are kept.
    pub(super) fn after(private: &DynamicValue, now: SystemTime) -> LastWrite {
        let earlier = private::last_write(private).filter(|it| it.is_recent(now));
        LastWrite { at: now, ..earlier.unwrap_or_else(|| LastWrite::at(now)) }
    }

    /// The creation of an object that replaces one with the same ID.
    pub(super) fn replacing(now: SystemTime, replaced: &StoredObject) -> LastWrite {
        let mut write = LastWrite::after(&replaced.private, now);
        write.former.extend(private::version(&replaced.private));
        write
    }

    /// Reads the stored form.
    pub(super) fn read(stored: &DynamicValue) -> Option<LastWrite> {
        let at = u64::try_from(stored.get(AT).whole()?).ok()?;
        let former = stored.get(FORMER).elements().iter().filter_map(DynamicValue::text);
        Some(LastWrite {
            at: SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(at))?,
            before: stored.get(BEFORE).elements().to_vec(),
            former: former.map(str::to_owned).collect(),
        })
    }

    /// The same, for a write that changed `was` into `is`. `versions` are the versions of the object before and after
    /// the write.
    #[must_use]
    pub(super) fn changing(
        mut self,
        schema: &Schema,
        (was, is): (&DynamicValue, &DynamicValue),
        versions: &[Vec<String>],
    ) -> LastWrite {
        let changed = |attr: &&Attr| is_shown(attr) && !same(attr, was.get(attr.name), is.get(attr.name));
        let before: Vec<_> = schema.attrs.iter().filter(changed).collect();
        if !was.is_null() && !before.is_empty() {
            let value = |attr: &Attr| (attr.name, shown(attr, was.get(attr.name)));
            self.before.push(DynamicValue::object(before.into_iter().map(value)));
        }
        if let Some((now, earlier)) = versions.split_last() {
            self.former.extend(earlier.iter().filter(|it| *it != now).flatten().cloned());
            if now.iter().all(|it| self.former.contains(it)) {
                self.former.retain(|it| !now.contains(it));
            }
        }
        self.former.sort();
        self.former.dedup();
        self
    }

    /// Whether the API may still return the object as it was before the write.
    pub(super) fn is_recent(&self, now: SystemTime) -> bool {
        now.duration_since(self.at).is_ok_and(|age| age < LAG)
    }

    /// Whether the API returned a version that the write replaced.
    pub(super) fn is_newer_than(&self, version: &[String], now: SystemTime) -> bool {
        self.is_recent(now) && !version.is_empty() && version.iter().all(|it| self.former.contains(it))
    }

    /// How long to wait before reading a missing object again; `None` once it is treated as deleted.
    pub(super) fn pause(&self, now: SystemTime) -> Option<Duration> {
        now.duration_since(self.at).is_ok_and(|age| age < STILL_UNLISTED).then_some(PAUSE)
    }

    /// The object as the API returned it, with the stored values instead of those that the write replaced.
    pub(super) fn over(
        &self,
        schema: &Schema,
        stored: &DynamicValue,
        found: DynamicValue,
        now: SystemTime,
    ) -> DynamicValue {
        let mut found = found;
        if self.is_recent(now) {
            let before: Vec<_> = self.before.iter().collect();
            over_members(&schema.attrs, stored, &before, &mut found);
        }
        found
    }
}

fn over_members(attrs: &[Attr], stored: &DynamicValue, before: &[&DynamicValue], found: &mut DynamicValue) {
    for attr in attrs.iter().filter(|attr| is_shown(attr)) {
        let was: Vec<_> = before.iter().filter_map(|it| it.member(attr.name)).collect();
        let (is, shown) = (stored.get(attr.name), normal(attr, found.get(attr.name)));
        let mut kept = shown.clone();
        match (&attr.kind, &mut kept) {
            _ if was.is_empty() || same(attr, is, shown) => continue,
            (Kind::Object(members), DynamicValue::Map(_)) if matches!(is, DynamicValue::Map(_)) => {
                over_members(members, is, &was, &mut kept);
            }
            _ if was.iter().any(|was| same(attr, was, shown)) => kept = is.clone(),
            _ => continue,
        }
        found.set(attr.name, kept);
    }
}

/// Whether the API returns the attribute and the private state may contain it.
fn is_shown(attr: &Attr) -> bool {
    !attr.not_returned && !attr.write_only && !attr.sensitive
}

/// A value without what the private state must not contain.
fn shown(attr: &Attr, value: &DynamicValue) -> DynamicValue {
    match (&attr.kind, value) {
        (Kind::Object(members), DynamicValue::Map(_)) => {
            let member = |it: &Attr| (it.name, shown(it, value.get(it.name)));
            DynamicValue::object(members.iter().filter(|it| is_shown(it)).map(member))
        }
        _ => value.clone(),
    }
}

impl From<LastWrite> for DynamicValue {
    fn from(write: LastWrite) -> DynamicValue {
        let since = write.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let at = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        let former: Vec<_> = write.former.into_iter().map(DynamicValue::from).collect();
        let lists = [(BEFORE, write.before), (FORMER, former)];
        let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
        let members = lists.map(|(name, list)| (name, DynamicValue::List(list)));
        DynamicValue::object(members.chain([(AT, at.into())]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{flag, object, set_of_text, text};

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn schema() -> Schema {
        let limits = [text("mode", "Mode.").optional(), text("pin", "Pin.").optional().sensitive()];
        Schema::new(
            "A thing.",
            [
                text("id", "ID.").computed().use_state_for_unknown(),
                text("name", "Name.").required(),
                set_of_text("tags", "Tags.").optional(),
                text("key", "Key.").computed().use_state_for_unknown().sensitive(),
                flag("guard", "Guard.").deletion_protection(),
                object("limits", "Limits.", limits).optional(),
            ],
        )
    }

    fn thing(name: &str, mode: &str) -> DynamicValue {
        let limits = DynamicValue::object([("mode", mode.into()), ("pin", mode.into())]);
        let tags = DynamicValue::List(vec![name.into(), "x".into()]);
        DynamicValue::object([
            ("id", "1".into()),
            ("name", name.into()),
            ("tags", tags),
            ("key", name.into()),
            ("guard", (name == "a").into()),
            ("limits", limits),
        ])
    }

    fn later(seconds: u64) -> SystemTime {
        NOW + Duration::from_secs(seconds)
    }

    fn versions(all: &[&[&str]]) -> Vec<Vec<String>> {
        all.iter().map(|it| it.iter().map(|it| (*it).to_owned()).collect()).collect()
    }

    #[test]
    fn what_a_write_replaced_is_lag_for_a_minute() {
        let (a, b, c) = (thing("a", "soft"), thing("b", "soft"), thing("c", "hard"));
        let write = LastWrite::at(NOW).changing(&schema(), (&a, &b), &[]);
        let write = LastWrite { at: NOW, ..write.changing(&schema(), (&b, &c), &[]) };
        for (found, seconds, name, mode) in
            [(&a, 59, "c", "hard"), (&b, 59, "c", "hard"), (&c, 59, "c", "hard"), (&a, 60, "a", "soft")]
        {
            let read = write.over(&schema(), &c, found.clone(), later(seconds));
            assert_eq!((read.get("name"), read.get("limits").get("mode")), (&name.into(), &mode.into()));
        }
        let elsewhere = write.over(&schema(), &c, thing("d", "soft"), later(1));
        assert_eq!(
            (elsewhere.get("name"), elsewhere.get("limits").get("mode")),
            (&"d".into(), &"hard".into())
        );
    }

    #[test]
    fn a_set_in_another_order_is_what_the_write_replaced() {
        let (a, b) = (thing("a", "soft"), thing("b", "soft"));
        let write = LastWrite::at(NOW).changing(&schema(), (&a, &b), &[]);
        let mut found = a;
        found.set("tags", DynamicValue::List(vec!["x".into(), "a".into()]));
        assert_eq!(write.over(&schema(), &b, found, NOW).get("tags"), b.get("tags"));
    }

    #[test]
    fn stores_no_secrets_and_no_local_attributes() {
        let write = LastWrite::at(NOW).changing(&schema(), (&thing("a", "soft"), &thing("b", "hard")), &[]);
        let [before] = &write.before[..] else { panic!("{write:?}") };
        let DynamicValue::Map(members) = before else { panic!("{before}") };
        assert_eq!(members.keys().collect::<Vec<_>>(), ["limits", "name", "tags"]);
        assert_eq!(before.get("limits"), &DynamicValue::object([("mode", "soft".into())]));
    }

    #[test]
    fn stale_read_matches_all_values_before_the_write() {
        let same = (&thing("a", "soft"), &thing("a", "soft"));
        let write = LastWrite::at(NOW).changing(&schema(), same, &versions(&[&["1"], &["1", "2"]]));
        for (shown, seconds, expected) in [
            (&["1"][..], 59, true),
            (&["1"], 60, false),
            (&["1", "2"], 1, false),
            (&["2"], 1, false),
            (&["3"], 1, false),
            (&[], 1, false),
        ] {
            let shown: Vec<_> = shown.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(write.is_newer_than(&shown, later(seconds)), expected, "{shown:?} after {seconds} s");
        }
        let again = write.changing(&schema(), same, &versions(&[&["1", "2"], &["1"]]));
        assert!(!again.is_newer_than(&versions(&[&["1"]])[0], NOW), "it is what it was");
    }

    #[test]
    fn waits_only_for_recently_written_objects() {
        let write = LastWrite::at(later(10));
        for (seconds, waits) in [(10, true), (14, true), (15, false), (86_400, false), (9, false)] {
            assert_eq!(write.pause(later(seconds)).is_some(), waits, "{seconds} s");
        }
    }

    #[test]
    fn a_write_survives_the_private_state() {
        let write = LastWrite::at(later(7)).changing(
            &schema(),
            (&thing("a", "soft"), &thing("b", "hard")),
            &versions(&[&["1"], &["2"]]),
        );
        for write in [LastWrite::at(NOW), write] {
            assert_eq!(LastWrite::read(&write.clone().into()), Some(write));
        }
        assert_eq!(LastWrite::read(&DynamicValue::Null), None);
    }
}
