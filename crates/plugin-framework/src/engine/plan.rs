//! Computes the planned state, and what forces replacement, from the prior state and the configuration. A
//! computed value becomes unknown only if a change can alter it, so unrelated updates show no "(known after apply)".

use std::sync::Arc;

use crate::schema::{Attr, Default, Kind, RequiresReplace, Schema};
use crate::value::{AttributePath, DynamicValue};

use super::planned::ResourcePlan;

/// Plans an object. `prior` is null for a creation. If `imported`, the object was not created by this configuration, so
/// its create-only arguments are unknown and not compared.
pub fn plan(schema: &Schema, prior: &DynamicValue, config: &DynamicValue, imported: bool) -> ResourcePlan {
    plan_shared(schema, prior.clone().into(), config.clone().into(), imported)
}

/// Like [`plan`], for values that the plan shares with its caller.
pub(super) fn plan_shared(
    schema: &Schema,
    prior: Arc<DynamicValue>,
    config: Arc<DynamicValue>,
    imported: bool,
) -> ResourcePlan {
    let mut planned = configured(&schema.attrs, &prior, &config);
    let changed = schema.attrs.iter().any(|attr| differs(attr, &prior, &planned));
    fill(&schema.attrs, &prior, &config, &mut planned, changed);
    let mut replace = Vec::new();
    if !prior.is_null() {
        replacing(&schema.attrs, &prior, &planned, imported, &AttributePath::root(), &mut replace);
    }
    ResourcePlan { prior, config, planned, replace }
}

/// The values of the configuration and the defaults; null if neither sets one.
fn configured(attrs: &[Attr], prior: &DynamicValue, config: &DynamicValue) -> DynamicValue {
    let member = |attr: &Attr| {
        let (was, wants) = (prior.get(attr.name), config.get(attr.name));
        let value = match (wants, &attr.kind, &attr.default) {
            _ if attr.write_only => DynamicValue::Null,
            (DynamicValue::Null, _, Default::Is(value)) => value.clone(),
            (DynamicValue::Null | DynamicValue::Unknown, ..) => wants.clone(),
            (_, Kind::Object(members), _) => configured(members, was, wants),
            // Terraform accepts a prior value instead of the configured one, but never a prior null.
            _ if !was.is_null() && same(attr, was, wants) => was.clone(),
            _ => wants.clone(),
        };
        (attr.name, value)
    };
    DynamicValue::object(attrs.iter().map(member))
}

/// Whether two values of the attribute are semantically equal.
pub(super) fn same(attr: &Attr, a: &DynamicValue, b: &DynamicValue) -> bool {
    a == b
        || match (attr.semantic_equality, &attr.kind, a, b) {
            (Some(same), _, DynamicValue::Text(a), DynamicValue::Text(b)) => same(a, b),
            (None, Kind::SetOfText, DynamicValue::List(_), DynamicValue::List(_)) => a.same_elements(b),
            (Some(same), Kind::SetOfText, DynamicValue::List(_), DynamicValue::List(_)) => a
                .same_elements_if(b, |a, b| {
                    a == b || matches!((a, b), (DynamicValue::Text(a), DynamicValue::Text(b)) if same(a, b))
                }),
            (_, _, DynamicValue::Null, DynamicValue::Text(text))
            | (_, _, DynamicValue::Text(text), DynamicValue::Null) => attr.empty_is_null && text.is_empty(),
            (_, Kind::MapOfText, DynamicValue::Null, DynamicValue::Map(entries))
            | (_, Kind::MapOfText, DynamicValue::Map(entries), DynamicValue::Null) => entries.is_empty(),
            _ => false,
        }
}

/// Whether the configuration changes the attribute. Computed attributes that are not configured do not count.
fn differs(attr: &Attr, prior: &DynamicValue, planned: &DynamicValue) -> bool {
    let (was, will) = (prior.get(attr.name), planned.get(attr.name));
    match &attr.kind {
        _ if attr.write_only => false,
        _ if will.is_null() && attr.computed => attr.is_cleared(planned) == Some(true) && !was.is_null(),
        Kind::Object(members) if !will.is_null() && !will.is_unknown() => {
            was.is_null() || members.iter().any(|member| differs(member, was, will))
        }
        _ => was != will,
    }
}

/// Sets computed attributes that are not configured to their prior value, or to unknown if this change can alter them.
fn fill(
    attrs: &[Attr],
    prior: &DynamicValue,
    config: &DynamicValue,
    planned: &mut DynamicValue,
    changed: bool,
) {
    let before = &*planned;
    let member = |attr: &Attr| {
        let (was, wants) = (prior.get(attr.name), config.get(attr.name));
        let unset = before.get(attr.name).is_null() && wants.is_null();
        if attr.computed && !attr.write_only && unset {
            let kept = match attr.unknown_if_changed {
                _ if prior.is_null() => false,
                Some(names) => !names
                    .iter()
                    .any(|name| attrs.iter().any(|it| it.name == *name && differs(it, prior, before))),
                None => !changed,
            };
            let value = match attr.is_cleared(before) {
                Some(true) => DynamicValue::Null,
                Some(false) if kept => was.clone(),
                _ => DynamicValue::Unknown,
            };
            Some((attr.name, value))
        } else if let (Kind::Object(members), DynamicValue::Map(_)) = (&attr.kind, before.get(attr.name)) {
            let mut inside = before.get(attr.name).clone();
            fill(members, was, wants, &mut inside, changed);
            Some((attr.name, inside))
        } else {
            None
        }
    };
    let filled: Vec<_> = attrs.iter().filter_map(member).collect();
    for (name, value) in filled {
        planned.set(name, value);
    }
}

fn replacing(
    attrs: &[Attr],
    prior: &DynamicValue,
    planned: &DynamicValue,
    imported: bool,
    parent: &AttributePath,
    replace: &mut Vec<AttributePath>,
) {
    for attr in attrs {
        let (was, will) = (prior.get(attr.name), planned.get(attr.name));
        let path = || parent.clone().attribute(attr.name);
        let replaces = match attr.requires_replace {
            RequiresReplace::Never => false,
            RequiresReplace::OnChange => true,
            RequiresReplace::OnChangeUnlessImported => !(imported && was.is_null()),
        };
        if replaces && !same(attr, was, will) {
            replace.push(path());
        } else if let (Kind::Object(members), DynamicValue::Map(_), DynamicValue::Map(_)) =
            (&attr.kind, was, will)
        {
            replacing(members, was, will, imported, &path(), replace);
        } else if will.is_unknown() && !was.is_null() && attr.kind.members().iter().any(can_replace) {
            // The unknown value may change such an attribute, and an update cannot become a replacement during apply.
            replace.push(path());
        }
    }
}

fn can_replace(attr: &Attr) -> bool {
    attr.requires_replace != RequiresReplace::Never || attr.kind.members().iter().any(can_replace)
}

#[cfg(test)]
mod tests;
