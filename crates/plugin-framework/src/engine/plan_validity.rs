//! Finds what Terraform would reject in a plan, and names the attribute. `apply_result` does the same for an
//! apply. The results of `refresh` and `from_stored` cannot break the rules for reads.

use super::plan::same;
use crate::schema::{Attr, Kind, Schema};
use crate::value::{AttributePath, DynamicValue};

/// Every rule that the plan breaks, as sentences.
pub fn plan_violations(
    schema: &Schema,
    prior: &DynamicValue,
    config: &DynamicValue,
    planned: &DynamicValue,
) -> Vec<String> {
    let mut violations = Vec::new();
    if config.is_null() != planned.is_null() {
        violations.push("existence was planned against the configuration".to_owned());
    } else if !config.is_null() {
        members(&schema.attrs, prior, config, planned, &AttributePath::root(), &mut violations);
    }
    violations
}

fn members(
    attrs: &[Attr],
    prior: &DynamicValue,
    config: &DynamicValue,
    planned: &DynamicValue,
    parent: &AttributePath,
    violations: &mut Vec<String>,
) {
    let DynamicValue::Map(present) = planned else {
        violations.push(format!("`{parent}` was not planned as an object"));
        return;
    };
    let mut declared = 0;
    for attr in attrs {
        let path = || parent.clone().attribute(attr.name);
        let Some(will) = planned.member(attr.name) else {
            violations.push(format!("`{}` is missing from the plan", path()));
            continue;
        };
        declared += 1;
        let (was, wants) = (prior.get(attr.name), config.get(attr.name));
        if attr.write_only {
            if !will.is_null() {
                violations.push(format!("`{}` is write-only and was planned with a value", path()));
            }
        } else if wants.is_null() {
            if !attr.computed && !will.is_null() {
                violations.push(format!("`{}` is not configured and was planned with a value", path()));
            }
        } else if let (Kind::Object(inside), DynamicValue::Map(_)) = (&attr.kind, wants) {
            members(inside, was, wants, will, &path(), violations);
        } else if will != wants && !(will == was && same(attr, was, wants)) {
            violations.push(format!("`{}` was not planned as configured", path()));
        }
    }
    if declared < present.len() {
        for name in present.keys().filter(|name| attrs.iter().all(|attr| attr.name != *name)) {
            violations.push(format!("`{name}` was planned but is not declared"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{object, text};

    #[test]
    fn plans_terraform_would_refuse_are_named() {
        let schema = Schema::new(
            "A thing.",
            [
                text("id", "Id.").computed(),
                text("name", "Name.").required(),
                text("note", "Note.").optional(),
                text("wo", "Secret.").write_only(),
                object("in", "In.", [text("mode", "Mode.").optional()]).optional(),
            ],
        );
        let thing = |name: &str, note: DynamicValue, wo: DynamicValue, mode: DynamicValue| {
            let inside =
                if mode.is_null() { DynamicValue::Null } else { DynamicValue::object([("mode", mode)]) };
            DynamicValue::object([
                ("id", DynamicValue::Unknown),
                ("name", name.into()),
                ("note", note),
                ("wo", wo),
                ("in", inside),
            ])
        };
        let config = thing("a", DynamicValue::Null, "s".into(), "x".into());
        for (planned, expected) in [
            (thing("a", DynamicValue::Null, DynamicValue::Null, "x".into()), None),
            (
                thing("b", DynamicValue::Null, DynamicValue::Null, "x".into()),
                Some("`name` was not planned as configured"),
            ),
            (
                thing("a", "n".into(), DynamicValue::Null, "x".into()),
                Some("`note` is not configured and was planned with a value"),
            ),
            (
                thing("a", DynamicValue::Null, "s".into(), "x".into()),
                Some("`wo` is write-only and was planned with a value"),
            ),
            (
                thing("a", DynamicValue::Null, DynamicValue::Null, "y".into()),
                Some("`in.mode` was not planned as configured"),
            ),
            (
                thing("a", DynamicValue::Null, DynamicValue::Null, DynamicValue::Null),
                Some("`in` was not planned as an object"),
            ),
            (DynamicValue::Null, Some("existence was planned against the configuration")),
        ] {
            let found = plan_violations(&schema, &DynamicValue::Null, &config, &planned);
            assert_eq!(found.first().map(String::as_str), expected, "{planned}");
        }
    }
}
