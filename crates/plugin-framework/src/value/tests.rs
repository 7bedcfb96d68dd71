//! Models are read and written as they would be by way of MessagePack, to the last byte.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{DynamicValue, Number, Value, from_model, from_msgpack, to_model, to_msgpack};

/// Fields of every type that models have, and of some that they do not have yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Model {
    text: String,
    maybe: Value<String>,
    flag: Value<bool>,
    whole: Value<i64>,
    number: Value<f64>,
    option: Option<u64>,
    list: Vec<String>,
    set: Value<Vec<Value<String>>>,
    map: Value<BTreeMap<String, Value<String>>>,
    object: Value<Inner>,
    choice: Choice,
    pair: (i8, bool),
    any: DynamicValue,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Inner {
    a: Value<String>,
    #[serde(default)]
    b: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Choice {
    One,
    Two(i64),
    Three { c: String },
}

fn value<T: Clone + Debug + 'static>(known: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Value<T>> {
    prop_oneof![known.prop_map(Value::Value), Just(Value::Null), Just(Value::Unknown)].boxed()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]{0,3}", ".{0,40}"]
}

fn dynamic_value() -> impl Strategy<Value = DynamicValue> {
    let leaf = prop_oneof![
        Just(DynamicValue::Null),
        Just(DynamicValue::Unknown),
        any::<bool>().prop_map(DynamicValue::Bool),
        any::<i64>().prop_map(DynamicValue::from),
        (-3..300_i64).prop_map(DynamicValue::from),
        any::<f64>().prop_map(|it| DynamicValue::Number(Number::Fraction(it))),
        "[0-9]{1,30}".prop_map(|it| DynamicValue::Number(Number::Decimal(it.into()))),
        text().prop_map(DynamicValue::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let name = prop_oneof!["[a-c]", Just("One".to_owned()), Just("Two".to_owned())];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(DynamicValue::List),
            btree_map(name, inner, 0..4).prop_map(object),
        ]
    })
}

fn object(members: BTreeMap<String, DynamicValue>) -> DynamicValue {
    DynamicValue::Map(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

fn models() -> impl Strategy<Value = Model> {
    let choice = prop_oneof![
        Just(Choice::One),
        any::<i64>().prop_map(Choice::Two),
        text().prop_map(|c| Choice::Three { c })
    ];
    let inner = (value(text()), any::<bool>()).prop_map(|(a, b)| Inner { a, b });
    let plain = (text(), value(text()), value(any::<bool>()), value(any::<i64>()), value(any::<f64>()));
    let lists = (vec(text(), 0..3), value(vec(value(text()), 0..3)));
    let maps = (value(btree_map(text(), value(text()), 0..3)), value(inner));
    let rest = (any::<Option<u64>>(), choice, any::<(i8, bool)>(), dynamic_value());
    (plain, lists, maps, rest).prop_map(|(plain, (list, set), (map, object), (option, choice, pair, any))| {
        let (text, maybe, flag, whole, number) = plain;
        Model { text, maybe, flag, whole, number, option, list, set, map, object, choice, pair, any }
    })
}

/// The way over bytes.
fn to_model_by_bytes<M: DeserializeOwned>(value: &DynamicValue) -> Option<M> {
    rmp_serde::from_slice(&to_msgpack(value).ok()?).ok()
}

fn from_model_by_bytes(model: &impl Serialize) -> Option<DynamicValue> {
    from_msgpack(&rmp_serde::to_vec_named(model).ok()?).ok()
}

/// Numbers that are equal may be of different kinds, so the debug form is compared.
fn shown(it: impl Debug) -> String {
    format!("{it:?}")
}

/// An object of the members of a model, any of them perhaps another value or missing.
fn almost_a_model() -> impl Strategy<Value = DynamicValue> {
    let change = prop_oneof![4 => Just(None), 1 => dynamic_value().prop_map(Some)];
    (models(), vec(change, 13), any::<u16>()).prop_map(|(model, changes, gone)| {
        let Ok(DynamicValue::Map(mut members)) = from_model(&model) else { return DynamicValue::Null };
        let names: Vec<_> = members.keys().cloned().collect();
        for (index, (name, change)) in names.into_iter().zip(changes).enumerate() {
            if gone == 1 << index {
                members.remove(&name);
            } else if let Some(value) = change {
                members.insert(name, value);
            }
        }
        DynamicValue::Map(members)
    })
}

proptest! {
    #[test]
    fn values_pass_as_over_bytes(value in dynamic_value()) {
        prop_assert_eq!(shown(to_model::<DynamicValue>(&value).ok()), shown(to_model_by_bytes::<DynamicValue>(&value)));
        prop_assert_eq!(shown(from_model(&value).ok()), shown(from_model_by_bytes(&value)));
    }

    #[test]
    fn models_are_written_as_over_bytes(model in models()) {
        prop_assert_eq!(shown(from_model(&model).ok()), shown(from_model_by_bytes(&model)));
    }

    #[test]
    fn models_are_read_as_over_bytes(value in almost_a_model()) {
        prop_assert_eq!(shown(to_model::<Model>(&value).ok()), shown(to_model_by_bytes::<Model>(&value)));
    }

    #[test]
    fn values_of_any_form_are_read_as_over_bytes(value in dynamic_value()) {
        // A model is read by the names of its members only, which is how Terraform sends objects.
        if !matches!(value, DynamicValue::List(_)) {
            prop_assert_eq!(shown(to_model::<Inner>(&value).ok()), shown(to_model_by_bytes::<Inner>(&value)));
        }
        prop_assert_eq!(shown(to_model::<Choice>(&value).ok()), shown(to_model_by_bytes::<Choice>(&value)));
        prop_assert_eq!(
            shown(to_model::<Value<Vec<Value<String>>>>(&value).ok()),
            shown(to_model_by_bytes::<Value<Vec<Value<String>>>>(&value))
        );
    }
}
