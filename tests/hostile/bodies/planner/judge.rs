//! What Terraform core refuses, written without a look at the engine.

use plugin_framework::schema::{Attr, Kind};
use plugin_framework::value::DynamicValue;

type Judged = Result<(), String>;

fn no<T>(path: &str, what: &str) -> Result<T, String> {
    Err(format!("`{path}` {what}"))
}

/// The members of an object, which has exactly the declared ones.
fn each(
    attrs: &[Attr],
    parent: &str,
    object: &DynamicValue,
    mut rule: impl FnMut(&Attr, &str, &DynamicValue) -> Judged,
) -> Judged {
    let DynamicValue::Map(present) = object else { return no(parent, "is no object") };
    if present.len() != attrs.len() {
        return no(parent, "has another number of attributes");
    }
    for attr in attrs {
        let path = format!("{parent}.{}", attr.name);
        let Some(value) = present.get(attr.name) else { return no(&path, "is missing") };
        rule(attr, &path, value)?;
    }
    Ok(())
}

/// A plan that Terraform core accepts.
pub(super) fn plan(
    attrs: &[Attr],
    prior: &DynamicValue,
    config: &DynamicValue,
    planned: &DynamicValue,
) -> Judged {
    typed(attrs, "", planned, true)?;
    agrees(attrs, "", prior, config, planned)
}

/// An object to be stored: of the declared shape, known throughout, without write-only values.
pub(super) fn whole(attrs: &[Attr], state: &DynamicValue) -> Judged {
    typed(attrs, "", state, false)
}

fn typed(attrs: &[Attr], parent: &str, object: &DynamicValue, open: bool) -> Judged {
    each(attrs, parent, object, |attr, path, value| {
        let text = |it: &DynamicValue| {
            matches!(it, DynamicValue::Null | DynamicValue::Text(_)) || (open && it.is_unknown())
        };
        match (&attr.kind, value) {
            (_, DynamicValue::Null) => Ok(()),
            _ if attr.write_only => no(path, "is write-only and has a value"),
            (_, DynamicValue::Unknown) if open => Ok(()),
            (Kind::Text, DynamicValue::Text(_))
            | (Kind::Whole | Kind::Number, DynamicValue::Number(_))
            | (Kind::Bool, DynamicValue::Bool(_)) => Ok(()),
            (Kind::SetOfText, DynamicValue::List(all)) if all.iter().all(text) => Ok(()),
            (Kind::MapOfText, DynamicValue::Map(all)) if all.values().all(text) => Ok(()),
            (Kind::Object(inside), DynamicValue::Map(_)) => typed(inside, path, value, open),
            (Kind::ListOf(inside), DynamicValue::List(all)) => {
                all.iter().try_for_each(|it| typed(inside, path, it, open))
            }
            _ => no(path, &format!("is of another type or unknown: {value}")),
        }
    })
}

fn agrees(
    attrs: &[Attr],
    parent: &str,
    prior: &DynamicValue,
    config: &DynamicValue,
    planned: &DynamicValue,
) -> Judged {
    each(attrs, parent, planned, |attr, path, will| {
        let (was, wants) = (prior.get(attr.name), config.get(attr.name));
        let as_before = !was.is_null() && !wants.is_null() && equal(&attr.kind, will, was);
        match (&attr.kind, wants, will) {
            _ if attr.write_only || equal(&attr.kind, will, wants) || as_before => Ok(()),
            _ if attr.computed && (!attr.configurable() || wants.is_null()) => Ok(()),
            (_, DynamicValue::Null, _) => no(path, "is not configured, not computed and planned"),
            (Kind::Object(inside), DynamicValue::Map(_), DynamicValue::Map(_)) => {
                agrees(inside, path, was, wants, will)
            }
            _ => no(path, "is planned as neither configuration nor state have it"),
        }
    })
}

/// What was known in the plan is what is stored.
pub(super) fn kept(attrs: &[Attr], planned: &DynamicValue, state: &DynamicValue) -> Judged {
    refined(attrs, planned, state)
}

/// Whether what is known in `first` is the same in `second`.
pub(super) fn refined(attrs: &[Attr], first: &DynamicValue, second: &DynamicValue) -> Judged {
    each(attrs, "", first, |attr, path, promised| {
        let is = second.get(attr.name);
        match (&attr.kind, promised, is) {
            (_, DynamicValue::Unknown, _) => Ok(()),
            (Kind::Object(inside), DynamicValue::Map(_), DynamicValue::Map(_)) => {
                refined(inside, promised, is).map_err(|it| format!("{path} {it}"))
            }
            (Kind::SetOfText, DynamicValue::List(some), DynamicValue::List(all)) => {
                let kept = some.iter().filter(|it| !it.is_unknown()).all(|it| all.contains(it));
                let room = all.iter().filter(|it| !some.contains(it)).count();
                let open = some.iter().filter(|it| it.is_unknown()).count();
                if kept && room <= open { Ok(()) } else { no(path, "lost or gained elements") }
            }
            (Kind::MapOfText, DynamicValue::Map(some), DynamicValue::Map(all)) => {
                let keys = some.keys().eq(all.keys());
                let kept = some.iter().all(|(key, it)| it.is_unknown() || all.get(key) == Some(it));
                if keys && kept { Ok(()) } else { no(path, "has other entries") }
            }
            _ if equal(&attr.kind, promised, is) => Ok(()),
            _ => no(path, &format!("was {promised} and became {is}")),
        }
    })
}

/// Equal as core compares: sets without their order, numbers by their decimal, which `DynamicValue` does.
fn equal(kind: &Kind, one: &DynamicValue, other: &DynamicValue) -> bool {
    match (kind, one, other) {
        (Kind::SetOfText, DynamicValue::List(some), DynamicValue::List(others)) => {
            some.len() == others.len() && some.iter().all(|it| others.contains(it))
        }
        _ => one == other,
    }
}
