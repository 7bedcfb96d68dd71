//! Between the engine's types and the wire's.

use std::collections::HashMap;

use tf_provider::schema::{Attribute, AttributeConstraint, AttributeType, Schema as View};
use tf_provider::{AttributePath, AttributePathStep, Diagnostic, Diagnostics};

use crate::engine::{Declared, DiagnosticsExt, Error, Result};
use crate::masking::masked;
use crate::proto::tfplugin6::{self as wire, attribute_path::step::Selector, diagnostic::Severity};
use crate::schema::{Attr, Schema};
use crate::value::{self, DynamicValue};

/// A value of the wire; absent is null.
pub(super) fn decode(value: Option<&wire::DynamicValue>) -> Result<DynamicValue> {
    match value {
        Some(value) if value.msgpack.is_empty() && !value.json.is_empty() => {
            Ok(value::from_json(&value.json)?)
        }
        Some(value) => Ok(value::from_msgpack(&value.msgpack)?),
        None => Ok(DynamicValue::Null),
    }
}

/// A value for the wire.
pub(super) fn encode(diags: &mut Diagnostics, tree: &DynamicValue) -> Option<wire::DynamicValue> {
    let msgpack = diags.report(value::to_msgpack(tree).map_err(Error::from))?;
    Some(wire::DynamicValue { msgpack, json: Vec::new() })
}

/// Private state is JSON; no bytes, and bytes of an older version we cannot read, are an empty private state.
pub(super) fn private(bytes: &[u8]) -> DynamicValue {
    value::from_json(bytes).unwrap_or_default()
}

/// Private state for the wire; nothing to remember is no bytes.
pub(super) fn private_bytes(diags: &mut Diagnostics, private: &DynamicValue) -> Vec<u8> {
    if private.is_null() {
        Vec::new()
    } else {
        diags.report(value::to_json(private).map_err(Error::from)).unwrap_or_default()
    }
}

/// Every diagnostic for the wire, errors first, with known secrets masked.
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

/// The root stays unset: a path without steps would lose the source snippet (protocol.md c.14). Terraform finds the line of
/// a member of a nested attribute only when it is told as a key, one level deep.
fn path_of_config(path: &AttributePath) -> Option<wire::AttributePath> {
    let (first, rest) = path.steps.split_first()?;
    let second = rest.first().map(|step| match step {
        AttributePathStep::Attribute(name) => AttributePathStep::Key(name.clone()),
        other => other.clone(),
    });
    Some(self::path(&AttributePath { steps: [first.clone()].into_iter().chain(second).collect() }))
}

/// A path for the wire.
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

/// The schema of a type for the wire: tf-provider's view, sorted, with the words it has none for.
pub(super) fn schema(view: Option<View>, declared: &Schema) -> wire::Schema {
    let view = view.unwrap_or_else(|| declared.view());
    wire::Schema {
        version: view.version,
        block: Some(wire::schema::Block {
            version: view.block.version,
            attributes: attributes(&view.block.attributes, &declared.attrs),
            description: view.block.description.content,
            description_kind: wire::StringKind::Markdown.into(),
            ..Default::default()
        }),
    }
}

/// The schema of a type that tf-provider has no trait for.
pub(super) fn declared_schema(declared: &(impl Declared + ?Sized)) -> wire::Schema {
    schema(None, declared.schema())
}

fn attributes(view: &HashMap<String, Attribute>, declared: &[Attr]) -> Vec<wire::schema::Attribute> {
    let mut sorted: Vec<_> = view.iter().collect();
    sorted.sort_by_key(|(name, _)| name.as_str());
    let attr = |name: &str| declared.iter().find(|attr| attr.name == name);
    sorted.into_iter().map(|(name, it)| attribute(name, it, attr(name))).collect()
}

/// Terraform refuses an attribute that has both a type and a nested type.
fn attribute(name: &str, view: &Attribute, declared: Option<&Attr>) -> wire::schema::Attribute {
    use AttributeConstraint::{Computed, Optional, OptionalComputed, Required};
    use wire::schema::object::NestingMode;
    let nested = match &view.attr_type {
        AttributeType::AttributeSingle(members) => Some((NestingMode::Single, members)),
        AttributeType::AttributeList(members) => Some((NestingMode::List, members)),
        AttributeType::AttributeSet(members) => Some((NestingMode::Set, members)),
        AttributeType::AttributeMap(members) => Some((NestingMode::Map, members)),
        _ => None,
    };
    let inside = declared.map_or(&[][..], |attr| attr.kind.members());
    let nested_type = nested.map(|(nesting, members)| wire::schema::Object {
        attributes: attributes(members, inside),
        nesting: nesting.into(),
        ..Default::default()
    });
    wire::schema::Attribute {
        name: name.to_owned(),
        r#type: if nested_type.is_some() { Vec::new() } else { view.attr_type.to_string().into_bytes() },
        nested_type,
        description: view.description.content.clone(),
        description_kind: wire::StringKind::Markdown.into(),
        required: view.constraint == Required,
        optional: matches!(view.constraint, Optional | OptionalComputed),
        computed: matches!(view.constraint, Computed | OptionalComputed),
        sensitive: view.sensitive,
        write_only: declared.is_some_and(|attr| attr.write_only),
        ..Default::default()
    }
}
