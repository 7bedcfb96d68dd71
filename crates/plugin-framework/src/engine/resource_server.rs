//! Around an author's code: decoding, the panic guard, what is stored when a step fails. This is `tf_provider::Resource`,
//! implemented once for every `Resource`.

mod declared;

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use tf_provider::schema::Schema as View;
use tf_provider::{AttributePath, Diagnostics};

use super::api::{Api as _, ErrorOf, check_account};
use super::apis::Shared;
use super::apply_result::{apply_result, refresh, without_unrelated_changes};
use super::context::Context;
use super::erased::Declared as _;
use super::error::{DiagnosticsExt, Error, Evidence, Result};
use super::error_messages::Operation;
use super::guard::guarded;
use super::id::Id;
use super::plan::plan;
use super::plan_validity::plan_violations;
use super::planned::{Change, Planned};
use super::private;
use super::read_after_create;
use super::resource::Resource;
use super::rules::{only_stored, protected, sent_again};
use crate::schema::Schema;
use crate::value::{self, DynamicValue};

/// A resource with everything around it.
pub(super) struct ResourceServer<R> {
    author: R,
    schema: Arc<Schema>,
    apis: Shared,
}

impl<R: Resource> ResourceServer<R> {
    pub(super) fn new(author: R, apis: Shared) -> ResourceServer<R> {
        ResourceServer { author, schema: Arc::new(R::schema()), apis }
    }

    fn ctx(&self, prior: DynamicValue, planned: DynamicValue) -> Context<R::Api> {
        Context::new(self.apis.now(), prior, planned)
    }

    fn id(state: &DynamicValue) -> Result<Id> {
        let stored = state.get("id").text().ok_or_else(|| Error::bug("The stored object has no `id`."))?;
        Id::parse(R::ID, stored)
    }

    /// Refuses to touch an object with the credential of another account, which does not see it.
    async fn check_account_of(ctx: &Context<R::Api>, private: &DynamicValue) -> Result<()> {
        check_account(&*ctx.api()?, &private::account(private)).await
    }

    /// A call that touches the object, unless the credential is of another account.
    async fn touching<T>(
        ctx: &Context<R::Api>,
        private: &DynamicValue,
        call: impl Future<Output = Result<T, ErrorOf<R::Api>>>,
    ) -> Result<T> {
        Self::check_account_of(ctx, private).await?;
        guarded(R::NAME, call).await
    }

    /// Private state with the account noted, unless that was done before or cannot be told.
    async fn with_account(ctx: &Context<R::Api>, private: DynamicValue) -> DynamicValue {
        let (Ok(api), true) = (ctx.api(), private::account(&private).is_null()) else { return private };
        private::with_account(private, api.account().await.ok().flatten())
    }

    /// What is being done to `object`, for messages.
    fn attempt<'a>(verb: &'static str, object: &'a DynamicValue) -> Operation<'a> {
        Operation { verb, name: R::NAME, parts: R::ID, subject: R::SUBJECT, object }
    }

    /// The plan of an author's hook, checked against what Terraform would refuse.
    async fn finish(&self, diags: &mut Diagnostics, mut plan: Planned, imported: bool) -> Option<Planned> {
        if plan.change() != Change::Nothing {
            diags.report(self.apis.now().usable::<R::Api>())?;
        }
        let ctx = self.ctx(plan.prior.clone(), plan.planned.clone()).importing(imported);
        let hook = guarded(R::NAME, self.author.plan(&ctx, &mut plan)).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        let shown = if plan.planned.is_null() { &plan.prior } else { &plan.planned };
        diags.report(hook.map_err(|failure| Self::attempt("plan", shown).explain(failure)))?;
        diags.report(protected(&self.schema, &plan, &Self::attempt("delete", &plan.prior).label()))?;
        let (prior, config, planned) = (&plan.prior, &plan.config, &plan.planned);
        for violation in plan_violations(&self.schema, prior, config, planned) {
            diags.push_error(Error::bug(format!("{}: {violation}.", R::NAME)));
        }
        diags.errors.is_empty().then_some(plan)
    }

