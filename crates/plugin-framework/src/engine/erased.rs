//! Object-safe faces, so that the server can keep resources of every model in one map.

use std::time::SystemTime;

use async_trait::async_trait;
use tf_provider::schema::Schema as View;
use tf_provider::{AttributePath, Diagnostics};

use super::error::{Error, Result};
use super::id::Part;
use crate::schema::Schema;
use crate::value::DynamicValue;

/// What tf-provider's traits cannot say of a type.
pub trait Declared: Send + Sync {
    /// The type name.
    fn name(&self) -> &'static str;
    /// The declaration, with the words tf-provider's view has none for.
    fn schema(&self) -> &Schema;
    /// The parts of the id, which are also the identity; none for what has no id.
    fn id_parts(&self) -> &'static [Part] {
        &[]
    }
    /// How the absence of an object is found out, as the end of a sentence; empty for what is not stored.
    fn absence(&self) -> &'static str {
        ""
    }
    /// Everything wrong with a configuration as far as it is known.
    fn check(&self, config: &DynamicValue, write_only_allowed: bool) -> Vec<Error>;
    /// State of an older schema version as one of today's.
    ///
    /// # Errors
    /// When there was no such version.
    fn upgrade(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        let _ = (version, stored);
        Err(Error::bug("Only resources have stored state."))
    }
}

/// A managed resource as the server sees it. Every `tf_provider::Resource` over `DynamicValue` is one.
#[async_trait]
pub trait AnyResource: Declared {
    fn view(&self, diags: &mut Diagnostics) -> Option<View>;
    async fn read(
        &self,
        diags: &mut Diagnostics,
        state: DynamicValue,
        private: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)>;
    async fn plan_create(
        &self,
        diags: &mut Diagnostics,
        config: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)>;
    async fn plan_update(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        config: DynamicValue,
        private: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue, Vec<AttributePath>)>;
    async fn plan_destroy(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        private: DynamicValue,
    ) -> Option<DynamicValue>;
    async fn create(
        &self,
        diags: &mut Diagnostics,
        planned: DynamicValue,
        config: DynamicValue,
        private: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)>;
    async fn update(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        planned: DynamicValue,
        config: DynamicValue,
        private: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)>;
    async fn destroy(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        private: DynamicValue,
    ) -> Option<()>;
    async fn import(&self, diags: &mut Diagnostics, id: String) -> Option<(DynamicValue, DynamicValue)>;
}

#[async_trait]
impl<T> AnyResource for T
where
    T: Declared
        + for<'a> tf_provider::Resource<
            State<'a> = DynamicValue,
            PrivateState<'a> = DynamicValue,
            ProviderMetaState<'a> = DynamicValue,
        >,
{
    fn view(&self, diags: &mut Diagnostics) -> Option<View> {
        tf_provider::Resource::schema(self, diags)
    }

    async fn read(
        &self,
        diags: &mut Diagnostics,
        state: DynamicValue,
        private: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)> {
        tf_provider::Resource::read(self, diags, state, private, DynamicValue::Null).await
    }

    async fn plan_create(
        &self,
        diags: &mut Diagnostics,
        config: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)> {
        tf_provider::Resource::plan_create(self, diags, DynamicValue::Null, config, DynamicValue::Null).await
    }

    async fn plan_update(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        config: DynamicValue,
        private: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue, Vec<AttributePath>)> {
        tf_provider::Resource::plan_update(
            self,
            diags,
            prior,
            DynamicValue::Null,
            config,
            private,
            DynamicValue::Null,
        )
        .await
    }

    async fn plan_destroy(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        private: DynamicValue,
    ) -> Option<DynamicValue> {
        tf_provider::Resource::plan_destroy(self, diags, prior, private, DynamicValue::Null).await
    }

    async fn create(
        &self,
        diags: &mut Diagnostics,
        planned: DynamicValue,
        config: DynamicValue,
        private: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)> {
        tf_provider::Resource::create(self, diags, planned, config, private, DynamicValue::Null).await
    }

    async fn update(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        planned: DynamicValue,
        config: DynamicValue,
        private: DynamicValue,
    ) -> Option<(DynamicValue, DynamicValue)> {
        tf_provider::Resource::update(self, diags, prior, planned, config, private, DynamicValue::Null).await
    }

    async fn destroy(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        private: DynamicValue,
    ) -> Option<()> {
        tf_provider::Resource::destroy(self, diags, prior, private, DynamicValue::Null).await
    }

    async fn import(&self, diags: &mut Diagnostics, id: String) -> Option<(DynamicValue, DynamicValue)> {
        tf_provider::Resource::import(self, diags, id).await
    }
}

/// A data source as the server sees it. Every `tf_provider::DataSource` over `DynamicValue` is one.
#[async_trait]
pub trait AnyDataSource: Declared {
    fn view(&self, diags: &mut Diagnostics) -> Option<View>;
    async fn read(&self, diags: &mut Diagnostics, config: DynamicValue) -> Option<DynamicValue>;
}

#[async_trait]
impl<T> AnyDataSource for T
where
    T: Declared
        + for<'a> tf_provider::DataSource<State<'a> = DynamicValue, ProviderMetaState<'a> = DynamicValue>,
{
    fn view(&self, diags: &mut Diagnostics) -> Option<View> {
        tf_provider::DataSource::schema(self, diags)
    }

    async fn read(&self, diags: &mut Diagnostics, config: DynamicValue) -> Option<DynamicValue> {
        tf_provider::DataSource::read(self, diags, config, DynamicValue::Null).await
    }
}

/// What opening an ephemeral resource gave.
#[derive(Debug)]
pub struct OpenedValue {
    pub result: DynamicValue,
    pub renew_at: Option<SystemTime>,
    pub private: DynamicValue,
}

/// An ephemeral resource as the server sees it; tf-provider has no such trait.
#[async_trait]
pub trait AnyEphemeralResource: Declared {
    async fn open(&self, diags: &mut Diagnostics, config: DynamicValue) -> Option<OpenedValue>;
    async fn renew(&self, diags: &mut Diagnostics, private: &DynamicValue) -> Option<Option<SystemTime>>;
    async fn close(&self, diags: &mut Diagnostics, private: &DynamicValue);
}
