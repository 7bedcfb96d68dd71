//! What the author of an action writes: something done to what exists, without state (Terraform 1.14 and later).

use std::sync::Arc;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use super::any::Declared;
use super::api::{Api, ErrorOf};
use super::apis::Shared;
use super::check::check_config;
use super::context::Context;
use super::error::{Error, Result};
use super::error_messages::Operation;
use super::guard::catch_panics;
use super::plan::plan;
use crate::schema::Schema;
use crate::value::{self, DynamicValue};

/// An action.
#[async_trait]
pub trait Action: Send + Sync + Sized + 'static {
    /// The type name, such as `confident_resend_invitation`.
    const NAME: &'static str;
    /// The API it acts on.
    type Api: Api;
    /// One field per argument, in the order of the schema.
    type Config: DeserializeOwned + Send + Sync;

    /// The declaration of the `config` block.
    fn schema() -> Schema;

    /// Does it.
    ///
    /// # Errors
    /// When it was not done, or when that is not known.
    async fn invoke(
        &self,
        ctx: &Context<Self::Api>,
        config: Self::Config,
        progress: &Progress,
    ) -> Result<(), ErrorOf<Self::Api>>;

    /// What the schema cannot say about a configuration. Unknown values must pass.
    fn validate(config: &DynamicValue) -> Vec<Error> {
        let _ = config;
        Vec::new()
    }

    /// Refuses what is certain to fail, as far as the configuration is known.
    ///
    /// # Errors
    /// What makes it impossible.
    async fn plan(&self, ctx: &Context<Self::Api>, config: &DynamicValue) -> Result<(), ErrorOf<Self::Api>> {
        let (_, _) = (ctx, config);
        Ok(())
    }
}

/// Where an action reports what it is doing.
#[derive(Clone, Debug)]
pub struct Progress(mpsc::UnboundedSender<ActionEvent>);

impl Progress {
    /// Shows a message. Nobody may be there to read it, which does not stop the action.
    pub fn report(&self, message: impl Into<String>) {
        self.0.send(ActionEvent::Progress(message.into())).ok();
    }
}

/// What happens while an action runs.
#[derive(Clone, Debug, PartialEq)]
pub enum ActionEvent {
    Progress(String),
    /// The end, once: what went wrong, if anything, and what the user should know.
    Completed {
        failure: Option<Error>,
        warnings: Vec<Error>,
    },
}

/// An action as the server sees it.
#[async_trait]
pub trait AnyAction: Declared {
    /// Errors and warnings of a plan, for a configuration that may be unknown in part.
    async fn plan(&self, config: &DynamicValue) -> (Result<()>, Vec<Error>);
    /// Runs it to its end, whoever listens.
    fn invoke(self: Arc<Self>, config: DynamicValue) -> mpsc::UnboundedReceiver<ActionEvent>;
}

/// An action with everything around it.
pub(super) struct ActionServer<A> {
    author: A,
    schema: Schema,
    apis: Shared,
}

impl<A: Action> ActionServer<A> {
    pub(super) fn new(author: A, apis: Shared) -> ActionServer<A> {
        ActionServer { author, schema: A::schema(), apis }
    }

    fn ctx(&self) -> Context<A::Api> {
        Context::new(self.apis.now(), DynamicValue::Null, DynamicValue::Null)
    }

    /// The first thing wrong with what is known by now.
    fn checked(&self, config: &DynamicValue) -> Result<()> {
        self.check(config, true).into_iter().next().map_or(Ok(()), Err)
    }

    async fn run(&self, ctx: &Context<A::Api>, config: &DynamicValue, progress: &Progress) -> Result<()> {
        self.checked(config)?;
        let config = plan(&self.schema, &DynamicValue::Null, config, false).planned;
        if !config.is_wholly_known() {
            return Err(Error::new(
                "Unknown value in an action",
                "Every argument must be known when an action is invoked.",
            ));
        }
        let config = value::model(&config)?;
        catch_panics(A::NAME, self.author.invoke(ctx, config, progress)).await
    }

    fn tried<'a>(verb: &'static str, config: &'a DynamicValue) -> Operation<'a> {
        Operation { verb, name: A::NAME, parts: &[], subject: "name", object: config }
    }
}

impl<A: Action> Declared for ActionServer<A> {
    fn name(&self) -> &'static str {
        A::NAME
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn check(&self, config: &DynamicValue, write_only_allowed: bool) -> Vec<Error> {
        let mut failures = check_config(&self.schema, config, write_only_allowed);
        failures.extend(A::validate(config));
        failures
    }
}

#[async_trait]
impl<A: Action> AnyAction for ActionServer<A> {
    async fn plan(&self, config: &DynamicValue) -> (Result<()>, Vec<Error>) {
        let ctx = self.ctx();
        let planned = async {
            self.checked(config)?;
            self.apis.now().usable::<A::Api>()?;
            catch_panics(A::NAME, self.author.plan(&ctx, config)).await
        };
        let planned = planned.await.map_err(|failure| Self::tried("plan", config).explain(failure));
        (planned, ctx.warnings())
    }

    fn invoke(self: Arc<Self>, config: DynamicValue) -> mpsc::UnboundedReceiver<ActionEvent> {
        let (events, receiver) = mpsc::unbounded_channel();
        let running = async move {
            let ctx = self.ctx();
            let progress = Progress(events.clone());
            let done = self.run(&ctx, &config, &progress).await;
            let failure = done.err().map(|failure| Self::tried("invoke", &config).explain(failure));
            events.send(ActionEvent::Completed { failure, warnings: ctx.warnings() }).ok();
        };
        // An abandoned write may have been made; who asked for it has gone, and it is carried through.
        tokio::spawn(running);
        receiver
    }
}
