//! What Terraform core refuses, written from protocol.md c.4, c.6 and c.8 without a look at the engine.

use aiadmin::framework::schema::{Attr, Kind};
use aiadmin::framework::value::Tree;

type Verdict = Result<(), String>;

fn no<T>(path: &str, what: &str) -> Result<T, String> {
    Err(format!("`{path}` {what}"))
}

/// The members of an object, which has exactly the declared ones.
fn each(
    attrs: &[Attr],
    here: &str,
    object: &Tree,
    mut rule: impl FnMut(&Attr, &str, &Tree) -> Verdict,
) -> Verdict {
    let Tree::Map(present) = object else { return no(here, "is no object") };
    if present.len() != attrs.len() {
        return no(here, "has another number of attributes");
    }
    for attr in attrs {
        let path = format!("{here}.{}", attr.name);
        let Some(value) = present.get(attr.name) else { return no(&path, "is missing") };
        rule(attr, &path, value)?;
    }
    Ok(())
}

/// c.4, points 1 to 6.
pub(super) fn plan(attrs: &[Attr], prior: &Tree, config: &Tree, planned: &Tree) -> Verdict {
    typed(attrs, "", planned, true)?;
    agrees(attrs, "", prior, config, planned)
}

/// An object to be stored: of the declared shape, known throughout, without write-only values (c.6, c.8, c.9).
pub(super) fn whole(attrs: &[Attr], state: &Tree) -> Verdict {
    typed(attrs, "", state, false)
}

fn typed(attrs: &[Attr], here: &str, object: &Tree, open: bool) -> Verdict {
    each(attrs, here, object, |attr, path, value| {
        let text = |it: &Tree| matches!(it, Tree::Null | Tree::Text(_)) || (open && it.is_unknown());
        match (&attr.kind, value) {
            (_, Tree::Null) => Ok(()),
            _ if attr.write_only => no(path, "is write-only and has a value"),
            (_, Tree::Unknown) if open => Ok(()),
            (Kind::Text, Tree::Text(_))
            | (Kind::Whole | Kind::Number, Tree::Number(_))
            | (Kind::Bool, Tree::Bool(_)) => Ok(()),
            (Kind::SetOfText, Tree::List(all)) if all.iter().all(text) => Ok(()),
            (Kind::MapOfText, Tree::Map(all)) if all.values().all(text) => Ok(()),
            (Kind::Object(inside), Tree::Map(_)) => typed(inside, path, value, open),
            (Kind::ListOf(inside), Tree::List(all)) => {
                all.iter().try_for_each(|it| typed(inside, path, it, open))
            }
            _ => no(path, &format!("is of another type or unknown: {value}")),
        }
    })
}

fn agrees(attrs: &[Attr], here: &str, prior: &Tree, config: &Tree, planned: &Tree) -> Verdict {
    each(attrs, here, planned, |attr, path, will| {
        let (was, wants) = (prior.get(attr.name), config.get(attr.name));
        let as_before = !was.is_null() && !wants.is_null() && equal(&attr.kind, will, was);
        match (&attr.kind, wants, will) {
            _ if attr.write_only || equal(&attr.kind, will, wants) || as_before => Ok(()),
            _ if attr.computed && (!attr.configurable() || wants.is_null()) => Ok(()),
            (_, Tree::Null, _) => no(path, "is not configured, not computed and planned"),
            (Kind::Object(inside), Tree::Map(_), Tree::Map(_)) => agrees(inside, path, was, wants, will),
            _ => no(path, "is planned as neither configuration nor state have it"),
        }
    })
}

/// c.6: what was known in the plan is what is stored.
pub(super) fn kept(attrs: &[Attr], planned: &Tree, state: &Tree) -> Verdict {
    refined(attrs, planned, state)
}

/// Whether what is known in `first` is the same in `second`.
pub(super) fn refined(attrs: &[Attr], first: &Tree, second: &Tree) -> Verdict {
    each(attrs, "", first, |attr, path, promised| {
        let is = second.get(attr.name);
        match (&attr.kind, promised, is) {
            (_, Tree::Unknown, _) => Ok(()),
            (Kind::Object(inside), Tree::Map(_), Tree::Map(_)) => {
                refined(inside, promised, is).map_err(|it| format!("{path} {it}"))
            }
            (Kind::SetOfText, Tree::List(some), Tree::List(all)) => {
                let kept = some.iter().filter(|it| !it.is_unknown()).all(|it| all.contains(it));
                let room = all.iter().filter(|it| !some.contains(it)).count();
                let open = some.iter().filter(|it| it.is_unknown()).count();
                if kept && room <= open { Ok(()) } else { no(path, "lost or gained elements") }
            }
            (Kind::MapOfText, Tree::Map(some), Tree::Map(all)) => {
                let keys = some.keys().eq(all.keys());
                let same = some.iter().all(|(key, it)| it.is_unknown() || all.get(key) == Some(it));
                if keys && same { Ok(()) } else { no(path, "has other entries") }
            }
            _ if equal(&attr.kind, promised, is) => Ok(()),
            _ => no(path, &format!("was {promised} and became {is}")),
        }
    })
}

/// Equal as core compares: sets without their order, numbers by their decimal, which `Tree` does.
fn equal(kind: &Kind, one: &Tree, other: &Tree) -> bool {
    match (kind, one, other) {
        (Kind::SetOfText, Tree::List(some), Tree::List(others)) => {
            some.len() == others.len() && some.iter().all(|it| others.contains(it))
        }
        _ => one == other,
    }
}