    /// Reads the object. One we made a moment ago may be missing from lists that lag behind, so it is looked for again until
    /// its absence is to be believed.
    async fn look(
        &self,
        id: &Id,
        state: &DynamicValue,
        private: &DynamicValue,
    ) -> (Context<R::Api>, Result<Option<R::Model>>) {
        loop {
            let ctx = self.ctx(state.clone(), state.clone());
            let ctx = ctx.importing(private::is_importing(private)).recalling(private::noted(private));
            let answer = guarded(R::NAME, self.author.read(&ctx, id)).await;
            let Ok(None) = answer else { return (ctx, answer) };
            if let Err(foreign) = Self::check_account_of(&ctx, private).await {
                return (ctx, Err(foreign));
            }
            let Some(pause) = read_after_create::pause(private, SystemTime::now()) else {
                return (ctx, answer);
            };
            if !self.apis.now().wait(pause).await {
                let detail =
                    "It was created a moment ago and is in no list yet; the wait for it was interrupted.";
                return (ctx, Err(Error::from_response(detail, Evidence::None)));
            }
        }
    }

    /// The planned object as the author's model, with write-only values where this call sends them. What was unknown when
    /// the configuration was judged is known by now, and is judged before anything is sent.
    fn wanted(
        &self,
        prior: &DynamicValue,
        planned: &DynamicValue,
        config: &DynamicValue,
    ) -> Result<R::Model> {
        if let Some(failure) = self.check(config, true).into_iter().next() {
            return Err(failure);
        }
        let mut wanted = planned.clone();
        for attr in self.schema.attrs.iter().filter(|attr| attr.write_only) {
            let trigger = self.schema.attrs.iter().find(|it| it.triggers == Some(attr.name));
            let again =
                trigger.is_none_or(|it| prior.is_null() || prior.get(it.name) != planned.get(it.name));
            if again {
                wanted.set(attr.name, config.get(attr.name).clone());
            }
        }
        Ok(value::model(&wanted)?)
    }

    /// State after an author's create or update, also after a failed one.
    fn stored(
        &self,
        diags: &mut Diagnostics,
        verb: &'static str,
        ctx: &Context<R::Api>,
        planned: &DynamicValue,
        answer: Result<R::Model>,
    ) -> Option<DynamicValue> {
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        let known = if ctx.prior().is_null() { planned } else { ctx.prior() };
        let tried = Self::attempt(verb, known);
        if ctx.was_adopted() {
            diags.push_warning(tried.adopted());
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
                diags.push_error(tried.explain(failure));
                ctx.partial_state()
                    .map(|kept| apply_result(&self.schema, planned, &kept).0.without_unknowns())
            }
        }
    }
}

#[async_trait]
impl<R: Resource> tf_provider::Resource for ResourceServer<R> {
    type State<'a> = DynamicValue;
    type PrivateState<'a> = DynamicValue;
    type ProviderMetaState<'a> = DynamicValue;

    fn schema(&self, _: &mut Diagnostics) -> Option<View> {
        Some(self.schema.view())
    }

