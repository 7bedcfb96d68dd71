//! Around an author's code: decoding, the panic guard, what is stored when a step fails. This is `tf_provider::Resource`,
//! implemented once for every `Managed`.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use tf_provider::schema::Schema as View;
use tf_provider::{AttributePath, Diagnostics};

use super::apis::Shared;
use super::attempt::Attempt;
use super::check::check_config;
use super::conform::plan_violations;
use super::context::Cx;
use super::erased::Declared;
use super::failure::{Evidence, Failure, Problems, Result};
use super::fresh;
use super::guard::guarded;
use super::home::{Home as _, same_home};
use super::id::{Id, Part};
use super::managed::Managed;
use super::plan::plan;
use super::planned::{Change, Planned};
use super::private;
use super::rules::{only_stored, protected, sent_again};
use super::settle::{refresh, settle, untouched};
use crate::framework::schema::Schema;
use crate::framework::value::{self, Tree};

/// A resource with everything around it.
pub(super) struct Lifecycle<R> {
    author: R,
    schema: Arc<Schema>,
    apis: Shared,
}

impl<R: Managed> Lifecycle<R> {
    pub(super) fn new(author: R, apis: Shared) -> Lifecycle<R> {
        Lifecycle { author, schema: Arc::new(R::schema()), apis }
    }

    fn cx(&self, prior: Tree, planned: Tree) -> Cx<R::Api> {
        Cx::new(self.apis.now(), prior, planned)
    }

    fn id(state: &Tree) -> Result<Id> {
        let stored = state.get("id").text().ok_or_else(|| Failure::bug("The stored object has no `id`."))?;
        Id::parse(R::ID, stored)
    }

    /// Refuses to touch an object with the credential of another account, which does not see it.
    async fn at_home(cx: &Cx<R::Api>, private: &Tree) -> Result<()> {
        same_home(&*cx.api()?, &private::home(private)).await
    }

    /// A call that touches the object, unless the credential is of another account.
    async fn touching<T>(
        cx: &Cx<R::Api>,
        private: &Tree,
        call: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        Self::at_home(cx, private).await?;
        guarded(R::NAME, call).await
    }

    /// Private state with the account noted, unless that was done before or cannot be told.
    async fn housed(cx: &Cx<R::Api>, private: Tree) -> Tree {
        let (Ok(api), true) = (cx.api(), private::home(&private).is_null()) else { return private };
        private::with_home(private, api.home().await.ok().flatten())
    }

    /// What is being done to `object`, for messages.
    fn attempt<'a>(verb: &'static str, object: &'a Tree) -> Attempt<'a> {
        Attempt { verb, name: R::NAME, parts: R::ID, subject: R::SUBJECT, object }
    }

    /// The plan of an author's hook, checked against what Terraform would refuse.
    async fn finish(&self, diags: &mut Diagnostics, mut plan: Planned, imported: bool) -> Option<Planned> {
        if plan.change() != Change::Nothing {
            diags.take(self.apis.now().usable::<R::Api>())?;
        }
        let cx = self.cx(plan.prior.clone(), plan.planned.clone()).importing(imported);
        let hook = guarded(R::NAME, self.author.plan(&cx, &mut plan)).await;
        cx.warnings().into_iter().for_each(|it| diags.warn(it));
        let shown = if plan.planned.is_null() { &plan.prior } else { &plan.planned };
        diags.take(hook.map_err(|failure| Self::attempt("plan", shown).explain(failure)))?;
        diags.take(protected(&self.schema, &plan, &Self::attempt("delete", &plan.prior).label()))?;
        let (prior, config, planned) = (&plan.prior, &plan.config, &plan.planned);
        for violation in plan_violations(&self.schema, prior, config, planned) {
            diags.fail(Failure::bug(format!("{}: {violation}.", R::NAME)));
        }
        diags.errors.is_empty().then_some(plan)
    }

