//! Converts between the types of the engine and of the protocol.

use tf_provider::{AttributePath, AttributePathStep, Diagnostic, Diagnostics};

use crate::engine::{DiagnosticsExt, Error, Result};
use crate::masking::masked;
use crate::proto::tfplugin6::{self as wire, attribute_path::step::Selector, diagnostic::Severity};
use crate::schema::Schema;
use crate::value::{self, DynamicValue};

/// Decodes a value of a type. Numbers in strings become numbers; absent means null.
pub(super) fn decode(schema: &Schema, value: Option<&wire::DynamicValue>) -> Result<DynamicValue> {
    Ok(schema.with_numbers(decode_untyped(value)?))
}

/// Decodes a value of an undeclared type; absent means null.
pub(super) fn decode_untyped(value: Option<&wire::DynamicValue>) -> Result<DynamicValue> {
    match value {
        Some(value) if value.msgpack.is_empty() && !value.json.is_empty() => {
            Ok(value::from_json(&value.json)?)
        }
        Some(value) => Ok(value::from_msgpack(&value.msgpack)?),
        None => Ok(DynamicValue::Null),
    }
}

/// Encodes a value.
pub(super) fn encode(diags: &mut Diagnostics, value: &DynamicValue) -> Option<wire::DynamicValue> {
    let msgpack = diags.report(value::to_msgpack(value).map_err(Error::from))?;
    Some(wire::DynamicValue { msgpack, json: Vec::new() })
}

/// Decodes private state from JSON. No bytes, and unreadable bytes of an older version, mean an empty private state.
pub(super) fn private(bytes: &[u8]) -> DynamicValue {
    value::from_json(bytes).unwrap_or_default()
}

/// Encodes private state; an empty one has no bytes.
pub(super) fn private_bytes(diags: &mut Diagnostics, private: &DynamicValue) -> Vec<u8> {
    if private.is_null() {
        Vec::new()
    } else {
        diags.report(value::to_json(private).map_err(Error::from)).unwrap_or_default()
    }
}

/// Encodes all diagnostics, errors first, with known secrets masked.
pub(super) fn diagnostics(diags: Diagnostics) -> Vec<wire::Diagnostic> {
    let one = |severity: Severity| {
        move |it: Diagnostic| wire::Diagnostic {
            severity: severity.into(),
            summary: masked(&it.summary),
            detail: masked(&it.detail),
            attribute: path_of_config(&it.attribute),
        }
    };
    let errors = diags.errors.into_iter().map(one(Severity::Error));
    errors.chain(diags.warnings.into_iter().map(one(Severity::Warning))).collect()
}

/// The root is not set, because with an empty path Terraform would show no source snippet. Terraform finds the line of
/// a nested attribute only if it is sent as a key, one level deep.
fn path_of_config(path: &AttributePath) -> Option<wire::AttributePath> {
    let (first, rest) = path.steps.split_first()?;
    let second = rest.first().map(|step| match step {
        AttributePathStep::Attribute(name) => AttributePathStep::Key(name.clone()),
        other => other.clone(),
    });
    Some(self::path(&AttributePath { steps: [first.clone()].into_iter().chain(second).collect() }))
}

/// Encodes a path.
pub(super) fn path(path: &AttributePath) -> wire::AttributePath {
    let step = |step: &AttributePathStep| {
        let selector = match step {
            AttributePathStep::Attribute(name) => Selector::AttributeName(name.to_string()),
            AttributePathStep::Key(key) => Selector::ElementKeyString(key.to_string()),
            AttributePathStep::Index(index) => Selector::ElementKeyInt(*index),
        };
        wire::attribute_path::Step { selector: Some(selector) }
    };
    wire::AttributePath { steps: path.steps.iter().map(step).collect() }
}
