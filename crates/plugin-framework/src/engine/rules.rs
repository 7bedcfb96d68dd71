//! PURE: what no plan may do and what it has to say, whatever the resource: protection from deletion, write-only values
//! that are missing, values an imported object only stores.

use super::error::{Error, Result};
use super::planned::{Change, Planned};
use crate::schema::{Attr, RequiresReplace, Schema};

/// Deletion protection (the word `protects`), for destroy and for replace.
pub(super) fn protected(schema: &Schema, plan: &Planned, label: &str) -> Result<()> {
    let removes = matches!(plan.change(), Change::Destroy | Change::Replace);
    let guard =
        schema.attrs.iter().find(|attr| attr.protects && plan.prior.get(attr.name).bool() == Some(true));
    match guard {
        Some(Attr { name, .. }) if removes => {
            let cause = plan.replace.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
            let why = if cause.is_empty() {
                String::new()
            } else {
                format!(" A change of {cause} would replace it.")
            };
            let detail = format!(
                "{label} has `{name} = true`.{why} To delete it, set `{name} = false`, apply, and then destroy."
            );
            Err(Error::new("The object is protected from deletion", detail).on(name))
        }
        _ => Ok(()),
    }
}

/// A version number (the word `triggers`) that changed although the value it sends again is not there.
pub(super) fn sent_again(schema: &Schema, plan: &Planned) -> Result<()> {
    for attr in &schema.attrs {
        let Some(sent) = attr.triggers else { continue };
        let (version, missing) = (plan.planned.get(attr.name), plan.config.get(sent).is_null());
        if !version.is_null() && plan.prior.get(attr.name) != version && missing {
            let detail =
                format!("`{}` changed, which sends `{sent}` again, but `{sent}` is not set.", attr.name);
            return Err(Error::new("Missing write-only value", detail).on(attr.name));
        }
    }
    Ok(())
}

/// What an update only stores (the word `creation_only`), because only a creation can use it and the object was imported.
pub(super) fn only_stored(schema: &Schema, plan: &Planned, label: &str) -> Option<Error> {
    let stored = |attr: &&Attr| {
        attr.requires_replace == RequiresReplace::OnChangeUnlessImported
            && plan.changes(attr.name)
            && plan.change() == Change::Update
    };
    let names: Vec<_> = schema.attrs.iter().filter(stored).map(|attr| format!("`{}`", attr.name)).collect();
    let names = (!names.is_empty()).then(|| names.join(", "))?;
    let detail = format!(
        "{label} was imported and stays as it is: {names} takes effect when an object is created. Changing it later \
         creates a new object."
    );
    Some(Error::new(format!("{names} of an imported object is only stored"), detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::plan;
    use crate::schema::{flag, text, whole};
    use crate::value::DynamicValue;

    fn schema() -> Schema {
        Schema::new(
            "A thing.",
            [
                text("region", "Region.").optional().requires_replace(),
                text("seal_to", "Seal.").optional().requires_replace_unless_imported(),
                text("secret_wo", "Secret.").write_only(),
                whole("secret_wo_version", "Version.").triggers("secret_wo"),
                flag("guard", "Guard.").protects(),
            ],
        )
    }

    fn planned(config: &[(&str, DynamicValue)]) -> Planned {
        let schema = schema();
        let mut prior = DynamicValue::Map(
            schema.attrs.iter().map(|attr| (attr.name.to_owned(), DynamicValue::Null)).collect(),
        );
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
        let refused = protected(&schema(), &replace, "x `a`").unwrap_err();
        assert!(refused.detail.contains("A change of `region` would replace it"), "{}", refused.detail);
        assert!(protected(&schema(), &Planned::destroy(replace.prior), "x `a`").is_err());
        assert!(protected(&schema(), &planned(&[("seal_to", "age1".into())]), "x `a`").is_ok());
    }

    #[test]
    fn a_version_number_needs_the_value_it_sends() {
        assert!(sent_again(&schema(), &planned(&[("secret_wo_version", 1.into())])).is_err());
        let both = [("secret_wo_version", 1.into()), ("secret_wo", "s".into())];
        assert!(sent_again(&schema(), &planned(&both)).is_ok());
    }

    #[test]
    fn an_imported_object_is_told_what_it_only_stores() {
        let said = only_stored(&schema(), &planned(&[("seal_to", "age1".into())]), "x `a`").unwrap();
        assert_eq!(said.summary, "`seal_to` of an imported object is only stored");
        assert_eq!(only_stored(&schema(), &planned(&[]), "x `a`"), None);
    }
}
