//! Rules for the plans of all resources: deletion protection, and arguments that are only stored for an imported
//! object.

use super::error::{Error, Result};
use super::planned::{Change, ResourcePlan};
use crate::schema::{Attr, RequiresReplace, Schema};
use crate::value::{AttributePath, DynamicValue};

/// Rejects a destroy or a replacement if the stored object has deletion protection (the schema's `deletion_protection`).
pub(super) fn protected(schema: &Schema, plan: &ResourcePlan, label: impl FnOnce() -> String) -> Result<()> {
    match protection(schema, &plan.prior) {
        Some(name) if plan.is_destroy() || plan.is_replace() => Err(refusal(name, &label(), &plan.replace)),
        _ => Ok(()),
    }
}

/// The attribute that protects the stored object from deletion.
pub(super) fn protection(schema: &Schema, prior: &DynamicValue) -> Option<&'static str> {
    schema
        .attrs
        .iter()
        .find(|it| it.deletion_protection && prior.get(it.name).bool() == Some(true))
        .map(|it| it.name)
}

/// The error for a protected object.
pub(super) fn refusal(name: &'static str, label: &str, replace: &[AttributePath]) -> Error {
    let cause = replace.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
    let why = if cause.is_empty() { String::new() } else { format!(" Changing {cause} forces replacement.") };
    let detail = format!(
        "{label} has `{name} = true` in the state.{why} Nothing was deleted. To delete it, set `{name} = false`, apply, and \
         then destroy or replace it. If it is tainted, run `terraform untaint` first."
    );
    Error::new("The object is protected from deletion", detail).on(name)
}

/// The arguments that an update only stores, because only a creation can use them and the object was imported.
pub(super) fn not_applied_to_imported(
    schema: &Schema,
    plan: &ResourcePlan,
    label: impl FnOnce() -> String,
) -> Option<Error> {
    let stored = |attr: &&Attr| {
        attr.requires_replace == RequiresReplace::OnChangeUnlessImported
            && plan.changes(attr.name)
            && plan.change() == Change::Update
    };
    let names: Vec<_> = schema.attrs.iter().filter(stored).map(|attr| format!("`{}`", attr.name)).collect();
    let names = (!names.is_empty()).then(|| names.join(", "))?;
    let label = label();
    let detail = format!(
        "{label} was imported and is not changed, because {names} can only take effect when an object is created. A \
         later change forces a new resource to be created."
    );
    Some(Error::new(format!("{names} has no effect on an imported object"), detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::plan;
    use crate::schema::{flag, text};

    fn label() -> String {
        "x `a`".to_owned()
    }

    fn schema() -> Schema {
        Schema::new(
            "A thing.",
            [
                text("region", "Region.").optional().requires_replace(),
                text("seal_to", "Seal.").optional().requires_replace_unless_imported(),
                flag("guard", "Guard.").deletion_protection(),
            ],
        )
    }

    fn planned(config: &[(&str, DynamicValue)]) -> ResourcePlan {
        let schema = schema();
        let mut prior = schema.null_object();
        let mut wanted = prior.clone();
        prior.set("guard", true);
        wanted.set("guard", true);
        for (name, value) in config {
            wanted.set(name, value.clone());
        }
        plan(&schema, &prior, &wanted, true)
    }

    #[test]
    fn a_guarded_object_is_neither_destroyed_nor_replaced() {
        let replace = planned(&[("region", "us".into())]);
        let refused = protected(&schema(), &replace, label).unwrap_err();
        assert!(refused.detail.contains("Changing `region` forces replacement"), "{}", refused.detail);
        assert!(protected(&schema(), &ResourcePlan::destroy(replace.prior), label).is_err());
        assert!(protected(&schema(), &planned(&[("seal_to", "age1".into())]), label).is_ok());
    }

    #[test]
    fn warns_what_an_imported_object_only_stores() {
        let said =
            not_applied_to_imported(&schema(), &planned(&[("seal_to", "age1".into())]), label).unwrap();
        assert_eq!(said.summary, "`seal_to` has no effect on an imported object");
        assert_eq!(not_applied_to_imported(&schema(), &planned(&[]), label), None);
    }
}
