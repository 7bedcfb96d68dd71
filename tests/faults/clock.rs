//! The time that passes between a plan and its apply. Nothing waits: the provider and the sandbox go by clocks of the test.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use plugin_framework::engine::Clock;
use plugin_framework::value::DynamicValue;
use serde_json::{Value, json};

use crate::provider::{Object, Provider};
use crate::sandbox::Sandbox;

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
const KEY: &str = "confident_api_key";

/// A sandbox and its clock.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    ahead: Arc<AtomicU64>,
}

impl World {
    pub(crate) fn new() -> World {
        World { sandbox: Sandbox::start(), ahead: Arc::default() }
    }

    /// It is so many seconds later than the machine says, for the provider and for the API.
    pub(crate) fn later(&self, seconds: u64) {
        self.ahead.store(seconds, Ordering::Relaxed);
        self.sandbox.settings(&json!({ "clock_offset_seconds": seconds }));
    }

    /// The provider in a process of its own.
    pub(crate) fn provider(&self) -> Provider {
        let ahead = Arc::clone(&self.ahead);
        let now = move || SystemTime::now() + Duration::from_secs(ahead.load(Ordering::Relaxed));
        Provider::by(Clock::new(now), &self.sandbox)
    }

    fn rotations(&self) -> usize {
        self.sandbox.journal().sent("POST", "/rotate").len()
    }

    /// Plans at one time and applies at another: Terraform plans again before it applies and insists on the same plan.
    fn planned_and_applied(
        &self,
        stored: &Object,
        config: &Value,
        planned_at: u64,
        applied_at: u64,
    ) -> Object {
        self.later(planned_at);
        let run = self.provider();
        let read = run.read(KEY, stored);
        let plan = run.plan(KEY, &read, config);
        self.later(applied_at);
        let run = self.provider();
        assert_eq!(run.plan(KEY, &read, config), plan, "the plan changed with the time");
        let applied = run.apply(&plan);
        assert!(!applied.failed(), "{applied:?}");
        applied
    }
}

#[test]
fn rotation_due_after_plan_waits_for_next_plan() {
    for (life, before, planned_at, applied_at) in [
        // The window of `rotate_before_days` opens in between.
        (30, json!(10), 20 * DAY - HOUR, 20 * DAY + HOUR),
        // The key expires in between.
        (1, Value::Null, DAY - HOUR, DAY + HOUR),
    ] {
        let world = World::new();
        let config = |grace: i64| json!({"name": "ci", "expires_in_days": life, "rotate_before_days": before, "grace_period_hours": grace});
        let made = world.provider().create(KEY, &config(1));
        let applied = world.planned_and_applied(&made, &config(2), planned_at, applied_at);
        assert_eq!((world.rotations(), applied.get("api_key")), (0, made.get("api_key")));

        let next = world.provider();
        let read = next.read(KEY, &applied);
        let plan = next.plan(KEY, &read, &config(2));
        assert_eq!(plan.state().get("expires_at"), &DynamicValue::Unknown, "the next plan rotates");
        assert!(!next.apply(&plan).failed());
        assert_eq!(world.rotations(), 1);
    }
}

#[test]
fn planned_rotation_is_made_after_expiry() {
    let world = World::new();
    let config = |quarter: &str| json!({"name": "ci", "expires_in_days": 1, "grace_period_hours": 4, "rotation_triggers": {"quarter": quarter}});
    let made = world.provider().create(KEY, &config("1"));
    let applied = world.planned_and_applied(&made, &config("2"), DAY - HOUR, DAY + HOUR);
    assert_eq!(world.rotations(), 1);
    let live = world.sandbox.find("confident", "api_keys", &json!({"name": "ci"}));
    assert_eq!((applied.get("api_key"), applied.get("rotates_at")), (live["value"].clone(), Value::Null));
}

#[test]
fn a_grace_period_that_has_ended_is_not_shown() {
    let world = World::new();
    let config = |quarter: &str| json!({"name": "ci", "grace_period_hours": 24, "rotation_triggers": {"quarter": quarter}});
    let made = world.provider().create(KEY, &config("1"));
    let rotated = world.provider().update(KEY, &made, &config("2"));
    assert!(rotated.get("rotates_at").is_string(), "{rotated:?}");
    world.later(DAY + HOUR);
    let read = world.provider().read(KEY, &rotated);
    assert_eq!((read.get("rotates_at"), read.get("api_key")), (Value::Null, rotated.get("api_key")));
}