    /// Reads the object. One we made a moment ago may be missing from lists that lag behind, so it is looked for again until
    /// its absence is to be believed.
    async fn look(&self, id: &Id, state: &Tree, private: &Tree) -> (Cx<R::Api>, Result<Option<R::Model>>) {
        loop {
            let cx = self.cx(state.clone(), state.clone());
            let cx = cx.importing(private::is_importing(private)).recalling(private::noted(private));
            let answer = guarded(R::NAME, self.author.read(&cx, id)).await;
            let Ok(None) = answer else { return (cx, answer) };
            if let Err(foreign) = Self::at_home(&cx, private).await {
                return (cx, Err(foreign));
            }
            let Some(pause) = fresh::pause(private, SystemTime::now()) else { return (cx, answer) };
            if !self.apis.now().wait(pause).await {
                let detail =
                    "It was created a moment ago and is in no list yet; the wait for it was interrupted.";
                return (cx, Err(Failure::came_back(detail, Evidence::None)));
            }
        }
    }

    /// The planned object as the author's model, with write-only values where this call sends them. What was unknown when
    /// the configuration was judged is known by now, and is judged before anything is sent.
    fn wanted(&self, prior: &Tree, planned: &Tree, config: &Tree) -> Result<R::Model> {
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
        cx: &Cx<R::Api>,
        planned: &Tree,
        answer: Result<R::Model>,
    ) -> Option<Tree> {
        cx.warnings().into_iter().for_each(|it| diags.warn(it));
        let known = if cx.prior().is_null() { planned } else { cx.prior() };
        let tried = Self::attempt(verb, known);
        if cx.was_adopted() {
            diags.warn(tried.adopted());
        }
        match answer.and_then(|model| Ok(value::tree(&model)?)) {
            Ok(answered) => {
                let answered = match cx.prior() {
                    Tree::Null => answered,
                    prior => untouched(&self.schema, prior, planned, &answered),
                };
                let (state, broken) = settle(&self.schema, planned, &answered);
                for promise in broken {
                    let detail = format!("{}: `{}` {}.", R::NAME, promise.path, promise.what);
                    diags.fail(Failure::bug(detail).at(promise.path));
                }
                Some(state)
            }
            Err(failure) => {
                diags.fail(tried.explain(failure));
                cx.kept().map(|kept| settle(&self.schema, planned, &kept).0.without_unknowns())
            }
        }
    }
}

impl<R: Managed> Declared for Lifecycle<R> {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn id_parts(&self) -> &'static [Part] {
        R::ID
    }

    fn absence(&self) -> &'static str {
        R::ABSENCE
    }

    fn check(&self, config: &Tree, write_only_allowed: bool) -> Vec<Failure> {
        let mut failures = check_config(&self.schema, config, write_only_allowed);
        failures.extend(R::validate(config));
        failures
    }

    fn upgrade(&self, version: i64, stored: Tree) -> Result<Tree> {
        (version..self.schema.version).try_fold(stored, |stored, version| R::upgrade(version, stored))
    }
}

#[async_trait]
impl<R: Managed> tf_provider::Resource for Lifecycle<R> {
    type State<'a> = Tree;
    type PrivateState<'a> = Tree;
    type ProviderMetaState<'a> = Tree;

    fn schema(&self, _: &mut Diagnostics) -> Option<View> {
        Some(self.schema.view())
    }

