//! Coordination between the calls of one run: announcements of plans, objects in the state, and waits.

use std::time::Duration;

use super::context::CallContext;

/// How long a creation waits for a destruction to hand over its object.
const HAND_OVER: Duration = Duration::from_secs(5);
/// The time between two checks.
const PAUSE: Duration = Duration::from_millis(100);

impl CallContext {
    /// Announces something to the other plans of this configuration, such as a name that will exist.
    pub fn announce(&self, what: &'static str, key: impl Into<String>) {
        self.apis().object_tracker().announce(what, key.into());
    }

    /// Whether a plan of this configuration announced it.
    pub fn is_announced(&self, what: &'static str, key: &str) -> bool {
        self.apis().object_tracker().is_announced(what, key)
    }

    /// Waits until the other resources have most likely been planned, too. The total wait of a run is short.
    pub async fn wait_for_other_plans(&self) {
        self.apis().wait_for_other_plans().await;
    }

    /// Whether Terraform plans a removed object before the objects it depends on, as it does since 1.16. Then its plan
    /// cannot know whether these are removed, too.
    pub fn plans_dependents_first(&self) -> bool {
        self.apis().plans_dependents_first()
    }

    /// Whether the state holds the object of this type and key (see `Resource::shared_key`), as far as this run knows.
    pub fn is_stored(&self, name: &'static str, key: &str) -> bool {
        self.apis().object_tracker().is_stored(&(name, key.to_owned()))
    }

    /// The keys of all objects of a type that the state holds and that no plan of this run destroys, so far.
    pub fn kept_keys(&self, name: &str) -> Vec<String> {
        self.apis().object_tracker().kept_keys(name)
    }

    /// Notes that the resource `by` removes the objects of another type that it excludes, by their keys (see
    /// `Resource::shared_key`). Returns the keys of those that resources of this configuration are planned to manage.
    /// Later plans to manage one are rejected.
    pub fn exclude(
        &self,
        name: &'static str,
        by: &'static str,
        excludes: impl Fn(&str) -> bool + Send + 'static,
    ) -> Vec<String> {
        self.apis().object_tracker().exclude(name, by, Box::new(excludes))
    }

    /// The ID of the object of this type and key that a destruction of this run hands over to the caller. Terraform
    /// runs the two in any order, so this waits a few seconds. After one such wait has timed out, no later creation of
    /// the run waits.
    pub async fn handed_over(&self, name: &'static str, key: &str) -> Option<String> {
        let (tracker, key) = (self.apis().object_tracker(), (name, key.to_owned()));
        let may_wait = tracker.may_wait();
        let mut waited = Duration::ZERO;
        loop {
            if let Some(id) = tracker.handed_over(&key) {
                return Some(id);
            }
            if !may_wait || !self.pause(&mut waited, HAND_OVER).await {
                tracker.wait_failed();
                return None;
            }
        }
    }

    /// Waits a moment before the next check. Returns false if `waited` has reached `most`, or after a stop.
    pub async fn pause(&self, waited: &mut Duration, most: Duration) -> bool {
        *waited += PAUSE;
        *waited <= most && self.apis().wait(PAUSE).await
    }
}
