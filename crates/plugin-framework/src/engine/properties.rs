//! Property tests for every schema, state and configuration: no panic, no plan that Terraform would reject, no change
//! if nothing changed, and nothing lost between plan, apply and read.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::{apply_result, plan, plan_violations, refresh};
use crate::schema::{Attr, Kind, Schema, flag, map_of_text, object, set_of_text, text, whole};
use crate::value::{self, DynamicValue};

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

fn plain(name: &'static str) -> impl Strategy<Value = Attr> {
    prop_oneof![
        Just(text(name, "Text.")),
        Just(text(name, "Text.").semantic_equality(str::eq_ignore_ascii_case)),
        Just(whole(name, "Number.")),
        Just(flag(name, "Flag.")),
        Just(set_of_text(name, "Set.")),
        Just(map_of_text(name, "Map.")),
    ]
}

/// The properties that a nested or top-level attribute can have.
fn worded(attr: impl Strategy<Value = Attr>) -> impl Strategy<Value = Attr> {
    (attr, 0..9).prop_map(|(attr, words)| match (words, &attr.kind) {
        (0, _) => attr.required(),
        (1, _) => attr.optional(),
        (2, _) => attr.optional().computed().use_state_for_unknown(),
        (3, _) => attr.computed(),
        (4, _) => attr.computed().use_state_for_unknown(),
        (5, _) => attr.optional().computed(),
        (6, Kind::Text) => attr.optional().default("default"),
        (7, Kind::Whole) => attr.optional().default(7),
        (8, Kind::Text) => attr.computed().use_state_for_unknown().only_returned_on_create(),
        _ => attr.required().requires_replace(),
    })
}

/// Properties for top-level attributes only.
fn top(name: &'static str) -> impl Strategy<Value = Attr> {
    prop_oneof![
        6 => worded(plain(name)),
        1 => Just(text(name, "Secret.").write_only().sensitive()),
        1 => Just(text(name, "Note.").optional().requires_replace_unless_imported()),
        1 => Just(text(name, "Computed.").computed().unknown_if_changed(&["a"])),
        1 => Just(flag(name, "Guard.").deletion_protection()),
        2 => vec(Just(()), 1..4).prop_flat_map(move |all| {
            let members: Vec<_> = NAMES[..all.len()].iter().map(|name| worded(plain(name))).collect();
            (members, any::<bool>()).prop_map(move |(members, computed)| {
                let attr = object(name, "Object.", members).optional();
                if computed { attr.computed().use_state_for_unknown() } else { attr }
            })
        }),
    ]
}

fn schema() -> impl Strategy<Value = Schema> {
    NAMES.map(top).prop_map(|attrs| Schema::new("A thing.", attrs))
}

/// A known value of the kind. Strings are never empty, because the engine reads the empty string as null.
fn known(kind: &Kind) -> BoxedStrategy<DynamicValue> {
    let word = || "[a-zA-Z]{1,3}";
    match kind {
        Kind::Text => word().prop_map(DynamicValue::from).boxed(),
        Kind::Whole | Kind::Number => (-3..3_i64).prop_map(DynamicValue::from).boxed(),
        Kind::Bool => any::<bool>().prop_map(DynamicValue::from).boxed(),
        Kind::SetOfText => proptest::collection::btree_set(word(), 0..3)
            .prop_map(|all| DynamicValue::List(all.into_iter().map(DynamicValue::from).collect()))
            .boxed(),
        Kind::MapOfText => btree_map(word(), word(), 0..3)
            .prop_map(|all| DynamicValue::Map(all.into_iter().map(|(k, v)| (k.into(), v.into())).collect()))
            .boxed(),
        Kind::Object(members) | Kind::ListOf(members) => members_of(members, |attr| known(&attr.kind)),
    }
}

fn members_of(
    attrs: &[Attr],
    value: impl Fn(&Attr) -> BoxedStrategy<DynamicValue>,
) -> BoxedStrategy<DynamicValue> {
    let names: Vec<_> = attrs.iter().map(|attr| attr.name).collect();
    let values: Vec<_> = attrs.iter().map(value).collect();
    values.prop_map(move |values| DynamicValue::object(names.iter().copied().zip(values))).boxed()
}

/// A configuration. If `unknowns`, values may be unknown.
fn config(attrs: &[Attr], unknowns: bool) -> BoxedStrategy<DynamicValue> {
    members_of(attrs, |attr| {
        let some = match &attr.kind {
            Kind::Object(members) => config(members, unknowns),
            kind => known(kind),
        };
        match (attr.configurable(), attr.required, unknowns) {
            (false, ..) => Just(DynamicValue::Null).boxed(),
            (_, true, false) => some,
            (_, true, true) => prop_oneof![3 => some, 1 => Just(DynamicValue::Unknown)].boxed(),
            (_, false, false) => option::of(some).prop_map(Option::unwrap_or_default).boxed(),
            (_, false, true) => {
                prop_oneof![2 => some, 2 => Just(DynamicValue::Null), 1 => Just(DynamicValue::Unknown)]
                    .boxed()
            }
        }
    })
}

