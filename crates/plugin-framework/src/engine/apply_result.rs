//! Compares the plan with the response of an apply, and the state with the response of a read.

use super::plan::same;
use crate::schema::{Attr, Default, Kind, Schema};
use crate::value::{AttributePath, DynamicValue};

/// An attribute of the response that differs from the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Inconsistency {
    pub path: AttributePath,
    /// What differs. Contains no values if the attribute is sensitive.
    pub what: String,
    /// Whether the cause is the resource's own code and not the API.
    pub is_bug: bool,
}

/// The state after a create or update: the plan with its unknowns filled from the response. Every inconsistency is
/// reported, and the state then contains the values of the response.
pub fn apply_result(
    schema: &Schema,
    planned: &DynamicValue,
    response: &DynamicValue,
) -> (DynamicValue, Vec<Inconsistency>) {
    let mut inconsistencies = Vec::new();
    let state = apply_members(&schema.attrs, planned, response, &AttributePath::root(), &mut inconsistencies);
    (state, inconsistencies)
}

fn apply_members(
    attrs: &[Attr],
    planned: &DynamicValue,
    response: &DynamicValue,
    parent: &AttributePath,
    inconsistencies: &mut Vec<Inconsistency>,
) -> DynamicValue {
    let member = |attr: &Attr| {
        let (promised, returned) = (planned.get(attr.name), normal(attr, response.get(attr.name)));
        let path = parent.clone().attribute(attr.name);
        let value = match promised {
            _ if attr.write_only => DynamicValue::Null,
            DynamicValue::Unknown if !returned.is_wholly_known() => {
                let what = "is still unknown after apply".to_owned();
                inconsistencies.push(Inconsistency { path, what, is_bug: true });
                returned.clone().without_unknowns()
            }
            DynamicValue::Unknown => with_every_member(attr, returned),
            // The API does not return this attribute, so its unknown parts cannot be filled.
            _ if attr.not_returned || attr.observed => promised.clone().without_unknowns(),
            DynamicValue::Null if attr.kind.is_collection() => DynamicValue::Null,
            _ if attr.only_returned_on_create && returned.is_null() => promised.clone().without_unknowns(),
            DynamicValue::Map(_)
                if matches!(attr.kind, Kind::Object(_)) && matches!(returned, DynamicValue::Map(_)) =>
            {
                apply_members(attr.kind.members(), promised, returned, &path, inconsistencies)
            }
            _ if same(attr, promised, returned) => promised.clone(),
            _ => {
                let what = difference(attr, promised, returned);
                inconsistencies.push(Inconsistency { path, what, is_bug: false });
                returned.clone().without_unknowns()
            }
        };
        (attr.name, value)
    };
    DynamicValue::object(attrs.iter().map(member))
}

/// The response with null for nested attributes that the API does not know, such as local ones.
fn with_every_member(attr: &Attr, returned: &DynamicValue) -> DynamicValue {
    match (&attr.kind, returned) {
        (Kind::Object(members), DynamicValue::Map(_)) => {
            let member = |it: &Attr| (it.name, with_every_member(it, returned.get(it.name)));
            DynamicValue::object(members.iter().map(member))
        }
        _ => returned.clone(),
    }
}

/// The response to an update without changes that were made outside Terraform since the plan. If neither the
/// configuration nor this update changed a value, the state keeps the planned value, and the next read updates it.
pub fn without_unrelated_changes(
    schema: &Schema,
    prior: &DynamicValue,
    planned: &DynamicValue,
    response: &DynamicValue,
) -> DynamicValue {
    unrelated_members(&schema.attrs, prior, planned, response)
}

fn unrelated_members(
    attrs: &[Attr],
    prior: &DynamicValue,
    planned: &DynamicValue,
    response: &DynamicValue,
) -> DynamicValue {
    let member = |attr: &Attr| {
        let (was, will, is) = (prior.get(attr.name), planned.get(attr.name), response.get(attr.name));
        let value = match (&attr.kind, will, is) {
            (Kind::Object(members), DynamicValue::Map(_), DynamicValue::Map(_)) => {
                unrelated_members(members, was, will, is)
            }
            _ if attr.configurable() && was == will => will.clone(),
            _ => is.clone(),
        };
        (attr.name, value)
    };
    DynamicValue::object(attrs.iter().map(member))
}

