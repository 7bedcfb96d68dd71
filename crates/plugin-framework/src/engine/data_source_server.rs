//! Adapts data sources and ephemeral resources to the server: decoding, panic handling, and merging the result with the
//! configuration.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use serde::Serialize;
use tf_provider::Diagnostics;

use super::any::{AnyDataSource, AnyEphemeralResource, Declared, OpenedValue};
use super::apis::{ApiType, Shared};
use super::apply_result::apply_result;
use super::check::check_config;
use super::context::Context;
use super::data_source::DataSource;
use super::ephemeral::{EphemeralResource, Opened};
use super::error::{DiagnosticsExt, Error, Result};
use super::error_messages::Operation;
use super::guard::catch_panics;
use super::plan::plan;
use crate::schema::Schema;
use crate::value::{self, DynamicValue};

/// Keeps configured values and takes all others from the result. If the result contradicts the configuration, the
/// provider has a bug.
fn result_state(
    schema: &Schema,
    name: &str,
    config: &DynamicValue,
    model: impl Serialize,
) -> Result<DynamicValue> {
    let response = value::from_model(&model)?;
    // It may contain ten thousand objects.
    drop(model);
    let (state, inconsistencies) =
        apply_result(schema, &plan(schema, &DynamicValue::Null, config, false).planned, &response);
    match inconsistencies.first() {
        None => Ok(state),
        Some(inconsistency) => {
            Err(Error::bug(format!("{name}: `{}` {}.", inconsistency.path, inconsistency.what)))
        }
    }
}

/// The configuration as a model. Attributes that are not configured are unknown.
fn config_model<M: serde::de::DeserializeOwned>(schema: &Schema, config: &DynamicValue) -> Result<M> {
    Ok(value::to_model(&plan(schema, &DynamicValue::Null, config, false).planned)?)
}

/// The current operation, for messages.
fn operation<'a>(verb: &'static str, name: &'static str, config: &'a DynamicValue) -> Operation<'a> {
    Operation { verb, name, parts: &[], subject: "name", object: config }
}

/// Adapts a [`DataSource`] to the server.
pub(super) struct DataSourceServer<L> {
    inner: L,
    schema: Arc<Schema>,
    apis: Shared,
}

impl<L: DataSource> DataSourceServer<L> {
    pub(super) fn new(inner: L, apis: Shared) -> DataSourceServer<L> {
        DataSourceServer { inner, schema: Arc::new(L::schema()), apis }
    }
}

impl<L: DataSource> Declared for DataSourceServer<L> {
    fn name(&self) -> &'static str {
        L::NAME
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn check(&self, config: &DynamicValue, write_only_allowed: bool) -> Vec<Error> {
        let mut errors = check_config(&self.schema, config, write_only_allowed);
        errors.extend(L::validate(config));
        errors
    }
}

#[async_trait]
impl<L: DataSource> AnyDataSource for DataSourceServer<L> {
    fn is_waiting_for_settings(&self) -> bool {
        self.apis.now().waiting_for_settings(ApiType::of::<L::Api>()).is_some()
    }

    async fn read(&self, diags: &mut Diagnostics, config: DynamicValue) -> Option<DynamicValue> {
        if let Some(waiting) = self.apis.now().waiting_for_settings(ApiType::of::<L::Api>()) {
            diags.push_error(operation("read", L::NAME, &config).settings_unknown(waiting));
            return None;
        }
        let asked = diags.report(config_model(&self.schema, &config))?;
        let ctx = Context::without_object(self.apis.now());
        let model = catch_panics(L::NAME, self.inner.read(&ctx, asked)).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        let model =
            diags.report(model.map_err(|error| operation("read", L::NAME, &config).explain(error)))?;
        diags.report(result_state(&self.schema, L::NAME, &config, model))
    }
}

/// Adapts an [`EphemeralResource`] to the server.
pub(super) struct EphemeralResourceServer<E> {
    inner: E,
    schema: Arc<Schema>,
    apis: Shared,
}

impl<E: EphemeralResource> EphemeralResourceServer<E> {
    pub(super) fn new(inner: E, apis: Shared) -> EphemeralResourceServer<E> {
        EphemeralResourceServer { inner, schema: Arc::new(E::schema()), apis }
    }

    fn ctx(&self) -> Context<E::Api> {
        Context::without_object(self.apis.now())
    }

    async fn opened(&self, ctx: &Context<E::Api>, config: &DynamicValue) -> Result<OpenedValue> {
        let asked = config_model(&self.schema, config)?;
        let Opened { model, renew_at, private } = catch_panics(E::NAME, self.inner.open(ctx, asked)).await?;
        match result_state(&self.schema, E::NAME, config, model) {
            Ok(result) => Ok(OpenedValue { result, renew_at, private }),
            Err(error) => {
                // Terraform does not close a resource whose open failed, so the object is removed here.
                catch_panics(E::NAME, self.inner.close(ctx, &private)).await?;
                Err(error)
            }
        }
    }
}

impl<E: EphemeralResource> Declared for EphemeralResourceServer<E> {
    fn name(&self) -> &'static str {
        E::NAME
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn check(&self, config: &DynamicValue, write_only_allowed: bool) -> Vec<Error> {
        let mut errors = check_config(&self.schema, config, write_only_allowed);
        errors.extend(E::validate(config));
        errors
    }
}

#[async_trait]
impl<E: EphemeralResource> AnyEphemeralResource for EphemeralResourceServer<E> {
    async fn open(&self, diags: &mut Diagnostics, config: DynamicValue) -> Option<OpenedValue> {
        if self.apis.now().waiting_for_settings(ApiType::of::<E::Api>()).is_some() {
            // The plan continues with unknown values, and there is nothing to close.
            let result = plan(&self.schema, &DynamicValue::Null, &config, false).planned;
            return Some(OpenedValue { result, renew_at: None, private: DynamicValue::Null });
        }
        let ctx = self.ctx();
        let opened = self.opened(&ctx, &config).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        diags.report(opened.map_err(|error| operation("open", E::NAME, &config).explain(error)))
    }

    async fn renew(&self, diags: &mut Diagnostics, private: &DynamicValue) -> Option<Option<SystemTime>> {
        let ctx = self.ctx();
        let renewed = catch_panics(E::NAME, self.inner.renew(&ctx, private)).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        diags.report(renewed.map_err(|error| operation("renew", E::NAME, &DynamicValue::Null).explain(error)))
    }

    async fn close(&self, diags: &mut Diagnostics, private: &DynamicValue) {
        if private.is_null() {
            return;
        }
        let ctx = self.ctx();
        let closed = catch_panics(E::NAME, self.inner.close(&ctx, private)).await;
        ctx.warnings().into_iter().for_each(|it| diags.push_warning(it));
        diags.report(closed.map_err(|error| operation("close", E::NAME, &DynamicValue::Null).explain(error)));
    }
}
