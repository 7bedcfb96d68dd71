//! What plans and destructions of one configuration know about each other.

use super::*;

fn key() -> Key {
    ("x_person", "a@b.example".to_owned())
}

fn config(role: &str) -> Arc<DynamicValue> {
    DynamicValue::object([("role", role.into())]).into()
}

#[test]
fn a_destruction_leaves_what_another_plan_holds() {
    let held = ObjectTracker::default();
    held.note_create(&key(), false).unwrap();
    assert!(held.note_destroy(key()));
    let held = ObjectTracker::default();
    held.note_keep(&key(), &config("a")).unwrap();
    assert!(held.note_destroy(key()));
    assert!(!held.note_destroy(("x_person", "other".to_owned())));
}

#[test]
fn a_plan_that_comes_after_a_destruction_is_refused() {
    let held = ObjectTracker::default();
    assert!(!held.note_destroy(key()));
    assert!(held.note_create(&key(), false).is_err());
    assert!(held.note_keep(&key(), &config("a")).is_err());
}

#[test]
fn what_begins_to_be_destroyed_does_not_stay() {
    let held = ObjectTracker::default();
    held.stored(key());
    assert_eq!(held.kept_keys("x_person"), [key().1]);
    held.note_destroy_begins(key());
    assert_eq!(held.kept_keys("x_person"), [""; 0]);
    held.note_create(&key(), false).unwrap();
    assert_eq!(held.kept_keys("x_person"), [key().1], "another resource manages it");
}

#[test]
fn two_resources_of_one_object_are_refused() {
    let held = ObjectTracker::default();
    held.note_create(&key(), false).unwrap();
    assert!(held.note_create(&key(), false).is_err());
    assert!(held.note_keep(&key(), &config("a")).is_err());

    let held = ObjectTracker::default();
    held.note_keep(&key(), &config("a")).unwrap();
    assert!(held.note_create(&key(), false).is_err());
    assert!(held.note_create(&key(), true).is_ok(), "a replacement of its own");
    let held = ObjectTracker::default();
    held.note_keep(&key(), &config("a")).unwrap();
    assert!(held.note_keep(&key(), &config("b")).is_err());
}

#[test]
fn what_one_plan_excludes_no_other_plan_holds() {
    let held = ObjectTracker::default();
    held.note_create(&key(), false).unwrap();
    assert_eq!(held.exclude("x_person", "x_persons", Box::new(|_| false)), [""; 0]);
    assert_eq!(held.exclude("x_thing", "x_things", Box::new(|_| true)), [""; 0]);
    assert_eq!(held.exclude("x_person", "x_persons", Box::new(|key| key.starts_with("a@"))), [key().1]);
    let later = |name: &str| held.note_create(&("x_person", name.to_owned()), false);
    assert!(later("c@b.example").is_ok());
    assert!(later("a@d.example").unwrap_err().detail.starts_with("A `x_persons` in this configuration"));
}

#[test]
fn a_failed_creation_gives_the_object_back() {
    let held = ObjectTracker::default();
    held.create(&key()).unwrap();
    assert!(held.create(&key()).is_err());
    held.not_created(&key());
    assert!(!held.is_created(&key()) && held.is_failed(&key()));
    held.create(&key()).unwrap();
    assert!(held.is_created(&key()) && !held.is_failed(&key()));
}

#[test]
fn destructions_wait_for_quiet_but_not_for_ever() {
    let held = ObjectTracker::default();
    let now = Instant::now();
    assert_eq!(held.remaining_wait(now), Some(QUIET));
    assert_eq!(held.remaining_wait(now + QUIET), None);
    let call = held.enter();
    assert_eq!(held.remaining_wait(now + QUIET), Some(PAUSE), "while another call is under way");
    assert_eq!(held.remaining_wait(now + LONGEST), None);
    drop(call);
    assert!(held.remaining_wait(now).is_some_and(|left| left >= QUIET));
}
