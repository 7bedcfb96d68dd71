//! The engine: the traits that a provider implements, pure functions for plan and apply, and the life cycle around
//! them. It does not depend on HTTP, on a product or on the plugin protocol.

mod action;
mod any;
mod api;
mod apis;
mod apply_result;
mod check;
mod clock;
mod context;
mod data_source;
mod data_source_server;
mod ephemeral;
mod error;
mod error_messages;
mod function;
mod guard;
mod host;
mod id;
mod last_write;
mod list_resource;
mod list_resource_server;
mod moved;
mod object_tracker;
mod plan;
mod plan_order;
mod plan_validity;
mod planned;
mod private;
#[cfg(test)]
mod properties;
mod provider;
mod resource;
mod resource_server;
mod rules;
mod upgrade;
mod write_only;

pub use action::{Action, ActionEvent, AnyAction, Progress};
pub use any::{
    AnyDataSource, AnyEphemeralResource, AnyResource, Declared, OpenedValue, PlannedObject, StoredObject,
};
pub use api::{Api, ErrorOf, check_imported_account};
pub use apis::{Apis, Shared, Unusable};
pub use apply_result::{Inconsistency, apply_result, refresh, without_unrelated_changes};
pub use check::check_config;
pub use clock::Clock;
pub use context::{CallContext, Context};
pub use data_source::DataSource;
pub use ephemeral::{EphemeralResource, Opened};
pub use error::{DiagnosticsExt, Error, Evidence, Result, diagnostics_of, report_bugs};
pub use function::{Function, FunctionError, Parameter, Type, call_function};
pub use guard::{catch_panics, catch_panics_as_diagnostics, catch_panics_sync, is_guarded};
pub use host::Host;
pub use id::{Id, Part, forms};
pub use list_resource::{AnyListResource, ListEvent, ListRequest, ListResource, ListResults, ListedResource};
pub use moved::MoveSource;
pub use plan::plan;
pub use plan_validity::plan_violations;
pub use planned::{Change, ResourcePlan};
pub use provider::Provider;
pub use resource::Resource;
pub use upgrade::from_stored;
