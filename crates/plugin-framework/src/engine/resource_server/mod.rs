//! Runs a `Resource`: decodes requests, handles panics, and decides what is stored if a step fails.

mod apply;
mod declared;
mod plan;
mod read;
mod sharing;

use std::sync::Arc;

use async_trait::async_trait;
use tf_provider::Diagnostics;

use super::any::{AnyResource, PlannedObject, StoredObject};
use super::api::{ErrorOf, check_account};
use super::apis::Shared;
use super::context::Context;
use super::error::{DiagnosticsExt, Error, Result};
use super::error_messages::Operation;
use super::guard::catch_panics;
use super::id::Id;
use super::private;
use super::resource::Resource;
use crate::schema::Schema;
use crate::value::DynamicValue;

/// Adapts a [`Resource`] to the server.
pub(super) struct ResourceServer<R> {
    author: R,
    schema: Arc<Schema>,
    apis: Shared,
}

impl<R: Resource> ResourceServer<R> {
    pub(super) fn new(author: R, apis: Shared) -> ResourceServer<R> {
        ResourceServer { author, schema: Arc::new(R::schema()), apis }
    }

    fn ctx(
        &self,
        prior: impl Into<Arc<DynamicValue>>,
        planned: impl Into<Arc<DynamicValue>>,
    ) -> Context<R::Api> {
        Context::new(self.apis.now(), prior, planned)
    }

    fn id(state: &DynamicValue) -> Result<Id> {
        let Some(stored) = state.get("id").text() else {
            let detail = format!(
                "The state of a {} has no `id`, so it was not written by this provider. Remove the object with `terraform state \
                 rm` and import it.",
                R::NAME
            );
            return Err(Error::new("The object in the state has no ID", detail));
        };
        Id::parse(R::ID, stored)
    }

    /// Runs a call that changes the object, unless the credentials belong to another account than the object.
    async fn guarded_write<T>(
        ctx: &Context<R::Api>,
        private: &DynamicValue,
        call: impl Future<Output = Result<T, ErrorOf<R::Api>>>,
    ) -> Result<T> {
        check_account(&*ctx.api()?, &private::account(private)).await?;
        catch_panics(R::NAME, call).await
    }

    /// Adds the account of the credentials to the private state, unless it is already set or the API does not return
    /// it.
    async fn with_account(ctx: &Context<R::Api>, private: DynamicValue) -> DynamicValue {
        use super::api::Api as _;
        let (Ok(api), true) = (ctx.api(), private::account(&private).is_null()) else { return private };
        private::with_account(private, api.account().await.ok().flatten())
    }

    /// The operation on `object`, for messages.
    fn operation<'a>(verb: &'static str, object: &'a DynamicValue) -> Operation<'a> {
        Operation { verb, name: R::NAME, parts: R::ID, subject: R::SUBJECT, object }
    }
}

#[async_trait]
impl<R: Resource> AnyResource for ResourceServer<R> {
    async fn read(&self, diags: &mut Diagnostics, stored: StoredObject) -> Option<StoredObject> {
        self.refresh(diags, stored).await
    }

    async fn plan(
        &self,
        diags: &mut Diagnostics,
        prior: StoredObject,
        config: DynamicValue,
    ) -> Option<PlannedObject> {
        if config.is_null() {
            self.plan_destroy(diags, prior).await
        } else if prior.state.is_null() {
            self.plan_create(diags, &prior.private, config).await
        } else {
            self.plan_update(diags, prior, config).await
        }
    }

    async fn apply(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        planned: StoredObject,
        config: DynamicValue,
    ) -> Option<StoredObject> {
        if planned.state.is_null() {
            Some(self.destroy(diags, prior, planned.private).await)
        } else if prior.is_null() {
            self.create(diags, planned.state, &config).await
        } else {
            Some(self.update(diags, prior, planned, &config).await)
        }
    }

    fn import(&self, diags: &mut Diagnostics, id: &str) -> Option<StoredObject> {
        let id = diags.report(Id::parse(R::ID, id))?;
        let mut state = DynamicValue::Map(
            self.schema.attrs.iter().map(|attr| (attr.name.to_owned(), DynamicValue::Null)).collect(),
        );
        state.set("id", id.to_string());
        Some(StoredObject { state, private: private::importing() })
    }
}
