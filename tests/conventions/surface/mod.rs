//! The names users write, which scripts outside this repository rely on: what is served is what the table says.

mod table;

use std::collections::BTreeSet;

use aiadmin::registry;
use plugin_framework::schema::{Attr, Default, Kind, RequiresReplace, Schema};

use crate::served::{Sort, everything, types};
use crate::types::{Type, each_type};

#[test]
fn everything_that_was_promised_is_served() {
    let served = everything();
    let tables = [
        (Sort::DataSource, table::DATA_SOURCES),
        (Sort::EphemeralResource, table::EPHEMERAL_RESOURCES),
        (Sort::ListResource, table::LIST_RESOURCES),
        (Sort::Action, table::ACTIONS),
    ];
    for (sort, table) in tables {
        for (name, _) in table {
            let found = types(&served).iter().any(|it| it.sort == sort && it.declared.name() == *name);
            assert!(found, "{name} ({}) is promised and not served", sort.title());
        }
    }
}

each_type!(has_the_promised_attributes: super::check_resource);

fn check_resource(of: &Type) {
    check_names(Sort::Resource, of.name, of.attributes);
}

#[test]
fn every_resource_has_an_entry_in_tests_types() {
    let served = everything();
    let entries = has_the_promised_attributes::all();
    for it in types(&served).into_iter().filter(|it| it.sort == Sort::Resource) {
        assert!(entries.iter().any(|of| of.name == it.declared.name()), "{}", it.label());
    }
}

#[test]
fn ephemeral_resources_have_promised_attributes() {
    check(Sort::EphemeralResource, table::EPHEMERAL_RESOURCES);
}

#[test]
fn lists_and_actions_have_the_arguments_promised() {
    check(Sort::ListResource, table::LIST_RESOURCES);
    check(Sort::Action, table::ACTIONS);
}

#[test]
fn every_function_promised_is_served() {
    for (provider, promised) in table::FUNCTIONS {
        let served = registry::catalog(provider).functions;
        let signature = |it: &dyn plugin_framework::engine::Function| {
            let names: Vec<_> = it.parameters().iter().map(|it| it.name).collect();
            format!("{}({})", it.name(), names.join(","))
        };
        let served: BTreeSet<String> = served.iter().map(|it| signature(&**it)).collect();
        assert_eq!(served, words(promised), "{provider}");
    }
}

#[test]
fn data_sources_have_the_promised_attributes() {
    let served = everything();
    for it in types(&served).into_iter().filter(|it| it.sort == Sort::DataSource) {
        let (_, promised) = promised(table::DATA_SOURCES, it.declared.name());
        let marked: Vec<String> = it.declared.schema().attrs.iter().map(marked).collect();
        for attribute in promised.split_whitespace() {
            let kept = marked.iter().any(|it| it == attribute);
            assert!(kept, "{}: {attribute} is promised; there are {marked:?}", it.label());
        }
    }
}

#[test]
fn plural_data_source_lists_under_the_plural_noun() {
    let served = everything();
    for it in types(&served).into_iter().filter(|it| it.sort == Sort::DataSource) {
        let noun = it.declared.name().split_once('_').map_or("", |(_, noun)| noun);
        let Some(list) = it.declared.schema().attr(noun) else { continue };
        assert!(matches!(list.kind, Kind::ListOf(_)) && list.computed, "{}", it.label());
    }
}

#[test]
fn every_provider_has_the_settings_that_were_promised() {
    for (product, promised) in table::PROVIDERS {
        let settings = settings(&registry::catalog(product).provider.schema());
        assert_eq!(settings, words(&format!("{promised} {}", table::COMMON)), "provider {product}");
        let union = registry::catalog("aiadmin").provider.schema();
        let nested = union.attr(product).unwrap_or_else(|| panic!("aiadmin has no `{product}`"));
        let nested: BTreeSet<String> = nested.kind.members().iter().map(setting).collect();
        assert_eq!(nested, settings, "aiadmin's `{product}`");
    }
}

/// A setting with its environment variable: `email$CORTI_EMAIL`.
fn setting(attr: &Attr) -> String {
    assert!(attr.optional, "`{}` would be required although the environment may hold it", attr.name);
    match attr.env {
        // Each product has a variable of its own for it.
        Some(variable) if attr.name != "base_url" => format!("{}${variable}", marked(attr)),
        _ => marked(attr),
    }
}

fn settings(schema: &Schema) -> BTreeSet<String> {
    schema.attrs.iter().map(setting).collect()
}

fn words(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[track_caller]
fn check(sort: Sort, table: &[(&str, &str)]) {
    let served = everything();
    for it in types(&served).into_iter().filter(|it| it.sort == sort) {
        check_names(sort, it.declared.name(), promised(table, it.declared.name()).1);
    }
}

#[track_caller]
fn check_names(sort: Sort, name: &str, promised: &str) {
    let served = everything();
    let all = types(&served);
    let it = all.iter().find(|it| it.sort == sort && it.declared.name() == name);
    let it = it.unwrap_or_else(|| panic!("{name} ({}) is promised and not served", sort.title()));
    let marked: BTreeSet<String> = it.declared.schema().attrs.iter().map(marked).collect();
    let promised = words(promised);
    let missing: Vec<_> = promised.difference(&marked).collect();
    let extra: Vec<_> = marked.difference(&promised).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "{}: promised but not so: {missing:?}; so but not promised: {extra:?}",
        it.label()
    );
}

#[track_caller]
fn promised<'a>(table: &'a [(&'a str, &'a str)], name: &str) -> (&'a str, &'a str) {
    *table.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name} was never promised"))
}

/// An attribute with the marks of the table.
fn marked(attr: &Attr) -> String {
    let source = match (attr.required, attr.optional) {
        (true, _) => "!",
        (_, true) => "?",
        _ => ".",
    };
    let default = match &attr.default {
        Default::Is(value) => format!("={}", value.to_string().trim_matches('"')),
        Default::None => String::new(),
    };
    let replaces = if attr.requires_replace == RequiresReplace::Never { "" } else { "⟳" };
    let sensitive = if attr.sensitive { "¤" } else { "" };
    let write_only = if attr.write_only { "w" } else { "" };
    format!("{}{source}{default}{replaces}{sensitive}{write_only}", attr.name)
}
