//! What Terraform checks of a provider's answers, and what it does not check although users would suffer: a linter for the
//! messages of the protocol, written against the schemas on the wire and not against our own declarations.

mod events;
mod faults;
mod objects;
mod schemas;

pub(crate) use events::{action_events, list_events};
pub(crate) use objects::{applied, generated, imported, opened, planned, read, whole};
pub(crate) use schemas::{identity_schema, schema};

use plugin_framework::proto::tfplugin6::{self as wire, diagnostic::Severity};
use plugin_framework::value::{self, DynamicValue};

/// Whether an answer reports an error, which excuses a missing value.
fn failed(diagnostics: &[wire::Diagnostic]) -> bool {
    diagnostics.iter().any(|it| it.severity() == Severity::Error)
}

/// What is wrong with the diagnostics of an answer that has nothing else to it.
pub(crate) fn said(all: &[wire::Diagnostic]) -> Vec<String> {
    let mut faults = Vec::new();
    diagnostics(all, &mut faults);
    faults
}

/// Diagnostics that Terraform drops or cannot place.
fn diagnostics(all: &[wire::Diagnostic], faults: &mut Vec<String>) {
    for it in all {
        if it.severity() == Severity::Invalid {
            faults.push(format!("diagnostic without severity: {}", it.summary));
        }
        if it.summary.is_empty() {
            faults.push("diagnostic without summary".to_owned());
        }
        if it.attribute.as_ref().is_some_and(|path| path.steps.is_empty()) {
            faults.push(format!("diagnostic with an empty path: {}", it.summary));
        }
    }
}

/// A value of the wire; absent is null.
fn decoded(value: Option<&wire::DynamicValue>) -> Result<DynamicValue, String> {
    value.map_or(Ok(DynamicValue::Null), |it| {
        value::from_msgpack(&it.msgpack).map_err(|error| error.to_string())
    })
}