    async fn read<'a>(
        &self,
        diags: &mut Diagnostics,
        state: DynamicValue,
        private: DynamicValue,
        _: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)> {
        let importing = private::is_importing(&private);
        let id = diags.report(Self::id(&state))?;
        let (ctx, answer) = self.look(&id, &state, &private).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        let tried = Self::attempt(if importing { "import" } else { "read" }, &state);
        let Some(fresh) = diags.report(answer.map_err(|failure| tried.explain(failure)))? else {
            let how = ctx.take_absence();
            let how = how.as_deref().unwrap_or(R::ABSENCE);
            if importing {
                diags.push_error(tried.absent(how));
                return None;
            }
            diags.push_warning(Error::new(
                format!("{} no longer exists", tried.label()),
                format!(
                    "It is gone: {how} It was removed from state and will be created again while it is configured. If \
                     that is not what you want, remove it from the configuration."
                ),
            ));
            return Some((DynamicValue::Null, DynamicValue::Null));
        };
        let fresh = diags.report(value::tree(&fresh).map_err(Into::into))?;
        let private = if importing { private::imported() } else { private };
        let private = Self::with_account(&ctx, private::with_note(private, ctx.take_note())).await;
        Some((refresh(&self.schema, &state, &fresh, importing), private))
    }

    async fn plan_create<'a>(
        &self,
        diags: &mut Diagnostics,
        _: DynamicValue,
        config: DynamicValue,
        _: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)> {
        let plan = plan(&self.schema, &DynamicValue::Null, &config, false);
        diags.report(sent_again(&self.schema, &plan))?;
        let plan = self.finish(diags, plan, false).await?;
        Some((plan.planned, DynamicValue::Null))
    }

    async fn plan_update<'a>(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        _: DynamicValue,
        config: DynamicValue,
        private: DynamicValue,
        _: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue, Vec<AttributePath>)> {
        let imported = private::is_imported(&private);
        let plan = plan(&self.schema, &prior, &config, imported);
        diags.report(sent_again(&self.schema, &plan))?;
        let plan = self.finish(diags, plan, imported).await?;
        let label = Self::attempt("plan", &plan.planned).label();
        if let Some(warning) = only_stored(&self.schema, &plan, &label) {
            diags.push_warning(warning);
        }
        Some((plan.planned, private, plan.replace))
    }

    async fn plan_destroy<'a>(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        private: DynamicValue,
        _: DynamicValue,
    ) -> Option<DynamicValue> {
        self.finish(diags, Planned::destroy(prior), false).await?;
        Some(private)
    }

    async fn create<'a>(
        &self,
        diags: &mut Diagnostics,
        planned: DynamicValue,
        config: DynamicValue,
        private: DynamicValue,
        _: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)> {
        let wanted = diags.report(self.wanted(&DynamicValue::Null, &planned, &config))?;
        let ctx = self.ctx(DynamicValue::Null, planned.clone());
        let answer = guarded(R::NAME, self.author.create(&ctx, wanted)).await;
        let state = self.stored(diags, "create", &ctx, &planned, answer)?;
        let private = private::made_at(private, SystemTime::now());
        Some((state, Self::with_account(&ctx, private::with_note(private, ctx.take_note())).await))
    }

    async fn update<'a>(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        planned: DynamicValue,
        config: DynamicValue,
        private: DynamicValue,
        _: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)> {
        let id = diags.report(Self::id(&prior));
        let wanted = diags.report(self.wanted(&prior, &planned, &config));
        let (Some(id), Some(wanted)) = (id, wanted) else { return Some((prior, private)) };
        let ctx = self.ctx(prior.clone(), planned.clone()).recalling(private::noted(&private));
        let answer = Self::touching(&ctx, &private, self.author.update(&ctx, &id, wanted)).await;
        let state = self.stored(diags, "update", &ctx, &planned, answer).unwrap_or(prior);
        Some((state, private::with_note(private, ctx.take_note())))
    }

    async fn destroy<'a>(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        private: DynamicValue,
        _: DynamicValue,
    ) -> Option<()> {
        let id = diags.report(Self::id(&prior))?;
        let ctx = self.ctx(prior.clone(), DynamicValue::Null).recalling(private::noted(&private));
        let answer = Self::touching(&ctx, &private, self.author.delete(&ctx, &id)).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        diags.report(answer.map_err(|failure| Self::attempt("delete", &prior).explain(failure)))
    }

    async fn import<'a>(&self, diags: &mut Diagnostics, id: String) -> Option<(DynamicValue, DynamicValue)> {
        let id = diags.report(Id::parse(R::ID, &id))?;
        let mut state = DynamicValue::Map(
            self.schema.attrs.iter().map(|attr| (attr.name.to_owned(), DynamicValue::Null)).collect(),
        );
        state.set("id", id.to_string());
        Some((state, private::importing()))
    }
}
