//! Adapts list resources to the server: decoding, the limit, stopping, panic handling, and the identity of each object.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use futures::stream::{self, BoxStream, StreamExt};
use tokio::sync::mpsc;

use super::any::Declared;
use super::apis::Shared;
use super::apply_result::refresh;
use super::check::check_config;
use super::context::Context;
use super::error::{Error, Result};
use super::error_messages::Operation;
use super::guard::catch_panics;
use super::id::{Id, Part};
use super::list_resource::{
    AnyListResource, ListEvent, ListRequest, ListResource, ListResults, ListedResource,
};
use super::plan::plan;
use crate::schema::{Attr, Schema};
use crate::value::{self, DynamicValue};

/// Adapts a [`ListResource`] to the server.
pub(super) struct ListResourceServer<R> {
    inner: R,
    /// The schema of the `config` block.
    schema: Schema,
    /// The schema of the resource.
    resource: Schema,
    apis: Shared,
}

impl<R: ListResource> ListResourceServer<R> {
    pub(super) fn new(inner: R, apis: Shared) -> ListResourceServer<R> {
        ListResourceServer { inner, schema: R::list_schema(), resource: R::schema(), apis }
    }

    fn config(&self, config: &DynamicValue) -> Result<R::Config> {
        if let Some(error) = self.check(config, true).into_iter().next() {
            return Err(error);
        }
        let config = plan(&self.schema, &DynamicValue::Null, config, false).planned;
        if !config.is_wholly_known() {
            return Err(Error::new(
                "Unknown value in a list block",
                "The arguments in `config` must be known. Use literal values or input variables.",
            ));
        }
        Ok(value::to_model(&config)?)
    }

    /// Sends all objects, and then the error, if any.
    async fn run(
        &self,
        request: &ListRequest,
        results: ListResults<R::Model>,
        complete: &tokio::sync::Notify,
        ctx: &Context<R::Api>,
    ) -> Result<()> {
        let config = self.config(&request.config)?;
        if request.limit == Some(0) {
            return Ok(());
        }
        let apis = self.apis.now();
        tokio::select! {
            biased;
            () = complete.notified() => Ok(()),
            () = apis.stopped() => Err(Error::new("The list was interrupted", "Terraform asked the provider to stop before the list was complete. Run `terraform query` again.")),
            listed = catch_panics(R::NAME, self.inner.list(ctx, config, &results)) => listed.map_err(|error| {
                let tried = Operation { verb: "list", name: R::NAME, parts: R::ID, subject: R::SUBJECT, object: &request.config };
                tried.explain(error)
            }),
        }
    }

    /// One object of the list, by the rules of an import.
    fn listed(&self, model: &R::Model, include_resource: bool) -> Result<ListedResource> {
        let response = value::from_model(model)?;
        let id = response
            .get("id")
            .text()
            .ok_or_else(|| Error::bug(format!("{}: a listed object has no `id`.", R::NAME)))?;
        let id = Id::parse(R::ID, id)?;
        let known_as = response.get(R::SUBJECT).text().filter(|text| !text.is_empty());
        let display_name = known_as.unwrap_or_else(|| id.last()).to_owned();
        let object = include_resource.then(|| {
            let object = refresh(&self.resource, &DynamicValue::Null, &response, true);
            without_secrets(&self.resource.attrs, object)
        });
        Ok(ListedResource { id, display_name, object })
    }
}

/// The object without secrets. The lists of the API contain none, so this is a safeguard.
fn without_secrets(attrs: &[Attr], mut object: DynamicValue) -> DynamicValue {
    for attr in attrs {
        let value = object.get(attr.name);
        if attr.sensitive || attr.write_only {
            object.set(attr.name, DynamicValue::Null);
        } else if matches!(value, DynamicValue::Map(_)) && !attr.kind.members().is_empty() {
            let value = without_secrets(attr.kind.members(), value.clone());
            object.set(attr.name, value);
        }
    }
    object
}

impl<R: ListResource> Declared for ListResourceServer<R> {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn id_parts(&self) -> &'static [Part] {
        R::ID
    }

    fn check(&self, config: &DynamicValue, write_only_allowed: bool) -> Vec<Error> {
        check_config(&self.schema, config, write_only_allowed)
    }
}

impl<R: ListResource> AnyListResource for ListResourceServer<R> {
    fn list(self: Arc<Self>, request: ListRequest) -> BoxStream<'static, ListEvent> {
        let (results, found, complete) = ListResults::new(request.limit);
        let (ending, ended) = mpsc::channel(16);
        let include_resource = request.include_resource;
        let server = Arc::clone(&self);
        let running = async move {
            let ctx = Context::without_object(server.apis.now());
            let outcome = server.run(&request, results, &complete, &ctx).await;
            let warnings = ctx.warnings().into_iter().map(ListEvent::Warning);
            let error = outcome.err().map(ListEvent::Failed);
            for event in warnings.chain(error) {
                // If this fails, the receiver is gone.
                ending.send(event).await.ok();
            }
        };
        let seen = Mutex::new(BTreeSet::new());
        let found = stream::unfold(found, |mut found| async { Some((found.recv().await?, found)) });
        let found = found.filter_map(move |model| {
            // Pages may shift while they are read, so an object that comes twice is listed once.
            let listed = self.listed(&model, include_resource);
            let repeated = listed.as_ref().is_ok_and(|it| {
                !seen.lock().unwrap_or_else(PoisonError::into_inner).insert(it.id.to_string())
            });
            let event = match listed {
                Ok(_) if repeated => None,
                Ok(listed) => Some(ListEvent::Found(listed)),
                Err(error) => Some(ListEvent::Failed(error)),
            };
            std::future::ready(event)
        });
        let ended = stream::unfold(ended, |mut ended| async { Some((ended.recv().await?, ended)) });
        let running = stream::once(running).filter_map(|()| std::future::ready(None));
        let events = stream::select(found.chain(ended), running);
        until_failed(events).boxed()
    }
}

/// The events up to and including the first error.
fn until_failed(
    events: impl futures::Stream<Item = ListEvent> + Send,
) -> impl futures::Stream<Item = ListEvent> + Send {
    events.scan(false, |failed, event| {
        let event = (!*failed).then_some(event);
        *failed = matches!(event, None | Some(ListEvent::Failed(_)));
        std::future::ready(event)
    })
}
