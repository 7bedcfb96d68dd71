//! Planning: create, update, replace and destroy.

use std::sync::Arc;

use tf_provider::Diagnostics;

use super::ResourceServer;
use crate::engine::any::{PlannedObject, StoredObject};
use crate::engine::error::{DiagnosticsExt, Error};
use crate::engine::guard::catch_panics;
use crate::engine::object_tracker;
use crate::engine::plan::plan_shared;
use crate::engine::plan_validity::plan_violations;
use crate::engine::planned::{Change, ResourcePlan};
use crate::engine::private;
use crate::engine::rules::{not_applied_to_imported, protected, protection, refusal};
use crate::engine::write_only;
use crate::value::DynamicValue;

impl ResourceServer {
    /// A create. For a replacement Terraform passes the private state that the first plan returned, and hands the result
    /// to the destroy of the old object, so it is kept for that destroy.
    pub(super) async fn plan_create(
        &self,
        diags: &mut Diagnostics,
        replaced: &DynamicValue,
        config: DynamicValue,
    ) -> Option<PlannedObject> {
        if let Some(label) = private::protected(replaced) {
            let guard = self.schema.attrs.iter().find(|attr| attr.deletion_protection)?;
            diags.push_error(refusal(guard.name, &label, &[]));
            return None;
        }
        let plan = plan_shared(&self.schema, DynamicValue::Null.into(), config.into(), false);
        diags.report(write_only::check(&self.schema, &plan, &DynamicValue::Null))?;
        let apis = self.apis.now();
        let _in_progress = apis.object_tracker().enter();
        let is_replacement = !replaced.is_null();
        let noted = diags.report(self.note_plan(&plan, is_replacement))?;
        let (plan, _) = self.finish(diags, plan, &DynamicValue::Null).await?;
        if !noted {
            // The hook may have filled in a part of the key.
            diags.report(self.note_plan(&plan, is_replacement))?;
        }
        Some(PlannedObject {
            state: plan.planned,
            private: private::replacing(replaced),
            ..Default::default()
        })
    }

    pub(super) async fn plan_update(
        &self,
        diags: &mut Diagnostics,
        prior: StoredObject,
        config: DynamicValue,
    ) -> Option<PlannedObject> {
        diags.report(private::check_read(&prior.private))?;
        let imported = private::is_imported(&prior.private);
        let plan = plan_shared(&self.schema, prior.state.into(), config.into(), imported);
        diags.report(write_only::check(&self.schema, &plan, private::sent(&prior.private)))?;
        let apis = self.apis.now();
        let _in_progress = apis.object_tracker().enter();
        diags.report(self.note_plan(&plan, false))?;
        let (plan, _) = self.finish(diags, plan, &prior.private).await?;
        let label = || self.operation("plan", &plan.planned).label();
        if let Some(warning) = not_applied_to_imported(&self.schema, &plan, label) {
            diags.push_warning(warning);
        }
        let protected =
            protection(&self.schema, &plan.prior).map(|_| self.operation("delete", &plan.prior).label());
        let private = private::with_protected(prior.private, protected);
        Some(PlannedObject { state: plan.planned, private, replace: plan.replace })
    }

    pub(super) async fn plan_destroy(
        &self,
        diags: &mut Diagnostics,
        prior: StoredObject,
    ) -> Option<PlannedObject> {
        diags.report(private::check_read(&prior.private))?;
        if self.plan_hands_over(&prior.state).await {
            diags.push_warning(object_tracker::kept_by_other_resource(
                &self.operation("delete", &prior.state).label(),
            ));
            return Some(PlannedObject {
                private: private::with_left(prior.private, true),
                ..Default::default()
            });
        }
        let (_, note) = self.finish(diags, ResourcePlan::destroy(prior.state), &prior.private).await?;
        Some(PlannedObject { private: private::with_note(prior.private, note), ..Default::default() })
    }

    /// Runs the `plan` hook and checks that Terraform will accept the plan. Returns the plan and the note of the hook.
    async fn finish(
        &self,
        diags: &mut Diagnostics,
        mut plan: ResourcePlan,
        private: &DynamicValue,
    ) -> Option<(ResourcePlan, Option<DynamicValue>)> {
        let apis = self.apis.now();
        let planned = if plan.change() == Change::NoOp {
            Arc::clone(&plan.prior)
        } else {
            diags.report(apis.usable(self.constants.api))?;
            Arc::new(plan.planned.clone())
        };
        let ctx = self.ctx(Arc::clone(&plan.prior), planned);
        let ctx = Arc::new(ctx.imported(private::is_imported(private)).with_private_state(private));
        let hook = catch_panics(self.constants.name, self.resource.plan(&ctx, &mut plan)).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        let shown = if plan.planned.is_null() { &plan.prior } else { &plan.planned };
        match hook {
            // The hook needs settings that are known only after apply. It runs again during apply.
            Err(error) if apis.waiting_for_settings(self.constants.api) == Some(&error) => {}
            hook => diags.report(hook.map_err(|error| self.operation("plan", shown).explain(error)))?,
        }
        let label = || self.operation("delete", &plan.prior).label();
        diags.report(protected(&self.schema, &plan, label))?;
        let (prior, config, planned) = (&plan.prior, &plan.config, &plan.planned);
        for violation in plan_violations(&self.schema, prior, config, planned) {
            diags.push_error(Error::bug(format!("{}: {violation}.", self.constants.name)));
        }
        diags.errors.is_empty().then_some((plan, ctx.take_private()))
    }
}
