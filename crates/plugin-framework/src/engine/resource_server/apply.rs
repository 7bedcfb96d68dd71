//! Apply: whatever fails, what exists is stored.

use std::time::SystemTime;

use tf_provider::Diagnostics;

use super::ResourceServer;
use crate::engine::any::{Declared as _, StoredObject};
use crate::engine::apply_result::{apply_result, without_unrelated_changes};
use crate::engine::context::Context;
use crate::engine::error::{DiagnosticsExt, Error, Evidence, Result};
use crate::engine::guard::guarded;
use crate::engine::held;
use crate::engine::planned::Planned;
use crate::engine::private;
use crate::engine::resource::Resource;
use crate::engine::rules::protected;
use crate::value::{self, DynamicValue};

impl<R: Resource> ResourceServer<R> {
    pub(super) async fn create(
        &self,
        diags: &mut Diagnostics,
        planned: DynamicValue,
        config: &DynamicValue,
    ) -> Option<StoredObject> {
        let model = diags.report(self.model(&DynamicValue::Null, &planned, config))?;
        let ctx = self.ctx(DynamicValue::Null, planned.clone());
        let answer = self.create_once(&planned, guarded(R::NAME, self.author.create(&ctx, model))).await;
        let state = self.result(diags, "create", &ctx, &planned, answer)?;
        let private = private::made_at(DynamicValue::Null, SystemTime::now());
        let private = Self::with_account(&ctx, private::with_note(private, ctx.take_note())).await;
        Some(StoredObject { state, private })
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
        let id = diags.report(Self::id(&prior));
        let model = diags.report(self.model(&prior, &planned, config));
        let (Some(id), Some(model)) = (id, model) else { return StoredObject { state: prior, private } };
        let ctx = self.ctx(prior.clone(), planned.clone()).recalling(private::noted(&private));
        let answer = Self::guarded_write(&ctx, &private, self.author.update(&ctx, &id, model)).await;
        let refused = matches!(&answer, Err(error) if error.evidence == Evidence::None);
        let state = self.result(diags, "update", &ctx, &planned, answer).unwrap_or(prior);
        let private = if refused { private } else { private::made_at(private, SystemTime::now()) };
        StoredObject { state, private: private::with_note(private, ctx.take_note()) }
    }

    /// Refuses a protected object here, too: the destroy of a replacement or of a tainted object was never planned.
    pub(super) async fn destroy(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        private: DynamicValue,
    ) -> StoredObject {
        let private = private::with_protected(private::of_replaced(private), None);
        let label = Self::operation("delete", &prior).label();
        let leaves = diags.report(self.leaves(&prior, &private));
        let private = private::with_left(private, false);
        match leaves {
            None => return StoredObject { state: prior, private },
            Some(true) => {
                diags.push_warning(held::stays(&label));
                return StoredObject::default();
            }
            Some(false) => {}
        }
        let allowed = diags.report(protected(&self.schema, &Planned::destroy(prior.clone()), &label));
        let (Some(()), Some(id)) = (allowed, diags.report(Self::id(&prior))) else {
            return StoredObject { state: prior, private };
        };
        let ctx = self.ctx(prior.clone(), DynamicValue::Null).recalling(private::noted(&private));
        let answer = Self::guarded_write(&ctx, &private, self.author.delete(&ctx, &id)).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        match diags.report(answer.map_err(|failure| Self::operation("delete", &prior).explain(failure))) {
            Some(()) => StoredObject::default(),
            None => StoredObject { state: prior, private },
        }
    }

    /// The planned object as the author's model, with the write-only values that this call sends. What was unknown when
    /// the configuration was validated is known now and is validated before anything is sent.
    fn model(&self, prior: &DynamicValue, planned: &DynamicValue, config: &DynamicValue) -> Result<R::Model> {
        if let Some(failure) = self.check(config, true).into_iter().next() {
            return Err(failure);
        }
        let mut wanted = planned.clone();
        for attr in self.schema.attrs.iter().filter(|attr| attr.write_only) {
            let trigger = self.schema.attrs.iter().find(|it| it.triggers == Some(attr.name));
            let sent = trigger.is_none_or(|it| prior.is_null() || prior.get(it.name) != planned.get(it.name));
            if sent {
                wanted.set(attr.name, config.get(attr.name).clone());
            }
        }
        Ok(value::model(&wanted)?)
    }

    /// The state after an author's create or update, also after a failed one.
    fn result(
        &self,
        diags: &mut Diagnostics,
        verb: &'static str,
        ctx: &Context<R::Api>,
        planned: &DynamicValue,
        answer: Result<R::Model>,
    ) -> Option<DynamicValue> {
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        let known = if ctx.prior().is_null() { planned } else { ctx.prior() };
        let operation = Self::operation(verb, known);
        if ctx.was_adopted() {
            diags.push_warning(operation.adopted());
        }
        match answer.and_then(|model| Ok(value::tree(&model)?)) {
            Ok(answered) => {
                let answered = match ctx.prior() {
                    DynamicValue::Null => answered,
                    prior => without_unrelated_changes(&self.schema, prior, planned, &answered),
                };
                let (state, broken) = apply_result(&self.schema, planned, &answered);
                for promise in broken {
                    let detail = format!("{}: `{}` {}.", R::NAME, promise.path, promise.what);
                    diags.push_error(Error::bug(detail).at(promise.path));
                }
                Some(state)
            }
            Err(failure) => {
                diags.push_error(operation.explain(failure));
                ctx.partial_state()
                    .map(|kept| apply_result(&self.schema, planned, &kept).0.without_unknowns())
            }
        }
    }
}
