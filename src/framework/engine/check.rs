//! Judging a configuration before anything is planned. Terraform itself does not refuse a read-only attribute that is
//! set (protocol.md c.14), nor does it know our rules.

use super::failure::Failure;
use crate::framework::schema::{Attr, Kind, Schema};
use crate::framework::value::{AttributePath, Tree};

/// Everything that is wrong with `config` as far as it is known. Write-only values are refused where the client would
/// store them (protocol.md c.13).
pub fn check_config(schema: &Schema, config: &Tree, write_only_allowed: bool) -> Vec<Failure> {
    let mut failures = Vec::new();
    let root = AttributePath::root();
    members(&schema.attrs, config, &root, write_only_allowed, &mut failures);
    for (name, complaint) in schema.relations.iter().filter_map(|relation| relation.complaint(config)) {
        let title = if config.get(name).is_null() { "Missing argument" } else { "Conflicting arguments" };
        failures.push(Failure::new(title, complaint).at(AttributePath::new(name)));
    }
    failures
}

fn members(
    attrs: &[Attr],
    object: &Tree,
    here: &AttributePath,
    wo_allowed: bool,
    failures: &mut Vec<Failure>,
) {
    for attr in attrs {
        let path = here.clone().attribute(attr.name);
        let value = object.get(attr.name);
        match value {
            Tree::Null if attr.required => failures.push(
                Failure::new("Missing argument", format!("`{}` is required.", attr.name)).at(path),
            ),
            Tree::Unknown | Tree::Null => {}
            _ if !attr.configurable() => failures.push(
                Failure::new(
                    "Read-only attribute",
                    format!("`{}` is set by the server; remove it from the configuration.", attr.name),
                )
                .at(path),
            ),
            _ if attr.write_only && !wo_allowed => failures.push(
                Failure::new(
                    "Write-only argument not supported",
                    format!(
                        "`{}` is never stored, which needs Terraform 1.11 or OpenTofu 1.11. Upgrade, or use the \
                         argument that is stored.",
                        attr.name
                    ),
                )
                .at(path),
            ),
            known => value_of(attr, known, &path, wo_allowed, failures),
        }
    }
}

fn value_of(attr: &Attr, value: &Tree, path: &AttributePath, wo_allowed: bool, failures: &mut Vec<Failure>) {
    let mut complain = |path: &AttributePath, complaint: String| {
        failures
            .push(Failure::new("Invalid value", format!("`{}` {complaint}.", attr.name)).at(path.clone()));
    };
    match (&attr.kind, value) {
        (Kind::Text, Tree::Text(text)) if text.is_empty() && attr.empty_is_null => {}
        (Kind::Text, Tree::Text(text)) if text.is_empty() && !attr.allow_empty => {
            let instead = if attr.required { "" } else { "; leave it out instead" };
            complain(path, format!("must not be empty{instead}"));
        }
        (Kind::Whole, Tree::Number(number)) if number.whole().is_none() => {
            complain(path, "must be a whole number".to_owned());
        }
        (Kind::Object(inside), object) => members(inside, object, path, wo_allowed, failures),
        (Kind::ListOf(inside), Tree::List(elements)) => {
            for (index, element) in (0_i64..).zip(elements) {
                members(inside, element, &path.clone().index(index), wo_allowed, failures);
            }
        }
        (Kind::SetOfText, Tree::List(elements)) => {
            for element in elements {
                if element.is_null() || element.text() == Some("") {
                    complain(path, "must not contain null or empty texts".to_owned());
                }
                for complaint in attr.checks.iter().filter_map(|check| check.complaint(element)) {
                    complain(path, format!("contains a value that {complaint}"));
                }
            }
        }
        (Kind::MapOfText, Tree::Map(entries)) => {
            for (key, _) in entries.iter().filter(|(_, entry)| entry.is_null()) {
                complain(&path.clone().key(key.clone()), format!("must have a value for {key:?}"));
            }
        }
        (_, plain) => {
            for complaint in attr.checks.iter().filter_map(|check| check.complaint(plain)) {
                complain(path, complaint);
            }
        }
    }
}
