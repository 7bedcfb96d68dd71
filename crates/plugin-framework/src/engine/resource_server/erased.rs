//! A resource of any model and any API. The code around it is compiled once, and not once for each resource.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Serialize;

use crate::engine::api::Api;
use crate::engine::apis::ApiType;
use crate::engine::context::{CallContext, Context};
use crate::engine::error::{Error, Evidence, Result};
use crate::engine::id::{Id, Part};
use crate::engine::moved::MoveSource;
use crate::engine::planned::ResourcePlan;
use crate::engine::resource::Resource;
use crate::schema::Schema;
use crate::value::{self, DynamicValue};

/// The constants of a [`Resource`] and of its API.
pub(super) struct Constants {
    pub(super) name: &'static str,
    pub(super) id: &'static [Part],
    pub(super) identity_version: i64,
    pub(super) subject: &'static str,
    pub(super) not_found_reason: &'static str,
    pub(super) api: ApiType,
    pub(super) account_noun: &'static str,
}

/// The functions of a [`Resource`], with objects as dynamic values and without the type of its API.
#[async_trait]
pub(super) trait ErasedResource: Send + Sync {
    fn constants(&self) -> Constants;
    fn schema(&self) -> Schema;
    async fn create(&self, call: &Arc<CallContext>, plan: &DynamicValue) -> Result<DynamicValue>;
    async fn read(&self, call: &Arc<CallContext>, id: &Id) -> Result<Option<DynamicValue>>;
    async fn update(&self, call: &Arc<CallContext>, id: &Id, plan: &DynamicValue) -> Result<DynamicValue>;
    async fn delete(&self, call: &Arc<CallContext>, id: &Id) -> Result<()>;
    async fn plan(&self, call: &Arc<CallContext>, plan: &mut ResourcePlan) -> Result<()>;
    /// The account of the credentials.
    async fn account(&self, call: &Arc<CallContext>) -> Result<Option<String>>;
    fn may_be_handed_over(&self, call: &Arc<CallContext>, object: &DynamicValue) -> bool;
    fn validate(&self, config: &DynamicValue) -> Vec<Error>;
    fn shared_key(&self, object: &DynamicValue) -> Option<String>;
    fn moved_from(&self, object: &MoveSource<'_>) -> Result<Option<String>>;
    fn upgrade(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue>;
    fn upgrade_identity(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue>;
}

#[async_trait]
impl<R: Resource> ErasedResource for R {
    fn constants(&self) -> Constants {
        Constants {
            name: R::NAME,
            id: R::ID,
            identity_version: R::IDENTITY_VERSION,
            subject: R::SUBJECT,
            not_found_reason: R::NOT_FOUND_REASON,
            api: ApiType::of::<R::Api>(),
            account_noun: R::Api::ACCOUNT_NOUN,
        }
    }

    fn schema(&self) -> Schema {
        R::schema()
    }

    async fn create(&self, call: &Arc<CallContext>, plan: &DynamicValue) -> Result<DynamicValue> {
        let created = Resource::create(self, &Context::new(call), value::to_model(plan)?).await;
        written_object(created.map_err(Into::into)?)
    }

    async fn read(&self, call: &Arc<CallContext>, id: &Id) -> Result<Option<DynamicValue>> {
        let found = Resource::read(self, &Context::new(call), id).await.map_err(Into::into)?;
        Ok(found.map(|model| value::from_model(&model)).transpose()?)
    }

    async fn update(&self, call: &Arc<CallContext>, id: &Id, plan: &DynamicValue) -> Result<DynamicValue> {
        let updated = Resource::update(self, &Context::new(call), id, value::to_model(plan)?).await;
        written_object(updated.map_err(Into::into)?)
    }

    async fn delete(&self, call: &Arc<CallContext>, id: &Id) -> Result<()> {
        Resource::delete(self, &Context::new(call), id).await.map_err(Into::into)
    }

    async fn plan(&self, call: &Arc<CallContext>, plan: &mut ResourcePlan) -> Result<()> {
        Resource::plan(self, &Context::new(call), plan).await.map_err(Into::into)
    }

    async fn account(&self, call: &Arc<CallContext>) -> Result<Option<String>> {
        Context::<R::Api>::new(call).api()?.account().await.map_err(Into::into)
    }

    fn may_be_handed_over(&self, call: &Arc<CallContext>, object: &DynamicValue) -> bool {
        Resource::may_be_handed_over(self, &Context::new(call), object)
    }

    fn validate(&self, config: &DynamicValue) -> Vec<Error> {
        R::validate(config)
    }

    fn shared_key(&self, object: &DynamicValue) -> Option<String> {
        R::shared_key(object)
    }

    fn moved_from(&self, object: &MoveSource<'_>) -> Result<Option<String>> {
        R::moved_from(object)
    }

    fn upgrade(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        R::upgrade(version, stored)
    }

    fn upgrade_identity(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        R::upgrade_identity(version, stored)
    }
}

/// An object that was written, as a dynamic value. If there is none, the object exists all the same.
fn written_object(model: impl Serialize) -> Result<DynamicValue> {
    value::from_model(&model).map_err(|error| Error { evidence: Evidence::MayExist, ..error.into() })
}
