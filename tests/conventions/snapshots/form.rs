//! Schemas on the wire in the form Terraform prints them.

use plugin_framework::proto::tfplugin6::schema::object::NestingMode;
use plugin_framework::proto::tfplugin6::schema::{Attribute, Object};
use plugin_framework::proto::tfplugin6::{ResourceIdentitySchema, Schema, StringKind};
use serde_json::{Map, Value, json};

/// A schema with its version.
pub(super) fn schema(schema: &Schema) -> Value {
    let block = schema.block.as_ref().expect("a block");
    let mut declared = Map::new();
    if !block.attributes.is_empty() {
        declared.insert("attributes".to_owned(), attributes(&block.attributes));
    }
    describe(&mut declared, &block.description, block.description_kind());
    json!({ "version": schema.version, "block": declared })
}

/// An identity (Terraform 1.12 and later).
pub(super) fn identity(identity: &ResourceIdentitySchema) -> Value {
    let attributes: Map<String, Value> = identity
        .identity_attributes
        .iter()
        .map(|it| {
            let mut declared = Map::new();
            declared.insert("type".to_owned(), json(&it.r#type));
            declared.insert("description".to_owned(), json!(it.description));
            set(&mut declared, "required_for_import", it.required_for_import);
            set(&mut declared, "optional_for_import", it.optional_for_import);
            (it.name.clone(), Value::Object(declared))
        })
        .collect();
    json!({ "version": identity.version, "attributes": attributes })
}

fn attributes(attributes: &[Attribute]) -> Value {
    Value::Object(attributes.iter().map(|it| (it.name.clone(), attribute(it))).collect())
}

fn attribute(it: &Attribute) -> Value {
    let mut declared = Map::new();
    match &it.nested_type {
        Some(object) => declared.insert("nested_type".to_owned(), nested(object)),
        None => declared.insert("type".to_owned(), json(&it.r#type)),
    };
    describe(&mut declared, &it.description, it.description_kind());
    set(&mut declared, "required", it.required);
    set(&mut declared, "optional", it.optional);
    set(&mut declared, "computed", it.computed);
    set(&mut declared, "sensitive", it.sensitive);
    set(&mut declared, "write_only", it.write_only);
    Value::Object(declared)
}

fn nested(object: &Object) -> Value {
    let mode = match object.nesting() {
        NestingMode::Single => "single",
        NestingMode::List => "list",
        NestingMode::Set => "set",
        NestingMode::Map => "map",
        NestingMode::Invalid => "invalid",
    };
    json!({ "attributes": attributes(&object.attributes), "nesting_mode": mode })
}

fn describe(declared: &mut Map<String, Value>, description: &str, kind: StringKind) {
    if !description.is_empty() {
        declared.insert("description".to_owned(), json!(description));
    }
    let kind = if kind == StringKind::Markdown { "markdown" } else { "plain" };
    declared.insert("description_kind".to_owned(), json!(kind));
}

fn set(declared: &mut Map<String, Value>, name: &str, value: bool) {
    if value {
        declared.insert(name.to_owned(), json!(true));
    }
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("a type in JSON")
}
