//! Prevents a resource from removing an object that another resource of the same configuration manages.

use std::sync::Arc;
use std::time::Instant;

use super::ResourceServer;
use crate::engine::apis::Apis;
use crate::engine::error::Result;
use crate::engine::object_tracker::{self, Key};
use crate::engine::planned::{Change, ResourcePlan};
use crate::engine::private;
use crate::value::DynamicValue;

impl ResourceServer {
    /// The key of the object, for types whose creation can adopt an existing object.
    pub(super) fn key(&self, object: &DynamicValue) -> Option<Key> {
        if object.is_null() {
            return None;
        }
        self.resource.shared_key(object).map(|key| (self.constants.name, key))
    }

    /// Notes an object that was read into the state.
    pub(super) fn note_stored(&self, state: &DynamicValue) {
        if let Some(key) = self.key(state) {
            self.apis.now().object_tracker().stored(key);
        }
    }

    /// Notes what a plan does with the object. Returns false if its key is not known yet. With `replaces`, the plan
    /// replaces the resource's own object.
    pub(super) fn note_plan(&self, plan: &ResourcePlan, replaces: bool) -> Result<bool> {
        let apis = self.apis.now();
        let Some(key) = self.key(&plan.planned) else { return Ok(false) };
        match plan.change() {
            Change::Create => apis.object_tracker().note_create(&key, replaces)?,
            Change::NoOp | Change::Update => apis.object_tracker().note_keep(&key, &plan.config)?,
            // The creation that follows is planned in a separate call.
            Change::Replace | Change::Destroy => {}
        }
        Ok(true)
    }

    /// Whether a planned destruction hands the object over to another resource of the configuration.
    pub(super) async fn plan_hands_over(&self, prior: &DynamicValue) -> bool {
        let Some(key) = self.key(prior) else { return false };
        let apis = self.apis.now();
        apis.object_tracker().note_destroy_begins(key.clone());
        // A wait occupies one of Terraform's parallel operations, which other plans may need.
        if !apis.object_tracker().is_shared(&key) {
            apis.wait_for_other_plans().await;
        }
        let ctx = Arc::new(self.ctx(prior.clone(), DynamicValue::Null));
        let possible = self.resource.may_be_handed_over(&ctx, prior);
        possible && apis.object_tracker().note_destroy(key)
    }

    /// Runs a creation, unless another resource of this run already created or adopted the object.
    pub(super) async fn create_once(
        &self,
        planned: &DynamicValue,
        create: impl Future<Output = Result<DynamicValue>>,
    ) -> Result<DynamicValue> {
        let Some(key) = self.key(planned) else { return create.await };
        let apis = self.apis.now();
        apis.object_tracker().create(&key)?;
        create.await.inspect_err(|_| apis.object_tracker().not_created(&key))
    }

    /// Whether a destruction hands the object over to another resource, because the plan or this run found one.
    ///
    /// # Errors
    /// If the creation that was to take over the object failed.
    pub(super) fn hands_over(&self, prior: &DynamicValue, private: &DynamicValue) -> Result<bool> {
        let Some(key) = self.key(prior) else { return Ok(false) };
        let apis = self.apis.now();
        let planned = private::is_handed_over(private);
        if planned && apis.object_tracker().is_failed(&key) {
            return Err(object_tracker::replacement_failed(&self.operation("delete", prior).label()));
        }
        let hands_over = planned || apis.object_tracker().is_created(&key);
        if hands_over {
            apis.object_tracker().hand_over(key, prior.get("id").text().unwrap_or_default().to_owned());
        }
        Ok(hands_over)
    }
}

impl Apis {
    /// Waits until the other resources have most likely been planned, too. The total wait of a run is short.
    pub(in crate::engine) async fn wait_for_other_plans(&self) {
        while let Some(pause) = self.object_tracker().remaining_wait(Instant::now()) {
            if !self.wait(pause).await {
                return;
            }
        }
    }
}