/// The response of a correct server to a plan: planned values are kept, unknown values are chosen, local attributes are
/// missing, and sets have another order.
fn returned(attrs: &[Attr], planned: &DynamicValue, choice: &DynamicValue) -> DynamicValue {
    let member = |attr: &Attr| {
        let (will, chosen) = (planned.get(attr.name), choice.get(attr.name));
        let value = match (&attr.kind, will) {
            _ if attr.write_only || (attr.not_returned && !will.is_unknown()) => DynamicValue::Null,
            (Kind::Object(members), DynamicValue::Unknown) => {
                returned(members, &DynamicValue::Unknown, chosen)
            }
            (_, DynamicValue::Unknown) => chosen.clone(),
            (Kind::Object(members), DynamicValue::Map(_)) => returned(members, will, chosen),
            (Kind::SetOfText, DynamicValue::List(all)) => {
                DynamicValue::List(all.iter().rev().cloned().collect())
            }
            (Kind::Text, DynamicValue::Text(text)) if attr.semantic_equality.is_some() => {
                text.to_ascii_uppercase().into()
            }
            _ => will.clone(),
        };
        (attr.name, value)
    };
    DynamicValue::object(attrs.iter().map(member))
}

/// A schema, an object stored under one configuration, and another configuration.
fn case() -> impl Strategy<Value = (Schema, DynamicValue, DynamicValue, DynamicValue)> {
    schema().prop_flat_map(|schema| {
        let chosen = members_of(&schema.attrs, |attr| known(&attr.kind));
        let (first, second) = (config(&schema.attrs, false), config(&schema.attrs, true));
        (Just(schema), first, chosen, second)
    })
}

fn created(schema: &Schema, config: &DynamicValue, choice: &DynamicValue) -> (DynamicValue, DynamicValue) {
    let planned = plan(schema, &DynamicValue::Null, config, false);
    assert_eq!(plan_violations(schema, &DynamicValue::Null, config, &planned.planned), [""; 0]);
    assert_eq!(planned.replace.len(), 0);
    let response = returned(&schema.attrs, &planned.planned, choice);
    let (state, inconsistencies) = apply_result(schema, &planned.planned, &response);
    assert_eq!(inconsistencies, []);
    (state, response)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, rng_seed: proptest::test_runner::RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_created_plans_nothing_and_reads_as_it_is((schema, config, choice, _) in case()) {
        let (state, response) = created(&schema, &config, &choice);
        prop_assert!(state.is_wholly_known());
        let again = plan(&schema, &state, &config, false);
        prop_assert_eq!(&again.planned, &state, "{}", config);
        prop_assert_eq!(again.replace.len(), 0);
        prop_assert_eq!(&refresh(&schema, &state, &response, false), &state, "{}", response);
    }

    #[test]
    fn no_change_is_planned_that_terraform_would_refuse((schema, first, choice, second) in case()) {
        let (state, _) = created(&schema, &first, &choice);
        for imported in [false, true] {
            let planned = plan(&schema, &state, &second, imported);
            prop_assert_eq!(plan_violations(&schema, &state, &second, &planned.planned), Vec::<String>::new());
            let response = returned(&schema.attrs, &planned.planned, &choice);
            let (applied, _) = apply_result(&schema, &planned.planned, &response);
            prop_assert!(applied.is_wholly_known());
        }
    }

    #[test]
    fn values_survive_the_wire((schema, config, choice, second) in case()) {
        let (state, _) = created(&schema, &config, &choice);
        for value in [state, second] {
            prop_assert_eq!(&value::from_msgpack(&value::to_msgpack(&value).unwrap()).unwrap(), &value);
        }
    }

    #[test]
    fn no_bytes_bring_the_decoder_down(bytes in vec(any::<u8>(), 0..256)) {
        if let Ok(value) = value::from_msgpack(&bytes) {
            value::to_msgpack(&value).unwrap();
        }
        if let Ok(value) = value::from_json(&bytes) {
            value::to_json(&value).unwrap();
        }
    }

    #[test]
    fn no_text_brings_an_id_down(text in "\\PC{0,40}") {
        const PARTS: &[super::Part] = &[super::Part::optional("p", "P."), super::Part::required("c", "C."), super::Part::required("u", "U.")];
        if let Ok(id) = super::Id::parse(PARTS, &text) {
            prop_assert_eq!(id.to_string(), text);
        }
    }
}
