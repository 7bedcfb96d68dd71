//! Our text of the protocol against the list of everything in it, name by name and number by number.

use plugin_framework::proto::DESCRIPTORS;
use prost::Message as _;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet,
    field_descriptor_proto::{Label, Type},
};
use regex::Regex;
use std::collections::BTreeSet;

const LIST: &str = include_str!("tfplugin6.md");

fn tfplugin6() -> FileDescriptorProto {
    let files = FileDescriptorSet::decode(DESCRIPTORS).unwrap().file;
    files.into_iter().find(|file| file.package() == "tfplugin6").unwrap()
}

/// The list's lines about messages and enums, without the versions.
fn listed() -> BTreeSet<String> {
    let version = Regex::new(r" (\*\*)?\[6\.[0-9a-c]+\](\*\*)?").unwrap();
    let entries = LIST.lines().filter(|line| line.starts_with("- `"));
    entries.map(|line| version.replace_all(line, "").into_owned()).collect()
}

/// The list's calls: `ListResource (server-stream)`.
fn listed_calls() -> BTreeSet<String> {
    let groups = LIST.lines().filter(|line| line.starts_with("- 6."));
    groups.flat_map(|line| line.split_once(": ").unwrap().1.split(", ")).map(str::to_owned).collect()
}

#[test]
fn every_message_and_enum_is_the_protocols() {
    let file = tfplugin6();
    let mut written = BTreeSet::new();
    for message in &file.message_type {
        write_message(message, message.name(), &mut written);
    }
    for values in &file.enum_type {
        written.insert(enum_line(values, values.name()));
    }
    let listed = listed();
    assert_eq!(written.len(), 112);
    assert_eq!(written.difference(&listed).collect::<Vec<_>>(), [""; 0], "not in the list");
    assert_eq!(listed.difference(&written).collect::<Vec<_>>(), [""; 0], "not in the proto file");
}

#[test]
fn every_call_is_the_protocols() {
    let file = tfplugin6();
    let provider = &file.service[0];
    let written: BTreeSet<String> = provider
        .method
        .iter()
        .map(|method| match (method.client_streaming(), method.server_streaming()) {
            (false, false) => method.name().to_owned(),
            (true, false) => format!("{} (client-stream)", method.name()),
            (false, true) => format!("{} (server-stream)", method.name()),
            (true, true) => format!("{} (both)", method.name()),
        })
        .collect();
    assert_eq!((provider.name(), file.service.len(), written.len()), ("Provider", 1, 36));
    assert_eq!(written, listed_calls());
}

#[test]
fn oneofs_allow_one_step_selector_and_one_event() {
    let file = tfplugin6();
    let in_choices = |path: [&str; 2], choice: &str| -> Vec<String> {
        let outer = file.message_type.iter().find(|message| message.name() == path[0]).unwrap();
        let message = outer.nested_type.iter().find(|message| message.name() == path[1]).unwrap();
        let index = message.oneof_decl.iter().position(|one| one.name() == choice).unwrap();
        let index = i32::try_from(index).unwrap();
        let fields = message.field.iter().filter(|field| field.oneof_index == Some(index));
        fields.map(|field| field.name().to_owned()).collect()
    };
    assert_eq!(
        in_choices(["AttributePath", "Step"], "selector"),
        ["attribute_name", "element_key_string", "element_key_int"]
    );
    assert_eq!(in_choices(["InvokeAction", "Event"], "type"), ["progress", "completed"]);
}

/// Adds the message's line and those of everything inside it. A message that only holds others has no line.
fn write_message(message: &DescriptorProto, name: &str, written: &mut BTreeSet<String>) {
    let mut fields: Vec<_> = message.field.iter().collect();
    fields.sort_by_key(|field| field.number());
    let fields: Vec<_> = fields.into_iter().map(|field| field_text(field, message)).collect();
    let inner = message.nested_type.iter().filter(|inner| !is_map_entry(inner));
    let is_a_folder = fields.is_empty() && (inner.clone().count() > 0 || !message.enum_type.is_empty());
    if !is_a_folder {
        let fields = if fields.is_empty() { "no fields".to_owned() } else { fields.join(", ") };
        written.insert(format!("- `{name}`: {fields}"));
    }
    for inner in inner {
        write_message(inner, &format!("{name}.{}", inner.name()), written);
    }
    for values in &message.enum_type {
        written.insert(enum_line(values, &format!("{name}.{}", values.name())));
    }
}

fn enum_line(values: &EnumDescriptorProto, name: &str) -> String {
    let values: Vec<_> =
        values.value.iter().map(|value| format!("{}={}", value.name(), value.number())).collect();
    format!("- `{name}`: {}", values.join(", "))
}

fn is_map_entry(message: &DescriptorProto) -> bool {
    message.options.as_ref().is_some_and(prost_types::MessageOptions::map_entry)
}

/// `type_name=1 string`, `diagnostics=2 rep Diagnostic`, `functions=1 map<string,Function>`.
fn field_text(field: &FieldDescriptorProto, of: &DescriptorProto) -> String {
    let kind = kind(field);
    let entry = of.nested_type.iter().find(|inner| is_map_entry(inner) && kind.ends_with(inner.name()));
    let text = match entry {
        Some(entry) => format!("map<{},{}>", self::kind(&entry.field[0]), self::kind(&entry.field[1])),
        None if field.label() == Label::Repeated => format!("rep {kind}"),
        None if field.proto3_optional() => format!("optional {kind}"),
        None => kind,
    };
    format!("{}={} {text}", field.name(), field.number())
}

fn kind(field: &FieldDescriptorProto) -> String {
    match field.r#type() {
        Type::String => "string".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Int64 => "int64".to_owned(),
        Type::Message | Type::Enum => {
            let name = field.type_name();
            let own = name.strip_prefix(".tfplugin6.").or_else(|| name.strip_prefix(".google.protobuf."));
            own.unwrap_or(name).to_owned()
        }
        other => format!("{other:?}"),
    }
}
