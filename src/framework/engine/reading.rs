//! Around an author's data source or ephemeral resource: decoding, the panic guard, and the answer fitted to the
//! configuration.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use serde::Serialize;
use tf_provider::Diagnostics;
use tf_provider::schema::Schema as View;

use super::apis::Shared;
use super::attempt::Attempt;
use super::check::check_config;
use super::context::Cx;
use super::ephemeral::{Ephemeral, Opened};
use super::erased::{Declared, EphemeralResource, OpenedTree};
use super::failure::{Failure, Problems, Result};
use super::guard::guarded;
use super::lookup::Lookup;
use super::plan::plan;
use super::settle::settle;
use crate::framework::schema::Schema;
use crate::framework::value::{self, Tree};

/// What is configured stays, what is not comes from the answer; a contradiction is a bug of ours.
fn fitted(schema: &Schema, name: &str, config: &Tree, answer: impl Serialize) -> Result<Tree> {
    let answered = value::tree(&answer)?;
    // It may be ten thousand objects.
    drop(answer);
    let (state, broken) = settle(schema, &plan(schema, &Tree::Null, config, false).planned, &answered);
    match broken.first() {
        None => Ok(state),
        Some(promise) => Err(Failure::bug(format!("{name}: `{}` {}.", promise.path, promise.what))),
    }
}

/// The configuration as the author's model: what is not configured is unknown.
fn asked<M: serde::de::DeserializeOwned>(schema: &Schema, config: &Tree) -> Result<M> {
    Ok(value::model(&plan(schema, &Tree::Null, config, false).planned)?)
}

/// What is being done, for messages.
fn tried<'a>(verb: &'static str, name: &'static str, config: &'a Tree) -> Attempt<'a> {
    Attempt { verb, name, parts: &[], subject: "name", object: config }
}

/// A data source with everything around it. This is `tf_provider::DataSource`, implemented once.
pub(super) struct LookupLifecycle<L> {
    author: L,
    schema: Arc<Schema>,
    apis: Shared,
}

impl<L: Lookup> LookupLifecycle<L> {
    pub(super) fn new(author: L, apis: Shared) -> LookupLifecycle<L> {
        LookupLifecycle { author, schema: Arc::new(L::schema()), apis }
    }
}

impl<L: Lookup> Declared for LookupLifecycle<L> {
    fn name(&self) -> &'static str {
        L::NAME
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn check(&self, config: &Tree, write_only_allowed: bool) -> Vec<Failure> {
        let mut failures = check_config(&self.schema, config, write_only_allowed);
        failures.extend(L::validate(config));
        failures
    }
}

#[async_trait]
impl<L: Lookup> tf_provider::DataSource for LookupLifecycle<L> {
    type State<'a> = Tree;
    type ProviderMetaState<'a> = Tree;

    fn schema(&self, _: &mut Diagnostics) -> Option<View> {
        Some(self.schema.view())
    }

    async fn read<'a>(&self, diags: &mut Diagnostics, config: Tree, _: Tree) -> Option<Tree> {
        let asked = diags.take(asked(&self.schema, &config))?;
        let cx = Cx::new(self.apis.now(), Tree::Null, Tree::Null);
        let answer = guarded(L::NAME, self.author.read(&cx, asked)).await;
        cx.warnings().into_iter().for_each(|it| diags.warn(it));
        let answer =
            diags.take(answer.map_err(|failure| tried("read", L::NAME, &config).explain(failure)))?;
        diags.take(fitted(&self.schema, L::NAME, &config, answer))
    }
}

/// An ephemeral resource with everything around it.
pub(super) struct EphemeralLifecycle<E> {
    author: E,
    schema: Arc<Schema>,
    apis: Shared,
}

impl<E: Ephemeral> EphemeralLifecycle<E> {
    pub(super) fn new(author: E, apis: Shared) -> EphemeralLifecycle<E> {
        EphemeralLifecycle { author, schema: Arc::new(E::schema()), apis }
    }

    fn cx(&self) -> Cx<E::Api> {
        Cx::new(self.apis.now(), Tree::Null, Tree::Null)
    }

    async fn opened(&self, cx: &Cx<E::Api>, config: &Tree) -> Result<OpenedTree> {
        let asked = asked(&self.schema, config)?;
        let Opened { model, renew_at, private } = guarded(E::NAME, self.author.open(cx, asked)).await?;
        match fitted(&self.schema, E::NAME, config, model) {
            Ok(result) => Ok(OpenedTree { result, renew_at, private }),
            Err(failure) => {
                // Terraform does not close what did not open (protocol.md c.13), so nothing may stay behind.
                guarded(E::NAME, self.author.close(cx, &private)).await?;
                Err(failure)
            }
        }
    }
}

impl<E: Ephemeral> Declared for EphemeralLifecycle<E> {
    fn name(&self) -> &'static str {
        E::NAME
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn check(&self, config: &Tree, write_only_allowed: bool) -> Vec<Failure> {
        let mut failures = check_config(&self.schema, config, write_only_allowed);
        failures.extend(E::validate(config));
        failures
    }
}

#[async_trait]
impl<E: Ephemeral> EphemeralResource for EphemeralLifecycle<E> {
    async fn open(&self, diags: &mut Diagnostics, config: Tree) -> Option<OpenedTree> {
        let cx = self.cx();
        let opened = self.opened(&cx, &config).await;
        cx.warnings().into_iter().for_each(|it| diags.warn(it));
        diags.take(opened.map_err(|failure| tried("open", E::NAME, &config).explain(failure)))
    }

    async fn renew(&self, diags: &mut Diagnostics, private: &Tree) -> Option<Option<SystemTime>> {
        let cx = self.cx();
        let renewed = guarded(E::NAME, self.author.renew(&cx, private)).await;
        cx.warnings().into_iter().for_each(|it| diags.warn(it));
        diags.take(renewed.map_err(|failure| tried("renew", E::NAME, &Tree::Null).explain(failure)))
    }

    async fn close(&self, diags: &mut Diagnostics, private: &Tree) {
        let cx = self.cx();
        let closed = guarded(E::NAME, self.author.close(&cx, private)).await;
        cx.warnings().into_iter().for_each(|it| diags.warn(it));
        diags.take(closed.map_err(|failure| tried("close", E::NAME, &Tree::Null).explain(failure)));
    }
}
