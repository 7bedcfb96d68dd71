//! Converts stored state of any earlier version to the current schema.

use super::error::{Error, Result};
use crate::schema::{Attr, Kind, Schema};
use crate::value::{AttributePath, DynamicValue};

/// Fits stored state to the schema: unknown attributes are dropped, missing ones become null, and write-only ones are
/// always null.
///
/// # Errors
/// If an attribute has a type that the schema does not allow. The error names it.
pub fn from_stored(schema: &Schema, stored: &DynamicValue) -> Result<DynamicValue> {
    members(&schema.attrs, stored, &AttributePath::root())
}

fn members(attrs: &[Attr], stored: &DynamicValue, parent: &AttributePath) -> Result<DynamicValue> {
    let member = |attr: &Attr| {
        let path = || parent.clone().attribute(attr.name);
        let value = if attr.write_only { &DynamicValue::Null } else { stored.get(attr.name) };
        Ok((attr.name, fit(&attr.kind, value, path)?))
    };
    Ok(DynamicValue::object(attrs.iter().map(member).collect::<Result<Vec<_>>>()?))
}

fn fit(kind: &Kind, value: &DynamicValue, path: impl Fn() -> AttributePath) -> Result<DynamicValue> {
    match (kind, value) {
        (_, DynamicValue::Null)
        | (Kind::Text, DynamicValue::Text(_))
        | (Kind::Whole | Kind::Number, DynamicValue::Number(_))
        | (Kind::Bool, DynamicValue::Bool(_)) => Ok(value.clone()),
        (Kind::SetOfText, DynamicValue::List(elements)) if elements.iter().all(|it| it.text().is_some()) => {
            Ok(value.clone())
        }
        (Kind::MapOfText, DynamicValue::Map(entries)) if entries.values().all(|it| it.text().is_some()) => {
            Ok(value.clone())
        }
        (Kind::Object(inside), DynamicValue::Map(_)) => members(inside, value, &path()),
        (Kind::ListOf(inside), DynamicValue::List(elements)) => {
            let element = |(index, it): (i64, &DynamicValue)| members(inside, it, &path().index(index));
            Ok(DynamicValue::List((0_i64..).zip(elements).map(element).collect::<Result<_>>()?))
        }
        _ => Err(Error::new(
            "The state could not be read",
            format!(
                "The state of `{}` has a format that this version of the provider does not know. Use the version \
                 that wrote it, or remove the object from the state and import it again.",
                path()
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{object, set_of_text, text};

    #[test]
    fn stored_state_is_fitted_to_todays_declaration() {
        let schema = Schema::new(
            "A thing.",
            [
                text("name", "Name."),
                text("secret_wo", "Secret.").write_only(),
                object("limits", "Limits.", [text("mode", "Mode.")]),
                set_of_text("tags", "Tags."),
            ],
        );
        let stored = DynamicValue::object([
            ("name", "a".into()),
            ("secret_wo", "leaked".into()),
            ("gone", true.into()),
            ("limits", DynamicValue::object([("old", 1.into())])),
        ]);
        let fitted = from_stored(&schema, &stored).unwrap();
        let expected = DynamicValue::object([
            ("name", "a".into()),
            ("secret_wo", DynamicValue::Null),
            ("limits", DynamicValue::object([("mode", DynamicValue::Null)])),
            ("tags", DynamicValue::Null),
        ]);
        assert_eq!(fitted, expected);
        let error =
            from_stored(&schema, &DynamicValue::object([("tags", DynamicValue::List(vec![3.into()]))]))
                .unwrap_err();
        assert!(error.detail.starts_with("The state of `tags`"), "{}", error.detail);
    }
}