fn difference(attr: &Attr, promised: &DynamicValue, returned: &DynamicValue) -> String {
    if attr.sensitive {
        "was planned with one value, but the API returned another".to_owned()
    } else {
        format!("was planned as {promised}, but the API returned {returned}")
    }
}

/// Treats the empty string as null, unless the attribute allows it as a value.
pub(super) fn normal<'a>(attr: &Attr, returned: &'a DynamicValue) -> &'a DynamicValue {
    match returned {
        DynamicValue::Text(text) if text.is_empty() && !attr.allow_empty => &DynamicValue::Null,
        other => other,
    }
}

/// The state after a read: the values of the API, except for attributes that the API does not return or that are
/// semantically equal. If `importing`, only the ID was stored, so null does not mean that an attribute is unmanaged.
pub fn refresh(
    schema: &Schema,
    stored: &DynamicValue,
    response: &DynamicValue,
    importing: bool,
) -> DynamicValue {
    refresh_members(&schema.attrs, stored, response, importing)
}

fn refresh_members(
    attrs: &[Attr],
    stored: &DynamicValue,
    response: &DynamicValue,
    importing: bool,
) -> DynamicValue {
    let member = |attr: &Attr| {
        let (was, is) = (stored.get(attr.name), normal(attr, response.get(attr.name)));
        let value = match (was, is) {
            _ if attr.write_only => DynamicValue::Null,
            (DynamicValue::Null, _) if attr.not_returned => match &attr.default {
                Default::Is(value) => value.clone(),
                Default::None => DynamicValue::Null,
            },
            _ if attr.not_returned => was.clone(),
            (_, DynamicValue::Null) if attr.only_returned_on_create => was.clone(),
            (DynamicValue::Null, _) if attr.kind.is_collection() && !attr.computed && !importing => {
                DynamicValue::Null
            }
            (_, DynamicValue::Map(_)) if matches!(attr.kind, Kind::Object(_)) => {
                refresh_members(attr.kind.members(), was, is, importing)
            }
            _ if same(attr, was, is) => was.clone(),
            _ => is.clone().without_unknowns(),
        };
        (attr.name, value)
    };
    DynamicValue::object(attrs.iter().map(member))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{flag, object, set_of_text, text};

    fn schema() -> Schema {
        Schema::new(
            "A thing.",
            [
                text("id", "Id.").computed().use_state_for_unknown(),
                text("email", "E-mail.").required().semantic_equality(str::eq_ignore_ascii_case),
                text("note", "Note.").optional(),
                text("about", "About.").optional().empty_is_null(),
                text("key", "Key.").computed().use_state_for_unknown().only_returned_on_create().sensitive(),
                text("secret_wo", "Secret.").write_only(),
                flag("guard", "Guard.").deletion_protection(),
                flag("verified", "Verified.").observed(),
                set_of_text("tags", "Tags.").optional(),
                object("limits", "Limits.", [text("mode", "Mode.").optional().computed()]).optional(),
            ],
        )
    }

    fn thing<const N: usize>(members: [(&str, DynamicValue); N]) -> DynamicValue {
        let mut object = schema().null_object();
        for (name, value) in members {
            object.set(name, value);
        }
        object
    }

    #[test]
    fn nothing_unknown_is_ever_stored() {
        let limits = || object("limits", "Limits.", [text("mode", "Mode.").optional().computed()]).optional();
        let of =
            |mode: DynamicValue| DynamicValue::object([("limits", DynamicValue::object([("mode", mode)]))]);
        let open = of(DynamicValue::Unknown);
        for (attr, planned, response, complaints) in [
            (limits(), &DynamicValue::object([("limits", DynamicValue::Unknown)]), &open, 1),
            (limits(), &open, &open, 1),
            (limits().requires_replace_unless_imported(), &open, &DynamicValue::Null, 0),
            (limits().computed().only_returned_on_create(), &open, &DynamicValue::Null, 0),
        ] {
            let (state, inconsistencies) = apply_result(&Schema::new("A thing.", [attr]), planned, response);
            assert_eq!(
                (state, inconsistencies.len()),
                (of(DynamicValue::Null), complaints),
                "{planned} {response}"
            );
        }
    }

    #[test]
    fn unknowns_are_filled_and_spellings_kept() {
        let planned = thing([
            ("id", DynamicValue::Unknown),
            ("email", "A@x.co".into()),
            ("key", DynamicValue::Unknown),
            ("guard", true.into()),
        ]);
        let response =
            thing([("id", "1".into()), ("email", "a@x.co".into()), ("key", "k".into()), ("note", "".into())]);
        let (state, inconsistencies) = apply_result(&schema(), &planned, &response);
        assert_eq!(inconsistencies, []);
        assert_eq!(
            state,
            thing([
                ("id", "1".into()),
                ("email", "A@x.co".into()),
                ("key", "k".into()),
                ("guard", true.into())
            ])
        );
    }

    #[test]
    fn server_side_changes_wait_for_the_next_read() {
        let stored = thing([("guard", false.into()), ("verified", false.into())]);
        let response = thing([("guard", false.into()), ("verified", true.into())]);
        assert_eq!(apply_result(&schema(), &stored, &response), (stored.clone(), vec![]));
        assert_eq!(refresh(&schema(), &stored, &response, false), response);
    }

    #[test]
    fn empty_string_survives_a_null_response() {
        for returned in [DynamicValue::Null, "".into()] {
            for wanted in [DynamicValue::Null, "".into()] {
                let (planned, response) = (thing([("about", wanted)]), thing([("about", returned.clone())]));
                assert_eq!(apply_result(&schema(), &planned, &response), (planned.clone(), vec![]));
                assert_eq!(refresh(&schema(), &planned, &response, false), {
                    let mut kept = planned;
                    kept.set("guard", false);
                    kept
                });
            }
        }
    }

    #[test]
    fn broken_promises_are_named_and_the_truth_is_stored() {
        let planned =
            thing([("id", DynamicValue::Unknown), ("email", "a@x.co".into()), ("key", "old".into())]);
        let response = thing([
            ("id", DynamicValue::Unknown),
            ("email", "b@x.co".into()),
            ("key", "new".into()),
            ("note", "n".into()),
        ]);
        let (state, inconsistencies) = apply_result(&schema(), &planned, &response);
        let said: Vec<_> = inconsistencies.iter().map(|it| format!("{} {}", it.path, it.what)).collect();
        assert_eq!(
            said,
            [
                "id is still unknown after apply",
                "email was planned as \"a@x.co\", but the API returned \"b@x.co\"",
                "note was planned as null, but the API returned \"n\"",
                "key was planned with one value, but the API returned another",
            ]
        );
        assert_eq!(state, thing([("email", "b@x.co".into()), ("note", "n".into()), ("key", "new".into())]));
    }

    #[test]
    fn what_an_update_did_not_touch_is_no_promise_of_ours() {
        let limits = |mode: &str| DynamicValue::object([("mode", mode.into())]);
        let prior = thing([("id", "1".into()), ("note", "n".into()), ("limits", limits("soft"))]);
        let planned = thing([("id", "1".into()), ("note", "m".into()), ("limits", limits("soft"))]);
        let response = thing([("id", "2".into()), ("note", "x".into()), ("limits", limits("hard"))]);
        let expected = thing([("id", "2".into()), ("note", "x".into()), ("limits", limits("soft"))]);
        assert_eq!(without_unrelated_changes(&schema(), &prior, &planned, &response), expected);
    }

    #[test]
    fn read_keeps_values_the_api_does_not_return() {
        let stored = thing([
            ("id", "1".into()),
            ("email", "A@x.co".into()),
            ("key", "k".into()),
            ("guard", true.into()),
        ]);
        let response = thing([
            ("id", "1".into()),
            ("email", "a@x.co".into()),
            ("note", "n".into()),
            ("tags", DynamicValue::List(vec!["t".into()])),
        ]);
        let state = refresh(&schema(), &stored, &response, false);
        let expected = thing([
            ("id", "1".into()),
            ("email", "A@x.co".into()),
            ("note", "n".into()),
            ("key", "k".into()),
            ("guard", true.into()),
        ]);
        assert_eq!(state, expected, "tags are null: not managed here");
    }

    #[test]
    fn import_uses_api_values_and_defaults() {
        let response = thing([
            ("id", "1".into()),
            ("email", "a@x.co".into()),
            ("tags", DynamicValue::List(vec!["t".into()])),
            ("limits", DynamicValue::object([("mode", "hard".into())])),
        ]);
        let mut expected = response.clone();
        expected.set("guard", false);
        assert_eq!(refresh(&schema(), &thing([("id", "1".into())]), &response, true), expected);
    }
}
