//! PURE: prior state and configuration give the planned state and what forces a replacement. A computed value is
//! disturbed only by a change that can alter it, which is why unrelated updates show no "(known after apply)".

use crate::schema::{Attr, Default, Kind, RequiresReplace, Schema};
use crate::value::{AttributePath, DynamicValue};

use super::planned::Planned;

/// Plans an object. `prior` is null for a creation. `imported` says that the object was not created by this
/// configuration, so that what only its creation knew cannot be compared.
pub fn plan(schema: &Schema, prior: &DynamicValue, config: &DynamicValue, imported: bool) -> Planned {
    let mut planned = configured(&schema.attrs, prior, config);
    let changed = schema.attrs.iter().any(|attr| differs(attr, prior, &planned));
    fill(&schema.attrs, prior, config, &mut planned, changed);
    let mut replace = Vec::new();
    if !prior.is_null() {
        replacing(&schema.attrs, prior, &planned, imported, &AttributePath::root(), &mut replace);
    }
    Planned { prior: prior.clone(), config: config.clone(), planned, replace }
}

/// What configuration and defaults say; null where they say nothing.
fn configured(attrs: &[Attr], prior: &DynamicValue, config: &DynamicValue) -> DynamicValue {
    let member = |attr: &Attr| {
        let (was, wants) = (prior.get(attr.name), config.get(attr.name));
        let value = match (wants, &attr.kind, &attr.default) {
            _ if attr.write_only => DynamicValue::Null,
            (DynamicValue::Null, _, Default::Is(value)) => value.clone(),
            (DynamicValue::Null | DynamicValue::Unknown, ..) => wants.clone(),
            (_, Kind::Object(members), _) => configured(members, was, wants),
            // Terraform takes a prior value in place of the configured one, but never a prior null.
            _ if !was.is_null() && same(attr, was, wants) => was.clone(),
            _ => wants.clone(),
        };
        (attr.name.to_owned(), value)
    };
    DynamicValue::Map(attrs.iter().map(member).collect())
}

/// Whether two values of the attribute mean the same.
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

/// Whether the configuration changes the attribute. Computed ones nobody configured do not count.
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

/// Gives computed attributes nobody configured their prior value, or unknown where this change can alter them.
fn fill(
    attrs: &[Attr],
    prior: &DynamicValue,
    config: &DynamicValue,
    planned: &mut DynamicValue,
    changed: bool,
) {
    let before = planned.clone();
    for attr in attrs {
        let (was, wants) = (prior.get(attr.name), config.get(attr.name));
        let unset = before.get(attr.name).is_null() && wants.is_null();
        if attr.computed && !attr.write_only && unset {
            let kept = match attr.changes_with {
                _ if prior.is_null() => false,
                Some(names) => !names
                    .iter()
                    .any(|name| attrs.iter().any(|it| it.name == *name && differs(it, prior, &before))),
                None => !changed,
            };
            let value = match attr.is_cleared(&before) {
                Some(true) => DynamicValue::Null,
                Some(false) if kept => was.clone(),
                _ => DynamicValue::Unknown,
            };
            planned.set(attr.name, value);
        } else if let (Kind::Object(members), DynamicValue::Map(_)) = (&attr.kind, before.get(attr.name)) {
            let mut inside = before.get(attr.name).clone();
            fill(members, was, wants, &mut inside, changed);
            planned.set(attr.name, inside);
        }
    }
}

fn replacing(
    attrs: &[Attr],
    prior: &DynamicValue,
    planned: &DynamicValue,
    imported: bool,
    here: &AttributePath,
    replace: &mut Vec<AttributePath>,
) {
    for attr in attrs {
        let (was, will) = (prior.get(attr.name), planned.get(attr.name));
        let path = || here.clone().attribute(attr.name);
        let tells = match attr.requires_replace {
            RequiresReplace::Never => false,
            RequiresReplace::OnChange => true,
            RequiresReplace::OnChangeUnlessImported => !(imported && was.is_null()),
        };
        if tells && !same(attr, was, will) {
            replace.push(path());
        } else if let (Kind::Object(members), DynamicValue::Map(_), DynamicValue::Map(_)) =
            (&attr.kind, was, will)
        {
            replacing(members, was, will, imported, &path(), replace);
        } else if will.is_unknown() && !was.is_null() && attr.kind.members().iter().any(can_replace) {
            // What it will be may change such a member, and an update cannot become a replacement at apply.
            replace.push(path());
        }
    }
}

fn can_replace(attr: &Attr) -> bool {
    attr.requires_replace != RequiresReplace::Never || attr.kind.members().iter().any(can_replace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{map_of_text, object, set_of_text, text, whole};

    fn schema() -> Schema {
        Schema::new(
            "A thing.",
            [
                text("id", "Id.").computed().changes_with(&["name"]),
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
                        whole("most", "Most.")
                            .optional()
                            .computed()
                            .use_state_for_unknown()
                            .cleared_by("clear"),
                        text("mode", "Mode.").optional().default("soft"),
                        set_of_text("clear", "Clear.").optional().local(),
                    ],
                )
                .optional(),
            ],
        )
    }

    #[test]
    fn an_object_not_known_yet_replaces_when_a_member_of_it_could() {
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
        let mut object = DynamicValue::Map(
            schema().attrs.iter().map(|attr| (attr.name.to_owned(), DynamicValue::Null)).collect(),
        );
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
    fn an_empty_text_that_means_nothing_is_planned_as_configured() {
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
    fn what_only_the_creation_knew_is_not_compared_on_imported_objects() {
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
}
