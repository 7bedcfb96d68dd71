//! Schemas and the list of what is served. No other RPC depends on this one: later processes of a run never call it.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::Inner;
use crate::engine::Declared;
use crate::proto::tfplugin6::{self as wire, get_metadata as metadata};
use crate::schema::{Attr, Kind, Schema};

fn capabilities() -> wire::ServerCapabilities {
    wire::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    }
}

impl Inner {
    pub(super) fn schemas(&self) -> wire::get_provider_schema::Response {
        wire::get_provider_schema::Response {
            provider: Some(schema(&self.provider.schema())),
            resource_schemas: schemas(&self.resources),
            data_source_schemas: schemas(&self.data_sources),
            ephemeral_resource_schemas: schemas(&self.ephemerals),
            list_resource_schemas: schemas(&self.list_resources),
            action_schemas: self.action_schemas(),
            functions: self.functions(),
            server_capabilities: Some(capabilities()),
            ..Default::default()
        }
    }

    pub(super) fn metadata(&self) -> metadata::Response {
        let name = |name: &&str| (*name).to_owned();
        metadata::Response {
            server_capabilities: Some(capabilities()),
            resources: self
                .resources
                .keys()
                .map(|it| metadata::ResourceMetadata { type_name: name(it) })
                .collect(),
            data_sources: self
                .data_sources
                .keys()
                .map(|it| metadata::DataSourceMetadata { type_name: name(it) })
                .collect(),
            ephemeral_resources: self
                .ephemerals
                .keys()
                .map(|it| metadata::EphemeralMetadata { type_name: name(it) })
                .collect(),
            functions: self
                .functions
                .keys()
                .map(|it| metadata::FunctionMetadata { name: name(it) })
                .collect(),
            actions: self.actions.keys().map(|it| metadata::ActionMetadata { type_name: name(it) }).collect(),
            list_resources: self
                .list_resources
                .keys()
                .map(|it| metadata::ListResourceMetadata { type_name: name(it) })
                .collect(),
            ..Default::default()
        }
    }
}

fn schemas<P>(all: &BTreeMap<&'static str, P>) -> BTreeMap<String, wire::Schema>
where
    P: Deref<Target: Declared>,
{
    all.iter().map(|(name, declared)| ((*name).to_owned(), schema(declared.schema()))).collect()
}

/// Encodes a schema, with its attributes sorted by name.
pub(super) fn schema(declared: &Schema) -> wire::Schema {
    wire::Schema {
        version: declared.version,
        block: Some(wire::schema::Block {
            version: declared.version,
            attributes: attributes(&declared.attrs),
            description: declared.description.clone(),
            description_kind: wire::StringKind::Markdown.into(),
            ..Default::default()
        }),
    }
}

fn attributes(declared: &[Attr]) -> Vec<wire::schema::Attribute> {
    let mut attributes: Vec<_> = declared.iter().map(attribute).collect();
    attributes.sort_by(|a, b| a.name.cmp(&b.name));
    attributes
}

/// An attribute has either a type or a nested type; Terraform rejects both together.
fn attribute(attr: &Attr) -> wire::schema::Attribute {
    use wire::schema::object::NestingMode;
    let nested = |nesting: NestingMode, members: &[Attr]| wire::schema::Object {
        attributes: attributes(members),
        nesting: nesting.into(),
        ..Default::default()
    };
    let (plain, nested_type) = match &attr.kind {
        Kind::Text => (r#""string""#, None),
        Kind::Whole | Kind::Number => (r#""number""#, None),
        Kind::Bool => (r#""bool""#, None),
        Kind::SetOfText => (r#"["set","string"]"#, None),
        Kind::MapOfText => (r#"["map","string"]"#, None),
        Kind::Object(members) => ("", Some(nested(NestingMode::Single, members))),
        Kind::ListOf(members) => ("", Some(nested(NestingMode::List, members))),
    };
    wire::schema::Attribute {
        name: attr.name.to_owned(),
        r#type: plain.into(),
        nested_type,
        description: attr.sentence(),
        description_kind: wire::StringKind::Markdown.into(),
        required: attr.required,
        optional: attr.optional && !attr.required,
        computed: attr.computed || !attr.configurable(),
        sensitive: attr.sensitive,
        write_only: attr.write_only,
        ..Default::default()
    }
}
