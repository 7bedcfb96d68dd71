//! What a configuration plans, given the prior state.

use super::*;
use crate::schema::{map_of_text, object, set_of_text, text, whole};

fn schema() -> Schema {
    Schema::new(
        "A thing.",
        [
            text("id", "Id.").computed().unknown_if_changed(&["name"]),
            text("name", "Name.").required(),
            text("region", "Region.").optional().default("eu").requires_replace(),
            text("tenant", "Tenant.").optional().computed().use_state_for_unknown().requires_replace(),
            text("email", "E-mail.")
                .optional()
                .semantic_equality(str::eq_ignore_ascii_case)
                .requires_replace(),
            text("note", "Note.").optional().empty_is_null(),
            text("secret_wo", "Secret.").write_only().sensitive(),
            text("seal_to", "Seal.").optional().requires_replace_unless_imported(),
            text("etag", "Tag.").computed(),
            text("made", "Made.").computed().use_state_for_unknown(),
            set_of_text("tags", "Tags.").optional().semantic_equality(str::eq_ignore_ascii_case),
            object(
                "limits",
                "Limits.",
                [
                    whole("most", "Most.").optional().computed().use_state_for_unknown().cleared_by("clear"),
                    text("mode", "Mode.").optional().default("soft"),
                    set_of_text("clear", "Clear.").optional().not_returned(),
                ],
            )
            .optional(),
        ],
    )
}

#[test]
fn unknown_object_replaces_if_a_nested_attribute_can() {
    let schema = Schema::new(
        "A thing.",
        [object("at", "Where.", [text("zone", "Zone.").optional().requires_replace()]).optional()],
    );
    let of = |at: DynamicValue| DynamicValue::object([("at", at)]);
    let replace =
        |prior: &DynamicValue| plan(&schema, prior, &of(DynamicValue::Unknown), false).replace.len();
    assert_eq!(replace(&of(DynamicValue::object([("zone", "a".into())]))), 1);
    assert_eq!((replace(&of(DynamicValue::Null)), replace(&DynamicValue::Null)), (0, 0));
}

/// Objects written as `name=value` words; `?` is unknown, absent is null.
fn tree(words: &str) -> DynamicValue {
    if words == "null" {
        return DynamicValue::Null;
    }
    let mut object = schema().null_object();
    for word in words.split_whitespace() {
        let (name, value) = word.split_once('=').unwrap();
        let leaf = |value: &str| match value {
            "?" => DynamicValue::Unknown,
            "null" => DynamicValue::Null,
            _ => value.parse::<i64>().map_or_else(|_| DynamicValue::from(value), DynamicValue::from),
        };
        match name.split_once('.') {
            Some((outer, inner)) => {
                let mut inside = object.get(outer).clone();
                if inside.is_null() {
                    inside = DynamicValue::object([
                        ("most", DynamicValue::Null),
                        ("mode", DynamicValue::Null),
                        ("clear", DynamicValue::Null),
                    ]);
                }
                let value = match (inner, value) {
                    ("clear", "?") => DynamicValue::Unknown,
                    ("clear", names) => DynamicValue::List(names.split(',').map(leaf).collect()),
                    _ => leaf(value),
                };
                inside.set(inner, value);
                object.set(outer, inside);
            }
            None if name == "tags" => {
                object.set(name, DynamicValue::List(value.split(',').map(DynamicValue::from).collect()));
            }
            None => object.set(name, leaf(value)),
        }
    }
    object
}

fn check(prior: &str, config: &str, expected: &str, replace: &[&str]) {
    let result = plan(&schema(), &tree(prior), &tree(config), false);
    assert_eq!(
        result.planned,
        tree(expected),
        "{prior} + {config}\n planned {}\nexpected {}",
        result.planned,
        tree(expected)
    );
    let paths: Vec<_> = result.replace.iter().map(ToString::to_string).collect();
    assert_eq!(paths, replace, "{prior} + {config}");
}

const STORED: &str = "id=i name=a region=eu tenant=base etag=e made=m";

#[test]
fn a_creation_knows_what_is_configured_and_no_more() {
    check("null", "name=a secret_wo=s", "id=? name=a region=eu tenant=? etag=? made=?", &[]);
    check("null", "name=? tenant=t", "id=? name=? region=eu tenant=t etag=? made=?", &[]);
}

