//! The object-safe traits through which the server calls resources, data sources and ephemeral resources of any model.

use std::time::SystemTime;

use async_trait::async_trait;
use tf_provider::{AttributePath, Diagnostics};

use super::error::{Error, Result};
use super::id::Part;
use super::moved::MoveSource;
use crate::schema::Schema;
use crate::value::DynamicValue;

/// What every type declares.
pub trait Declared: Send + Sync {
    /// The type name.
    fn name(&self) -> &'static str;
    /// The schema.
    fn schema(&self) -> &Schema;
    /// The parts of the ID, which are also the resource identity; empty for a type without an ID.
    fn id_parts(&self) -> &'static [Part] {
        &[]
    }
    /// How a read determines that the object does not exist, as a sentence; empty for a type that is not stored.
    fn not_found_reason(&self) -> &'static str {
        ""
    }
    /// Validates a configuration as far as it is known.
    fn check(&self, config: &DynamicValue, write_only_allowed: bool) -> Vec<Error>;
    /// The import ID of an object that another provider managed; `None` when it is not of this type.
    ///
    /// # Errors
    /// If the object is of this type but lacks something that the ID needs; the error names it.
    fn moved_from(&self, object: &MoveSource<'_>) -> Result<Option<String>> {
        let _ = object;
        Ok(None)
    }
    /// Upgrades state of an older schema version.
    ///
    /// # Errors
    /// If there is no such version.
    fn upgrade(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        let _ = (version, stored);
        Err(Error::bug("Only resources have stored state."))
    }
    /// The version of the identity.
    fn identity_version(&self) -> i64 {
        0
    }
    /// Upgrades an identity of an older version.
    ///
    /// # Errors
    /// If there is no such version.
    fn upgrade_identity(&self, version: i64, stored: DynamicValue) -> Result<DynamicValue> {
        let _ = (version, stored);
        Err(Error::bug("Only resources have an identity."))
    }
}

/// An object as Terraform stores it: its attributes and its private state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredObject {
    pub state: DynamicValue,
    pub private: DynamicValue,
}

/// The plan for one object.
#[derive(Clone, Debug, Default)]
pub struct PlannedObject {
    /// Null for a destroy.
    pub state: DynamicValue,
    pub private: DynamicValue,
    /// The attributes that force replacement.
    pub replace: Vec<AttributePath>,
}

/// A managed resource as the server sees it. A call that returns `None` has reported an error and changes nothing.
#[async_trait]
pub trait AnyResource: Declared {
    /// Reads the object. A null state means that it no longer exists.
    async fn read(&self, diags: &mut Diagnostics, stored: StoredObject) -> Option<StoredObject>;
    /// Plans a create (`prior.state` is null), an update or a destroy (`config` is null). A create that is part of a
    /// replacement has the private state of the object it replaces in `prior.private`.
    async fn plan(
        &self,
        diags: &mut Diagnostics,
        prior: StoredObject,
        config: DynamicValue,
    ) -> Option<PlannedObject>;
    /// Applies a create (`prior` is null), an update or a destroy (`planned.state` is null).
    async fn apply(
        &self,
        diags: &mut Diagnostics,
        prior: DynamicValue,
        planned: StoredObject,
        config: DynamicValue,
    ) -> Option<StoredObject>;
    /// The object to read for an import ID.
    fn import(&self, diags: &mut Diagnostics, id: &str) -> Option<StoredObject>;
}

/// A data source as the server sees it.
#[async_trait]
pub trait AnyDataSource: Declared {
    /// Reads everything the configuration asks for.
    async fn read(&self, diags: &mut Diagnostics, config: DynamicValue) -> Option<DynamicValue>;
    /// Whether the provider settings it needs are unknown until apply.
    fn is_waiting_for_settings(&self) -> bool;
}

/// An ephemeral resource that was opened.
#[derive(Debug)]
pub struct OpenedValue {
    pub result: DynamicValue,
    pub renew_at: Option<SystemTime>,
    /// Null when there is nothing to close.
    pub private: DynamicValue,
}

/// An ephemeral resource as the server sees it.
#[async_trait]
pub trait AnyEphemeralResource: Declared {
    async fn open(&self, diags: &mut Diagnostics, config: DynamicValue) -> Option<OpenedValue>;
    async fn renew(&self, diags: &mut Diagnostics, private: &DynamicValue) -> Option<Option<SystemTime>>;
    async fn close(&self, diags: &mut Diagnostics, private: &DynamicValue);
}
