//! Validates a configuration before it is planned. Terraform itself neither rejects a configured read-only attribute
//! nor knows the rules of the schema.

use super::error::Error;
use crate::schema::{Attr, Kind, Schema};
use crate::value::{AttributePath, DynamicValue};

/// All errors in the known values of `config`. Write-only values are rejected if the client does not support them,
/// because it would store them.
pub fn check_config(schema: &Schema, config: &DynamicValue, write_only_allowed: bool) -> Vec<Error> {
    let mut errors = Vec::new();
    let root = AttributePath::root();
    members(&schema.attrs, config, &root, write_only_allowed, &mut errors);
    for (name, complaint) in schema.relations.iter().filter_map(|relation| relation.complaint(config)) {
        let title = if config.get(name).is_null() { "Missing argument" } else { "Conflicting arguments" };
        errors.push(Error::new(title, complaint).at(AttributePath::new(name)));
    }
    errors
}

fn members(
    attrs: &[Attr],
    object: &DynamicValue,
    parent: &AttributePath,
    wo_allowed: bool,
    errors: &mut Vec<Error>,
) {
    for attr in attrs {
        let path = parent.clone().attribute(attr.name);
        let value = object.get(attr.name);
        match value {
            DynamicValue::Null if attr.required => errors.push(
                Error::new("Missing argument", format!("`{}` is required.", attr.name)).at(path),
            ),
            DynamicValue::Unknown | DynamicValue::Null => {}
            _ if !attr.configurable() => errors.push(
                Error::new(
                    "Read-only attribute",
                    format!("`{}` is read-only. Remove it from the configuration.", attr.name),
                )
                .at(path),
            ),
            _ if attr.write_only && !wo_allowed => errors.push(
                Error::new(
                    "Write-only argument not supported",
                    format!(
                        "Write-only arguments such as `{}` require Terraform 1.11 or OpenTofu 1.11. Upgrade, or use \
                         the argument that is stored in the state.",
                        attr.name
                    ),
                )
                .at(path),
            ),
            _ if attr.is_cleared(object) == Some(true) => {
                let set = attr.cleared_by.unwrap_or_default();
                let detail = format!("`{0}` cannot be set while `{set}` contains \"{0}\".", attr.name);
                errors.push(Error::new("Conflicting arguments", detail).at(path));
            }
            known => value_of(attr, known, &path, wo_allowed, errors),
        }
    }
}

fn value_of(
    attr: &Attr,
    value: &DynamicValue,
    path: &AttributePath,
    wo_allowed: bool,
    errors: &mut Vec<Error>,
) {
    let mut complain = |path: &AttributePath, complaint: String| {
        errors.push(Error::new("Invalid value", format!("`{}` {complaint}.", attr.name)).at(path.clone()));
    };
    match (&attr.kind, value) {
        (Kind::Text, DynamicValue::Text(text)) if text.is_empty() && attr.empty_is_null => {}
        (Kind::Text, DynamicValue::Text(text)) if text.is_empty() && !attr.allow_empty => {
            let instead = if attr.required { "" } else { "; omit it instead" };
            complain(path, format!("must not be empty{instead}"));
        }
        (Kind::Whole | Kind::Number, DynamicValue::Text(_)) => complain(path, "must be a number".to_owned()),
        (Kind::Whole, DynamicValue::Number(number)) if number.whole().is_none() && attr.checks.is_empty() => {
            complain(path, "must be a whole number".to_owned());
        }
        (Kind::Object(inside), object) => members(inside, object, path, wo_allowed, errors),
        (Kind::ListOf(inside), DynamicValue::List(elements)) => {
            for (index, element) in (0_i64..).zip(elements) {
                members(inside, element, &path.clone().index(index), wo_allowed, errors);
            }
        }
        (Kind::SetOfText, DynamicValue::List(elements)) => {
            for element in elements {
                if element.is_null() || element.text() == Some("") {
                    complain(path, "must not contain null or empty strings".to_owned());
                }
                for complaint in attr.checks.iter().filter_map(|check| check.complaint(element)) {
                    complain(path, format!("contains a value that {complaint}"));
                }
            }
        }
        (Kind::MapOfText, DynamicValue::Map(entries)) => {
            for (key, _) in entries.iter().filter(|(_, entry)| entry.is_null()) {
                complain(&path.clone().key(key.to_string()), format!("must have a value for {key:?}"));
            }
        }
        (_, plain) => {
            for complaint in attr.checks.iter().filter_map(|check| check.complaint(plain)) {
                complain(path, complaint);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::text;

    #[test]
    fn missing_and_extra_arguments_differ_in_summary() {
        let optional = |name| text(name, "A text.").optional();
        let schema = Schema::new("A thing.", [optional("a"), optional("b")]).exactly_one(&["a", "b"]);
        for (a, b, expected) in [
            (DynamicValue::Null, DynamicValue::Null, "Missing argument"),
            ("x".into(), "y".into(), "Conflicting arguments"),
        ] {
            let errors = check_config(&schema, &DynamicValue::object([("a", a), ("b", b)]), true);
            assert_eq!(errors.first().map(|it| it.summary.as_str()), Some(expected));
        }
    }
}