#[test]
fn an_empty_map_and_none_replace_nothing() {
    let schema =
        Schema::new("A thing.", [map_of_text("triggers", "Triggers.").optional().requires_replace()]);
    let of = |triggers: DynamicValue| DynamicValue::object([("triggers", triggers)]);
    let (empty, some) = (DynamicValue::object([]), DynamicValue::object([("a", "b".into())]));
    for (prior, config, replaced) in [
        (DynamicValue::Null, empty.clone(), false),
        (empty.clone(), DynamicValue::Null, false),
        (empty, some.clone(), true),
        (DynamicValue::Null, some, true),
    ] {
        let result = plan(&schema, &of(prior.clone()), &of(config.clone()), false);
        assert_eq!(!result.replace.is_empty(), replaced, "{prior} -> {config}");
        assert_eq!(result.planned, of(config));
    }
}

#[test]
fn nothing_changed_plans_nothing() {
    check(STORED, "name=a", STORED, &[]);
    check(STORED, "name=a secret_wo=s", STORED, &[]);
    let stored = format!("{STORED} tags=x,y email=A@x");
    check(&stored, "name=a tags=y,x email=a@X", &stored, &[]);
    check(&stored, "name=a tags=Y,X email=a@X", &stored, &[]);
}

#[test]
fn an_update_disturbs_only_what_it_can_alter() {
    check(STORED, "name=a note=n", "id=i name=a region=eu tenant=base note=n etag=? made=m", &[]);
    check(STORED, "name=b", "id=? name=b region=eu tenant=base etag=? made=m", &[]);
}

#[test]
fn empty_string_like_null_is_planned_as_configured() {
    check("null", "name=a note=", "id=? name=a region=eu tenant=? note= etag=? made=?", &[]);
    check(&format!("{STORED} note="), "name=a note=", &format!("{STORED} note="), &[]);
}

#[test]
fn a_replacing_change_is_named() {
    check(
        STORED,
        "name=a region=us tenant=base",
        "id=i name=a region=us tenant=base etag=? made=m",
        &["region"],
    );
    check(
        STORED,
        "name=a region=? tenant=base",
        "id=i name=a region=? tenant=base etag=? made=m",
        &["region"],
    );
}

#[test]
fn create_only_arguments_are_no_diff_after_import() {
    let run = |imported| {
        plan(&schema(), &tree(STORED), &tree("name=a tenant=base seal_to=age1"), imported).replace.len()
    };
    assert_eq!((run(false), run(true)), (1, 0));
}

#[test]
fn members_of_nested_objects_follow_the_same_words() {
    check(
        "null",
        "name=a limits.mode=hard",
        "id=? name=a region=eu tenant=? etag=? made=? limits.mode=hard limits.most=?",
        &[],
    );
    let stored = format!("{STORED} limits.most=7 limits.mode=hard");
    check(&stored, "name=a limits.mode=hard", &stored, &[]);
    check(
        &stored,
        "name=a tenant=base limits.most=null",
        "id=i name=a region=eu tenant=base etag=? made=m limits.most=7 limits.mode=soft",
        &[],
    );
    for (clear, most, etag) in
        [("most", "null", "?"), ("other", "7", "?"), ("?", "?", "?"), ("other,?", "?", "?")]
    {
        check(
            &stored,
            &format!("name=a tenant=base limits.mode=hard limits.clear={clear}"),
            &format!(
                "id=i name=a region=eu tenant=base etag={etag} made=m limits.most={most} limits.mode=hard limits.clear={clear}"
            ),
            &[],
        );
    }
    let kept = format!("{STORED} limits.mode=hard limits.clear=most");
    check(&kept, "name=a limits.mode=hard limits.clear=most", &kept, &[]);
    check(
        &format!("{kept} limits.most=7"),
        "name=a limits.mode=hard limits.clear=most",
        "id=i name=a region=eu tenant=base etag=? made=m limits.mode=hard limits.clear=most",
        &[],
    );
    check(
        &stored,
        "name=a tenant=base limits.most=?",
        "id=i name=a region=eu tenant=base etag=? made=m limits.most=? limits.mode=soft",
        &[],
    );
}
