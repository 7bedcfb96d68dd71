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
    let tracker = ObjectTracker::default();
    tracker.note_create(&key(), false).unwrap();
    assert!(tracker.note_destroy(key()));
    let tracker = ObjectTracker::default();
    tracker.note_keep(&key(), &config("a")).unwrap();
    assert!(tracker.note_destroy(key()));
    assert!(!tracker.note_destroy(("x_person", "other".to_owned())));
}

#[test]
fn a_plan_that_comes_after_a_destruction_is_refused() {
    let tracker = ObjectTracker::default();
    assert!(!tracker.note_destroy(key()));
    assert!(tracker.note_create(&key(), false).is_err());
    assert!(tracker.note_keep(&key(), &config("a")).is_err());
}

#[test]
fn what_begins_to_be_destroyed_does_not_stay() {
    let tracker = ObjectTracker::default();
    tracker.stored(key());
    assert_eq!(tracker.kept_keys("x_person"), [key().1]);
    tracker.note_destroy_begins(key());
    assert_eq!(tracker.kept_keys("x_person"), [""; 0]);
    tracker.note_create(&key(), false).unwrap();
    assert_eq!(tracker.kept_keys("x_person"), [key().1], "another resource manages it");
}

#[test]
fn two_resources_of_one_object_are_refused() {
    let tracker = ObjectTracker::default();
    tracker.note_create(&key(), false).unwrap();
    assert!(tracker.note_create(&key(), false).is_err());
    assert!(tracker.note_keep(&key(), &config("a")).is_err());

    let tracker = ObjectTracker::default();
    tracker.note_keep(&key(), &config("a")).unwrap();
    assert!(tracker.note_create(&key(), false).is_err());
    assert!(tracker.note_create(&key(), true).is_ok(), "a replacement of its own");
    let tracker = ObjectTracker::default();
    tracker.note_keep(&key(), &config("a")).unwrap();
    assert!(tracker.note_keep(&key(), &config("b")).is_err());
}

#[test]
fn what_one_plan_excludes_no_other_plan_holds() {
    let tracker = ObjectTracker::default();
    tracker.note_create(&key(), false).unwrap();
    assert_eq!(tracker.exclude("x_person", "x_persons", Box::new(|_| false)), [""; 0]);
    assert_eq!(tracker.exclude("x_thing", "x_things", Box::new(|_| true)), [""; 0]);
    assert_eq!(tracker.exclude("x_person", "x_persons", Box::new(|key| key.starts_with("a@"))), [key().1]);
    let later = |name: &str| tracker.note_create(&("x_person", name.to_owned()), false);
    assert!(later("c@b.example").is_ok());
    assert!(later("a@d.example").unwrap_err().detail.starts_with("A `x_persons` in this configuration"));
}

#[test]
fn a_failed_creation_gives_the_object_back() {
    let tracker = ObjectTracker::default();
    tracker.create(&key()).unwrap();
    assert!(tracker.create(&key()).is_err());
    tracker.not_created(&key());
    assert!(!tracker.is_created(&key()) && tracker.is_failed(&key()));
    tracker.create(&key()).unwrap();
    assert!(tracker.is_created(&key()) && !tracker.is_failed(&key()));
}

#[test]
fn destructions_wait_for_quiet_but_not_for_ever() {
    let tracker = ObjectTracker::default();
    let now = Instant::now();
    assert_eq!(tracker.remaining_wait(now), Some(QUIET));
    assert_eq!(tracker.remaining_wait(now + QUIET), None);
    let call = tracker.enter();
    assert_eq!(tracker.remaining_wait(now + QUIET), Some(PAUSE), "while another call is under way");
    assert_eq!(tracker.remaining_wait(now + LONGEST), None);
    drop(call);
    assert!(tracker.remaining_wait(now).is_some_and(|left| left >= QUIET));
}
