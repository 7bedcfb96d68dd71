//! Core's rules for schemas, checked once after `GetProviderSchema`, and those that crash it.

use plugin_framework::proto::tfplugin6::{self as wire, schema::Attribute, schema::object::NestingMode};

const RESERVED: [&str; 7] =
    ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

/// What is wrong with a schema.
pub(crate) fn schema(schema: &wire::Schema) -> Vec<String> {
    let mut faults = Vec::new();
    if schema.version < 0 {
        faults.push("negative version".to_owned());
    }
    match &schema.block {
        Some(block) => {
            for attribute in block.attributes.iter().filter(|it| RESERVED.contains(&it.name.as_str())) {
                faults.push(format!("{}: reserved name", attribute.name));
            }
            attributes(&block.attributes, false, &mut faults);
        }
        None => faults.push("no block, which crashes Terraform".to_owned()),
    }
    faults
}

fn attributes(all: &[Attribute], in_set: bool, faults: &mut Vec<String>) {
    for it in all {
        let mut fault = |what: &str| faults.push(format!("{}: {what}", it.name));
        let name = it.name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
        if !name || it.name.is_empty() {
            fault("invalid name");
        }
        match (&it.nested_type, it.r#type.is_empty()) {
            (Some(_), false) => fault("a type and a nested type"),
            (None, true) => fault("neither type nor nested type"),
            (None, false) if serde_json::from_slice::<serde_json::Value>(&it.r#type).is_err() => {
                fault("an invalid type, which crashes Terraform");
            }
            _ => {}
        }
        if !(it.required || it.optional || it.computed) {
            fault("neither required, optional nor computed");
        }
        if it.required && (it.optional || it.computed) {
            fault("required and optional or computed");
        }
        if it.write_only && (it.computed || in_set) {
            fault("write-only where it cannot be");
        }
        if !it.deprecation_message.is_empty() && !it.deprecated {
            fault("a deprecation message without deprecation");
        }
        if let Some(nested) = &it.nested_type {
            if nested.nesting() == NestingMode::Invalid {
                faults.push(format!("{}: invalid nesting", it.name));
            }
            attributes(&nested.attributes, in_set || nested.nesting() == NestingMode::Set, faults);
        }
    }
    let mut names: Vec<_> = all.iter().map(|it| &it.name).collect();
    names.sort();
    for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
        faults.push(format!("{}: declared twice", pair[0]));
    }
}

/// What is wrong with an identity schema.
pub(crate) fn identity_schema(schema: &wire::ResourceIdentitySchema) -> Vec<String> {
    let mut faults = Vec::new();
    if schema.version < 0 {
        faults.push("negative version".to_owned());
    }
    for it in &schema.identity_attributes {
        if it.required_for_import == it.optional_for_import {
            faults.push(format!("{}: either required or optional for import", it.name));
        }
        let kind = String::from_utf8_lossy(&it.r#type);
        if kind.contains("map") || kind.contains("object") || kind.contains("set") {
            faults.push(format!("{}: neither primitive nor list", it.name));
        }
    }
    faults
}
