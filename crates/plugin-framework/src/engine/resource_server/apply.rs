//! Apply: an object that exists is stored in state, even if a step fails.

use std::iter;
use std::sync::Arc;

use tf_provider::Diagnostics;

use super::ResourceServer;
use crate::engine::any::{Declared as _, StoredObject};
use crate::engine::apply_result::{apply_result, without_unrelated_changes};
use crate::engine::context::CallContext;
use crate::engine::error::{DiagnosticsExt, Evidence, Result};
use crate::engine::guard::catch_panics;
use crate::engine::last_write::LastWrite;
use crate::engine::object_tracker;
use crate::engine::planned::ResourcePlan;
use crate::engine::private;
use crate::engine::rules::protected;
use crate::engine::write_only;
use crate::value::DynamicValue;

impl ResourceServer {
    pub(super) async fn create(
        &self,
        diags: &mut Diagnostics,
        planned: DynamicValue,
        config: &DynamicValue,
    ) -> Option<StoredObject> {
        let sent = diags.report(self.sent(&DynamicValue::Null, &planned, config))?;
        let replaced = self.replaced(&planned);
        let ctx = self.ctx(DynamicValue::Null, planned.clone());
        let earlier = replaced.as_ref().map(|it| LastWrite::replacing(ctx.now(), it));
        let ctx = Arc::new(ctx.replacing(earlier));
        let create = catch_panics(self.constants.name, self.resource.create(&ctx, &sent));
        let returned = self.create_once(&planned, create).await;
        let state = self.result(diags, "create", &ctx, &planned, returned)?;
        let was = self.replaced(&state).unwrap_or_default();
        let write = LastWrite::replacing(ctx.now(), &was);
        let private = self.written(&ctx, write, &was, &state, DynamicValue::Null);
        let nothing = DynamicValue::Null;
        let sent = write_only::sent(&self.schema, &nothing, &nothing, &planned, config);
        let private = private::with_sent(private::with_note(private, ctx.take_private()), sent);
        Some(StoredObject { state, private: self.with_account(&ctx, private).await })
    }

    pub(super) async fn update(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        planned: StoredObject,
        config: &DynamicValue,
    ) -> StoredObject {
        let StoredObject { state: planned, private } = planned;
        let private = private::with_protected(private, None);
        let id = diags.report(self.id(&prior));
        let sent = diags.report(self.sent(&prior, &planned, config));
        let (Some(id), Some(sent)) = (id, sent) else { return StoredObject { state: prior, private } };
        let ctx = Arc::new(self.ctx(prior.clone(), planned.clone()).with_private_state(&private));
        let returned =
            self.write_in_same_account(&ctx, &private, self.resource.update(&ctx, &id, &sent)).await;
        let refused = matches!(&returned, Err(error) if error.evidence == Evidence::None);
        let state = self.result(diags, "update", &ctx, &planned, returned);
        if refused && state.is_none() {
            return StoredObject { state: prior, private: private::with_note(private, ctx.take_private()) };
        }
        let was = StoredObject { state: prior, private };
        let private = match &state {
            Some(_) => {
                let sent =
                    write_only::sent(&self.schema, private::sent(&was.private), &was.state, &planned, config);
                private::with_sent(was.private.clone(), sent)
            }
            None => was.private.clone(),
        };
        let state = state.unwrap_or_else(|| was.state.clone());
        let write = LastWrite::after(&was.private, ctx.now());
        let private = self.written(&ctx, write, &was, &state, private);
        StoredObject { state, private: private::with_note(private, ctx.take_private()) }
    }

    /// The private state with the write that changed `was` into `state`, and with the version after it.
    fn written(
        &self,
        ctx: &CallContext,
        write: LastWrite,
        was: &StoredObject,
        state: &DynamicValue,
        private: DynamicValue,
    ) -> DynamicValue {
        let given = ctx.take_revisions();
        let now = given.last().cloned();
        let earlier = private::version(&was.private);
        let versions: Vec<_> =
            if given.is_empty() { Vec::new() } else { iter::once(earlier).chain(given).collect() };
        let write = write.changing(&self.schema, (&was.state, state), &versions);
        private::with_version(private::with_last_write(private, write), now)
    }

    /// The object of the same ID that this run destroyed.
    fn replaced(&self, object: &DynamicValue) -> Option<StoredObject> {
        let id = object.get("id").text()?;
        self.apis.now().object_tracker().replaced(&(self.constants.name, id.to_owned()))
    }

    /// Rejects a protected object here, too, because the destroy of a replaced or tainted object is never planned.
    pub(super) async fn destroy(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        private: DynamicValue,
    ) -> StoredObject {
        let private = private::with_protected(private::of_replaced(private), None);
        let label = self.operation("delete", &prior).label();
        let hands_over = diags.report(self.hands_over(&prior, &private));
        let private = private::with_left(private, false);
        match hands_over {
            None => return StoredObject { state: prior, private },
            Some(true) => {
                diags.push_warning(object_tracker::kept_by_other_resource(&label));
                return StoredObject::default();
            }
            Some(false) => {}
        }
        let allowed =
            diags.report(protected(&self.schema, &ResourcePlan::destroy(prior.clone()), || label.clone()));
        let (Some(()), Some(id)) = (allowed, diags.report(self.id(&prior))) else {
            return StoredObject { state: prior, private };
        };
        let ctx = Arc::new(self.ctx(prior.clone(), DynamicValue::Null).with_private_state(&private));
        let returned = self.write_in_same_account(&ctx, &private, self.resource.delete(&ctx, &id)).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        match diags.report(returned.map_err(|error| self.operation("delete", &prior).explain(error))) {
            Some(()) => {
                let destroyed = StoredObject { state: prior, private };
                self.apis.now().object_tracker().destroyed((self.constants.name, id.to_string()), destroyed);
                StoredObject::default()
            }
            None => StoredObject { state: prior, private },
        }
    }

    /// The planned object with the write-only values that this call sends. Values that were unknown during validation are
    /// validated now, before any request.
    fn sent(
        &self,
        prior: &DynamicValue,
        planned: &DynamicValue,
        config: &DynamicValue,
    ) -> Result<DynamicValue> {
        if let Some(error) = self.check(config, true).into_iter().next() {
            return Err(error);
        }
        Ok(write_only::with_sent_values(&self.schema, prior, planned, config))
    }

    /// The state after a create or update, including failed ones.
    fn result(
        &self,
        diags: &mut Diagnostics,
        verb: &'static str,
        ctx: &CallContext,
        planned: &DynamicValue,
        returned: Result<DynamicValue>,
    ) -> Option<DynamicValue> {
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        let known = if ctx.prior().is_null() { planned } else { ctx.prior() };
        let operation = self.operation(verb, known);
        if ctx.was_adopted() {
            diags.push_warning(operation.adopted());
        }
        match returned {
            Ok(response) => {
                let response = match ctx.prior() {
                    DynamicValue::Null => response,
                    prior => without_unrelated_changes(&self.schema, prior, planned, &response),
                };
                let (state, inconsistencies) = apply_result(&self.schema, planned, &response);
                for inconsistency in inconsistencies {
                    diags.push_error(operation.not_as_planned(inconsistency));
                }
                Some(state)
            }
            Err(error) => {
                diags.push_error(operation.explain(error));
                ctx.partial_state()
                    .map(|kept| apply_result(&self.schema, planned, &kept).0.without_unknowns())
            }
        }
    }
}
