//! Contradictory properties of an attribute.

use super::{Declares, descriptions};
use crate::schema::{Attr, Check, Default, Kind, RequiresReplace};
use crate::value::DynamicValue;

/// The contradictions of sibling attributes. `prefix` is the path before their names, such as `limits.`.
pub(super) fn of_members(attrs: &[Attr], prefix: &str, declares: Declares<'_>, found: &mut Vec<String>) {
    for (index, attr) in attrs.iter().enumerate() {
        let path = format!("{prefix}{}", attr.name);
        if attrs[..index].iter().any(|it| it.name == attr.name) {
            found.push(format!("`{path}` is declared twice."));
        }
        let complaints = [name(attr), source(attr), value(attr), storage(attr, declares)];
        found.extend(complaints.into_iter().flatten().map(|it| format!("`{path}` {it}.")));
        found.extend(
            descriptions::complaint(&attr.description).map(|it| format!("The description of `{path}` {it}.")),
        );
        nested(attr, &path, declares, found);
    }
}

/// Checks its name.
fn name(attr: &Attr) -> Vec<&'static str> {
    let first = |it: char| it.is_ascii_lowercase() || it == '_';
    let accepted =
        attr.name.starts_with(first) && attr.name.chars().all(|it| first(it) || it.is_ascii_digit());
    let rules = [
        (!accepted, "is not a valid name in Terraform"),
        (descriptions::repeats(attr.name, &attr.description), "has a description that only repeats its name"),
    ];
    violated(&rules)
}

/// Checks who sets it.
fn source(attr: &Attr) -> Vec<&'static str> {
    let has_default = matches!(attr.default, Default::Is(_));
    let only_computed = attr.computed && !has_default;
    let rules = [
        (!attr.required && !attr.optional && !attr.computed, "is neither required, optional nor computed"),
        (attr.required && attr.optional, "is both required and optional"),
        (attr.required && has_default, "is required, so its default never applies"),
        (attr.required && only_computed, "is both required and computed"),
        (has_default && !attr.configurable(), "has a default but cannot be configured"),
        (attr.only_returned_on_create && !attr.computed, "is returned only on create but is not computed"),
        (attr.not_returned && only_computed, "is local and computed: no response ever contains it"),
        (
            attr.unknown_if_changed.is_some() && !attr.computed,
            "uses the state for unknown values but is not computed",
        ),
        (attr.write_only && attr.computed, "is write-only and computed: it would be stored"),
        (
            attr.write_only && attr.not_returned,
            "is write-only and local: it would be neither stored nor sent",
        ),
        (
            attr.write_only && attr.requires_replace != RequiresReplace::Never,
            "is write-only, so Terraform never sees it change",
        ),
    ];
    violated(&rules)
}

/// Checks its value and when it changes.
fn value(attr: &Attr) -> Vec<&'static str> {
    let replaces = attr.requires_replace != RequiresReplace::Never;
    let is_text = matches!(attr.kind, Kind::Text);
    let only_computed = attr.computed && matches!(attr.default, Default::None);
    let wrong_default =
        |value: &DynamicValue| attr.checks.iter().any(|check| check.complaint(value).is_some());
    let default = match &attr.default {
        Default::Is(value) => Some(value),
        Default::None => None,
    };
    let rules = [
        (replaces && !attr.configurable(), "requires replacement but cannot be configured"),
        (
            replaces && only_computed && attr.unknown_if_changed != Some(&[]),
            "requires replacement and is computed but does not use the state for unknown values: unrelated \
             updates would replace the object",
        ),
        (
            attr.semantic_equality.is_some() && !is_text && !matches!(attr.kind, Kind::SetOfText),
            "has semantic equality but is not a string",
        ),
        (
            attr.semantic_equality.is_some() && !attr.configurable(),
            "has semantic equality but cannot be configured",
        ),
        (attr.allow_empty && !is_text, "allows an empty string but is not a string"),
        (
            attr.deletion_protection && !matches!(attr.kind, Kind::Bool),
            "protects the object but is not a Boolean",
        ),
        (default.is_some_and(|it| !fits(&attr.kind, it)), "has a default of another type"),
        (default.is_some_and(wrong_default), "has a default that its own checks reject"),
        (
            attr.checks.iter().any(|check| !applies_to(check, &attr.kind)),
            "has a check that does not apply to its type",
        ),
        (attr.checks.iter().any(accepts_nothing), "has a check that no value passes"),
    ];
    violated(&rules)
}

