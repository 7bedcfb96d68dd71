//! What the documentation says of a configuration: which calls its types make.

use aiadmin::registry;
use plugin_framework::engine::Declared;
use regex::Regex;

use crate::journal::{Entry, Journal};

/// Fails the test if a call was made that no page of the configuration's types names.
#[track_caller]
pub(crate) fn assert_only_documented_calls(journal: &Journal, configuration: &str, what: &str) {
    let calls = documented(configuration);
    for entry in &journal.0 {
        let is_login = entry.product == "corti" && entry.path == "/auth/token";
        let documented_call = calls.iter().any(|call| names(call, entry));
        assert!(documented_call || is_login, "{what}: no page documents `{entry}`; they document {calls:#?}");
    }
}

/// The calls of all types a configuration has blocks of.
fn documented(configuration: &str) -> Vec<&'static str> {
    let catalog = registry::catalog("aiadmin");
    let block = Regex::new(r#"(?m)^(resource|data|ephemeral) "(\w+)""#).expect("a pattern");
    let mut calls = Vec::new();
    for block in block.captures_iter(configuration) {
        let declared: Option<&dyn Declared> = match &block[1] {
            "resource" => catalog.resources.iter().find(|it| it.name() == &block[2]).map(|it| &**it as _),
            "data" => catalog.data_sources.iter().find(|it| it.name() == &block[2]).map(|it| &**it as _),
            _ => catalog.ephemerals.iter().find(|it| it.name() == &block[2]).map(|it| &**it as _),
        };
        calls.extend(declared.into_iter().flat_map(|it| it.schema().calls));
    }
    calls.sort_unstable();
    calls.dedup();
    calls
}

/// Whether `GET /projects/{project_id}/customers` names a request.
fn names(call: &str, entry: &Entry) -> bool {
    let (method, template) = call.split_once(' ').unwrap_or_default();
    let path = entry.path.split('?').next().unwrap_or_default();
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    method == entry.method
        && template.len() == path.len()
        && template.iter().zip(path).all(|(part, given)| part.starts_with('{') || *part == given)
}