    async fn read<'a>(
        &self,
        diags: &mut Diagnostics,
        state: Tree,
        private: Tree,
        _: Tree,
    ) -> Option<(Tree, Tree)> {
        let importing = private::is_importing(&private);
        let id = diags.take(Self::id(&state))?;
        let (cx, answer) = self.look(&id, &state, &private).await;
        cx.warnings().into_iter().for_each(|it| diags.warn(it));
        let tried = Self::attempt(if importing { "import" } else { "read" }, &state);
        let Some(fresh) = diags.take(answer.map_err(|failure| tried.explain(failure)))? else {
            let how = cx.take_absence();
            let how = how.as_deref().unwrap_or(R::ABSENCE);
            if importing {
                diags.fail(tried.absent(how));
                return None;
            }
            diags.warn(Failure::new(
                format!("{} no longer exists", tried.label()),
                format!(
                    "It is gone: {how} It was removed from state and will be created again while it is configured. If \
                     that is not what you want, remove it from the configuration."
                ),
            ));
            return Some((Tree::Null, Tree::Null));
        };
        let fresh = diags.take(value::tree(&fresh).map_err(Into::into))?;
        let private = if importing { private::imported() } else { private };
        let private = Self::housed(&cx, private::with_note(private, cx.take_note())).await;
        Some((refresh(&self.schema, &state, &fresh, importing), private))
    }

    async fn plan_create<'a>(
        &self,
        diags: &mut Diagnostics,
        _: Tree,
        config: Tree,
        _: Tree,
    ) -> Option<(Tree, Tree)> {
        let plan = plan(&self.schema, &Tree::Null, &config, false);
        diags.take(sent_again(&self.schema, &plan))?;
        let plan = self.finish(diags, plan, false).await?;
        Some((plan.planned, Tree::Null))
    }

    async fn plan_update<'a>(
        &self,
        diags: &mut Diagnostics,
        prior: Tree,
        _: Tree,
        config: Tree,
        private: Tree,
        _: Tree,
    ) -> Option<(Tree, Tree, Vec<AttributePath>)> {
        let imported = private::is_imported(&private);
        let plan = plan(&self.schema, &prior, &config, imported);
        diags.take(sent_again(&self.schema, &plan))?;
        let plan = self.finish(diags, plan, imported).await?;
        let label = Self::attempt("plan", &plan.planned).label();
        if let Some(warning) = only_stored(&self.schema, &plan, &label) {
            diags.warn(warning);
        }
        Some((plan.planned, private, plan.replace))
    }

    async fn plan_destroy<'a>(
        &self,
        diags: &mut Diagnostics,
        prior: Tree,
        private: Tree,
        _: Tree,
    ) -> Option<Tree> {
        self.finish(diags, Planned::destroy(prior), false).await?;
        Some(private)
    }

    async fn create<'a>(
        &self,
        diags: &mut Diagnostics,
        planned: Tree,
        config: Tree,
        private: Tree,
        _: Tree,
    ) -> Option<(Tree, Tree)> {
        let wanted = diags.take(self.wanted(&Tree::Null, &planned, &config))?;
        let cx = self.cx(Tree::Null, planned.clone());
        let answer = guarded(R::NAME, self.author.create(&cx, wanted)).await;
        let state = self.stored(diags, "create", &cx, &planned, answer)?;
        let private = private::made_at(private, SystemTime::now());
        Some((state, Self::housed(&cx, private::with_note(private, cx.take_note())).await))
    }

    async fn update<'a>(
        &self,
        diags: &mut Diagnostics,
        prior: Tree,
        planned: Tree,
        config: Tree,
        private: Tree,
        _: Tree,
    ) -> Option<(Tree, Tree)> {
        let id = diags.take(Self::id(&prior));
        let wanted = diags.take(self.wanted(&prior, &planned, &config));
        let (Some(id), Some(wanted)) = (id, wanted) else { return Some((prior, private)) };
        let cx = self.cx(prior.clone(), planned.clone()).recalling(private::noted(&private));
        let answer = Self::touching(&cx, &private, self.author.update(&cx, &id, wanted)).await;
        let state = self.stored(diags, "update", &cx, &planned, answer).unwrap_or(prior);
        Some((state, private::with_note(private, cx.take_note())))
    }

    async fn destroy<'a>(&self, diags: &mut Diagnostics, prior: Tree, private: Tree, _: Tree) -> Option<()> {
        let id = diags.take(Self::id(&prior))?;
        let cx = self.cx(prior.clone(), Tree::Null).recalling(private::noted(&private));
        let answer = Self::touching(&cx, &private, self.author.delete(&cx, &id)).await;
        cx.warnings().into_iter().for_each(|it| diags.warn(it));
        diags.take(answer.map_err(|failure| Self::attempt("delete", &prior).explain(failure)))
    }

    async fn import<'a>(&self, diags: &mut Diagnostics, id: String) -> Option<(Tree, Tree)> {
        let id = diags.take(Id::parse(R::ID, &id))?;
        let mut state =
            Tree::Map(self.schema.attrs.iter().map(|attr| (attr.name.to_owned(), Tree::Null)).collect());
        state.set("id", id.to_string());
        Some((state, private::importing()))
    }
}
