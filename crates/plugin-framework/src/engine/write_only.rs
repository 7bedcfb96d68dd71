//! Decides which write-only values an apply sends. They are never stored or planned, so Terraform cannot detect a
//! change. They are sent when the object is created and when their version changes. The private state contains only
//! that a value was sent and with which version.

use super::error::{Error, Result};
use super::planned::ResourcePlan;
use crate::schema::{Attr, Schema};
use crate::value::DynamicValue;

/// The version attribute of a write-only attribute.
fn version_of<'a>(schema: &'a Schema, attr: &Attr) -> Option<&'a Attr> {
    schema.attrs.iter().find(|it| it.triggers == Some(attr.name))
}

fn write_only(schema: &Schema) -> impl Iterator<Item = &Attr> {
    schema.attrs.iter().filter(|attr| attr.write_only)
}

/// Whether an apply that turns `prior` into `planned` sends the attribute.
fn is_sent(schema: &Schema, attr: &Attr, prior: &DynamicValue, planned: &DynamicValue) -> bool {
    let changes = |version: &Attr| prior.get(version.name) != planned.get(version.name);
    prior.is_null() || version_of(schema, attr).is_none_or(changes)
}

/// The planned object with the write-only values that its apply sends.
pub(super) fn with_sent_values(
    schema: &Schema,
    prior: &DynamicValue,
    planned: &DynamicValue,
    config: &DynamicValue,
) -> DynamicValue {
    let mut wanted = planned.clone();
    for attr in write_only(schema).filter(|attr| is_sent(schema, attr, prior, planned)) {
        wanted.set(attr.name, config.get(attr.name).clone());
    }
    wanted
}

/// What to store after that apply: for each value that was sent, its version, or `true` if it has none.
pub(super) fn sent(
    schema: &Schema,
    earlier: &DynamicValue,
    prior: &DynamicValue,
    planned: &DynamicValue,
    config: &DynamicValue,
) -> DynamicValue {
    let member = |attr: &Attr| {
        let now = is_sent(schema, attr, prior, planned);
        let sent = match (config.get(attr.name), now) {
            (DynamicValue::Null, _) => DynamicValue::Null,
            (_, true) => mark(schema, attr, planned),
            (_, false) => earlier.get(attr.name).clone(),
        };
        (!sent.is_null()).then_some((attr.name, sent))
    };
    let members: Vec<_> = write_only(schema).filter_map(member).collect();
    if members.is_empty() { DynamicValue::Null } else { DynamicValue::object(members) }
}

fn mark(schema: &Schema, attr: &Attr, planned: &DynamicValue) -> DynamicValue {
    let version = version_of(schema, attr).map(|it| planned.get(it.name)).filter(|it| !it.is_null());
    version.cloned().unwrap_or_else(|| true.into())
}

/// Rejects a changed version whose value is not set, and a value that no apply would send.
pub(super) fn check(schema: &Schema, plan: &ResourcePlan, sent: &DynamicValue) -> Result<()> {
    for attr in write_only(schema) {
        let Some(version) = version_of(schema, attr) else { continue };
        let value = plan.config.get(attr.name);
        if value.is_null() {
            missing(version, attr, plan)?;
        } else if !value.is_unknown()
            && !plan.is_replace()
            && !is_sent(schema, attr, &plan.prior, &plan.planned)
            && *sent.get(attr.name) != mark(schema, attr, &plan.planned)
        {
            return Err(not_sent(version, attr));
        }
    }
    Ok(())
}

fn missing(version: &Attr, attr: &Attr, plan: &ResourcePlan) -> Result<()> {
    if plan.planned.get(version.name).is_null() || !plan.changes(version.name) {
        return Ok(());
    }
    let (version, name) = (version.name, attr.name);
    let detail = format!("`{version}` changed, which sends `{name}` again, but `{name}` is not set.");
    Err(Error::new("Missing write-only value", detail).on(version))
}

fn not_sent(version: &Attr, attr: &Attr) -> Error {
    let (version, name) = (version.name, attr.name);
    let detail = format!(
        "Terraform does not store `{name}`, so it is sent only when the object is created and when `{version}` \
         changes. This value was never sent. To send it, set `{version}` to a different number. To leave the object \
         unchanged, remove `{name}`."
    );
    Error::new(format!("`{name}` would not be sent"), detail).on(attr.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Change;
    use crate::engine::plan::plan;
    use crate::schema::{text, whole};

    fn schema() -> Schema {
        Schema::new(
            "A thing.",
            [
                text("secret", "Secret.").optional().sensitive().not_returned(),
                text("secret_wo", "Secret.").write_only(),
                whole("secret_wo_version", "Version.").triggers("secret_wo"),
            ],
        )
    }

    /// A configured object, and what was stored when it was applied.
    type Step = (Option<&'static str>, Option<i64>);

    fn thing((secret, version): Step) -> DynamicValue {
        DynamicValue::object([
            ("secret", DynamicValue::Null),
            ("secret_wo", secret.map_or(DynamicValue::Null, DynamicValue::from)),
            ("secret_wo_version", version.map_or(DynamicValue::Null, DynamicValue::from)),
        ])
    }

    /// Applies the steps, the first of which creates or imports the object, and plans the last one.
    fn planned(imported: bool, steps: &[Step]) -> Option<String> {
        let (schema, mut prior, mut noted) = (schema(), DynamicValue::Null, DynamicValue::Null);
        if imported {
            prior = thing((None, None));
        }
        let mut outcome = None;
        for step in steps {
            let config = thing(*step);
            let plan = plan(&schema, &prior, &config, imported);
            outcome = check(&schema, &plan, &noted).err().map(|it| it.summary);
            if !prior.is_null() && plan.change() == Change::NoOp {
                continue;
            }
            noted = sent(&schema, &noted, &prior, &plan.planned, &config);
            prior = plan.planned;
        }
        outcome
    }

    #[test]
    fn a_value_that_would_not_be_sent_is_refused() {
        let (refused, missing) = (Some("`secret_wo` would not be sent"), Some("Missing write-only value"));
        let none: Step = (None, None);
        for (imported, steps, expected) in [
            (false, &[(Some("a"), None), (Some("a"), None)][..], None),
            (false, &[(Some("a"), Some(1)), (Some("a"), Some(1))], None),
            (false, &[(Some("a"), Some(1)), (Some("b"), Some(2))], None),
            (false, &[none, (Some("a"), None)], refused),
            (false, &[none, (Some("a"), Some(1))], None),
            (false, &[none, (None, Some(1))], missing),
            (false, &[(Some("a"), Some(1)), none, (Some("b"), None)], refused),
            (false, &[(Some("a"), None), (None, Some(1))], missing),
            (true, &[(Some("a"), None)], refused),
            (true, &[(Some("a"), Some(1))], None),
            (true, &[(Some("a"), Some(1)), (Some("a"), Some(1))], None),
        ] {
            assert_eq!(planned(imported, steps).as_deref(), expected, "imported {imported}: {steps:?}");
        }
    }

    #[test]
    fn nothing_of_a_value_is_remembered() {
        let sent =
            |config: &DynamicValue| sent(&schema(), &DynamicValue::Null, &DynamicValue::Null, config, config);
        assert_eq!(sent(&thing((Some("a"), None))), DynamicValue::object([("secret_wo", true.into())]));
        assert_eq!(sent(&thing((Some("a"), Some(3)))), DynamicValue::object([("secret_wo", 3.into())]));
        assert_eq!(sent(&thing((None, Some(3)))), DynamicValue::Null);
    }
}