/// Checks properties that only some schemas can have.
fn storage(attr: &Attr, declares: Declares<'_>) -> Vec<&'static str> {
    let stored = matches!(declares, Declares::Resource { .. });
    let in_provider = matches!(declares, Declares::Provider);
    // `use_state_for_unknown` passes: a data source may share the attributes of a resource.
    let needs_state = attr.only_returned_on_create || attr.deletion_protection || attr.triggers.is_some();
    let rules = [
        (attr.write_only && !stored, "is write-only, but only resources have write-only attributes"),
        (
            attr.requires_replace != RequiresReplace::Never && !stored,
            "requires replacement, but only resources can be replaced",
        ),
        (needs_state && !stored, "has a property that only stored objects can have"),
        (
            attr.env.is_some() && !in_provider,
            "has an environment variable, which only provider settings read",
        ),
        (attr.computed && in_provider, "is computed, but no response contains provider settings"),
    ];
    violated(&rules)
}

/// Checks nested attributes of objects and lists.
fn nested(attr: &Attr, path: &str, declares: Declares<'_>, found: &mut Vec<String>) {
    let members = attr.kind.members();
    let is_list = matches!(attr.kind, Kind::ListOf(_));
    if members.is_empty() && (is_list || matches!(attr.kind, Kind::Object(_))) {
        found.push(format!("`{path}` has no members."));
    }
    for member in members {
        let rules = [
            (
                !attr.configurable() && member.configurable(),
                "can be configured, but the list or object that contains it cannot",
            ),
            (is_list && attr.configurable() && member.computed, "is computed inside a configured list"),
            (is_list && member.write_only, "is write-only inside a list"),
            (is_list && member.sensitive, "is a secret inside a list"),
            (member.deletion_protection || member.triggers.is_some(), "has a word of the top level"),
        ];
        found.extend(violated(&rules).into_iter().map(|it| format!("`{path}.{}` {it}.", member.name)));
    }
    of_members(members, &format!("{path}."), declares, found);
}

fn violated(rules: &[(bool, &'static str)]) -> Vec<&'static str> {
    rules.iter().filter(|(is_broken, _)| *is_broken).map(|(_, complaint)| *complaint).collect()
}

fn fits(kind: &Kind, value: &DynamicValue) -> bool {
    match kind {
        Kind::Text => value.text().is_some(),
        Kind::Whole => value.whole().is_some(),
        Kind::Number => matches!(value, DynamicValue::Number(_)),
        Kind::Bool => value.bool().is_some(),
        Kind::SetOfText | Kind::ListOf(_) => matches!(value, DynamicValue::List(_)),
        Kind::MapOfText | Kind::Object(_) => matches!(value, DynamicValue::Map(_)),
    }
}

fn applies_to(check: &Check, kind: &Kind) -> bool {
    match check {
        Check::Between(..) => matches!(kind, Kind::Whole | Kind::Number),
        _ => matches!(kind, Kind::Text | Kind::SetOfText),
    }
}

fn accepts_nothing(check: &Check) -> bool {
    match check {
        Check::OneOf(allowed) | Check::OneOfAnyCase(allowed) => allowed.is_empty(),
        Check::Length(least, most) => least > most,
        Check::Between(least, most) => least > most,
        Check::ValidateWith(_) => false,
    }
}
