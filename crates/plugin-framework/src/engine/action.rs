//! The trait that an action implements. An action changes existing objects and has no state (Terraform 1.14 and later).

use std::sync::Arc;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use super::any::Declared;
use super::api::{Api, ErrorOf};
use super::apis::{ApiType, Shared};
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
    /// The API that the action calls.
    type Api: Api;
    /// One field per argument, in the order of the schema.
    type Config: DeserializeOwned + Send + Sync;

    /// The declaration of the `config` block.
    fn schema() -> Schema;

    /// Runs the action.
    ///
    /// # Errors
    /// If the action failed, or if its outcome is unknown.
    async fn invoke(
        &self,
        ctx: &Context<Self::Api>,
        config: Self::Config,
        progress: &Progress,
    ) -> Result<(), ErrorOf<Self::Api>>;

    /// Validates what the schema cannot express. Unknown values must be accepted.
    fn validate(config: &DynamicValue) -> Vec<Error> {
        let _ = config;
        Vec::new()
    }

    /// Rejects a configuration that is certain to fail, as far as its values are known.
    ///
    /// # Errors
    /// The reason why the action cannot succeed.
    async fn plan(&self, ctx: &Context<Self::Api>, config: &DynamicValue) -> Result<(), ErrorOf<Self::Api>> {
        let (_, _) = (ctx, config);
        Ok(())
    }
}

/// Reports the progress of an action.
#[derive(Clone, Debug)]
pub struct Progress(mpsc::UnboundedSender<ActionEvent>);

impl Progress {
    /// Shows a message. If the client has disconnected, the message is dropped and the action continues.
    pub fn report(&self, message: impl Into<String>) {
        self.0.send(ActionEvent::Progress(message.into())).ok();
    }
}

/// An event of a running action.
#[derive(Clone, Debug, PartialEq)]
pub enum ActionEvent {
    Progress(String),
    /// The last event, sent once: the error, if any, and the warnings.
    Completed {
        error: Option<Error>,
        warnings: Vec<Error>,
    },
}

/// An action as the server sees it.
#[async_trait]
pub trait AnyAction: Declared {
    /// The errors and warnings of a plan. Parts of the configuration may be unknown.
    async fn plan(&self, config: &DynamicValue) -> (Result<()>, Vec<Error>);
    /// Runs the action to completion, even if the client disconnects.
    fn invoke(self: Arc<Self>, config: DynamicValue) -> mpsc::UnboundedReceiver<ActionEvent>;
}

/// Adapts an [`Action`] to the server: decoding, validation, panics and events.
pub(super) struct ActionServer<A> {
    inner: A,
    schema: Schema,
    apis: Shared,
}

impl<A: Action> ActionServer<A> {
    pub(super) fn new(inner: A, apis: Shared) -> ActionServer<A> {
        ActionServer { inner, schema: A::schema(), apis }
    }

    fn ctx(&self) -> Context<A::Api> {
        Context::without_object(self.apis.now())
    }

    /// The first error in the values that are known.
    fn check_config(&self, config: &DynamicValue) -> Result<()> {
        self.check(config, true).into_iter().next().map_or(Ok(()), Err)
    }

    async fn run(&self, ctx: &Context<A::Api>, config: &DynamicValue, progress: &Progress) -> Result<()> {
        self.check_config(config)?;
        let config = plan(&self.schema, &DynamicValue::Null, config, false).planned;
        if !config.is_wholly_known() {
            return Err(Error::new(
                "Unknown value in an action",
                "Every argument must be known when an action is invoked. Apply the resources that it depends on first.",
            ));
        }
        let config = value::to_model(&config)?;
        catch_panics(A::NAME, self.inner.invoke(ctx, config, progress)).await
    }

    fn operation<'a>(verb: &'static str, config: &'a DynamicValue) -> Operation<'a> {
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
        let mut errors = check_config(&self.schema, config, write_only_allowed);
        errors.extend(A::validate(config));
        errors
    }
}

#[async_trait]
impl<A: Action> AnyAction for ActionServer<A> {
    async fn plan(&self, config: &DynamicValue) -> (Result<()>, Vec<Error>) {
        let ctx = self.ctx();
        let planned = async {
            self.check_config(config)?;
            self.apis.now().usable(ApiType::of::<A::Api>())?;
            catch_panics(A::NAME, self.inner.plan(&ctx, config)).await
        };
        let planned = planned.await.map_err(|error| Self::operation("plan", config).explain(error));
        (planned, ctx.warnings())
    }

    fn invoke(self: Arc<Self>, config: DynamicValue) -> mpsc::UnboundedReceiver<ActionEvent> {
        let (events, receiver) = mpsc::unbounded_channel();
        let running = async move {
            let ctx = self.ctx();
            let progress = Progress(events.clone());
            let done = self.run(&ctx, &config, &progress).await;
            let error = done.err().map(|error| Self::operation("invoke", &config).explain(error));
            events.send(ActionEvent::Completed { error, warnings: ctx.warnings() }).ok();
        };
        // A write that is cancelled may still have taken effect. So the action is finished even if the client has gone.
        tokio::spawn(running);
        receiver
    }
}
