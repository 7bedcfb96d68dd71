//! Runs a `Resource`: decodes requests, handles panics, and decides what is stored if a step fails.

mod apply;
mod declared;
mod erased;
mod plan;
mod read;
mod sharing;

use std::sync::Arc;

use async_trait::async_trait;
use tf_provider::Diagnostics;

use erased::{Constants, ErasedResource};

use super::any::{AnyResource, PlannedObject, StoredObject};
use super::api::other_account_error;
use super::apis::Shared;
use super::context::CallContext;
use super::error::{DiagnosticsExt, Error, Result};
use super::error_messages::Operation;
use super::guard::catch_panics;
use super::id::Id;
use super::private;
use super::resource::Resource;
use crate::schema::Schema;
use crate::value::DynamicValue;

/// Adapts a [`Resource`] to the server.
pub(super) struct ResourceServer {
    resource: Box<dyn ErasedResource>,
    constants: Constants,
    schema: Arc<Schema>,
    apis: Shared,
}

impl ResourceServer {
    pub(super) fn new(resource: impl Resource, apis: Shared) -> ResourceServer {
        let resource: Box<dyn ErasedResource> = Box::new(resource);
        let (constants, schema) = (resource.constants(), Arc::new(resource.schema()));
        ResourceServer { resource, constants, schema, apis }
    }

    fn ctx(&self, prior: impl Into<Arc<DynamicValue>>, planned: impl Into<Arc<DynamicValue>>) -> CallContext {
        CallContext::new(self.apis.now(), prior, planned)
    }

    fn id(&self, state: &DynamicValue) -> Result<Id> {
        let Some(stored) = state.get("id").text() else {
            let detail = format!(
                "The state of a {} has no `id`, so it was not written by this provider. Remove the object with `terraform state \
                 rm` and import it.",
                self.constants.name
            );
            return Err(Error::new("The object in the state has no ID", detail));
        };
        Id::parse(self.constants.id, stored)
    }

    /// Runs a call that changes the object, unless the credentials belong to another account than the object.
    async fn write_in_same_account<T>(
        &self,
        ctx: &Arc<CallContext>,
        private: &DynamicValue,
        call: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        ctx.apis().client(self.constants.api)?;
        match self.other_account(ctx, private).await? {
            Some(other) => Err(other),
            None => catch_panics(self.constants.name, call).await,
        }
    }

    /// The error for credentials that belong to another account than the object, if the account of the object was
    /// stored.
    async fn other_account(&self, ctx: &Arc<CallContext>, private: &DynamicValue) -> Result<Option<Error>> {
        let stored = private::account(private);
        let Some(stored) = stored.text() else { return Ok(None) };
        let now = self.resource.account(ctx).await?.filter(|now| now != stored);
        Ok(now.map(|now| other_account_error(self.constants.account_noun, stored, &now)))
    }

    /// Adds the account of the credentials to the private state, unless it is already set or the API does not return
    /// it.
    async fn with_account(&self, ctx: &Arc<CallContext>, private: DynamicValue) -> DynamicValue {
        if !private::account(&private).is_null() {
            return private;
        }
        private::with_account(private, self.resource.account(ctx).await.ok().flatten())
    }

    /// The operation on `object`, for messages.
    fn operation<'a>(&self, verb: &'static str, object: &'a DynamicValue) -> Operation<'a> {
        let Constants { name, id: parts, subject, .. } = self.constants;
        Operation { verb, name, parts, subject, object }
    }
}

#[async_trait]
impl AnyResource for ResourceServer {
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
        let id = diags.report(Id::parse(self.constants.id, id))?;
        let mut state = self.schema.null_object();
        state.set("id", id.to_string());
        Some(StoredObject { state, private: private::importing() })
    }
}
