//! Values of a declaration: configurations, stored objects, answers, and what fits none.

use plugin_framework::schema::{Attr, Kind};
use plugin_framework::value::{DynamicValue, Number};

use super::Dice;

const WORDS: [&str; 6] = ["a", "A", "b", "é", "default", ""];
const NUMBERS: [Number; 4] =
    [Number::Whole(0), Number::Whole(7), Number::Whole(i64::MIN), Number::Fraction(0.5)];

/// A configuration Terraform could send: required is there, what only the server tells is not.
pub(super) fn config(dice: &mut Dice<'_>, attrs: &[Attr]) -> DynamicValue {
    members(attrs, |attr| {
        if !attr.configurable() || (!attr.required && dice.below(3) == 0) {
            return DynamicValue::Null;
        }
        if dice.below(5) == 1 {
            return DynamicValue::Unknown;
        }
        match &attr.kind {
            Kind::Object(inside) => config(dice, inside),
            kind => plain(dice, kind, attr.allow_empty || attr.empty_is_null, true),
        }
    })
}

/// The same configuration at apply, when everything is known.
pub(super) fn known_now(dice: &mut Dice<'_>, attrs: &[Attr], config: &DynamicValue) -> DynamicValue {
    members(attrs, |attr| match (config.get(attr.name), &attr.kind) {
        (DynamicValue::Unknown, _) if !attr.required && dice.below(3) == 0 => DynamicValue::Null,
        (DynamicValue::Unknown | DynamicValue::Map(_), Kind::Object(inside)) => {
            known_now(dice, inside, config.get(attr.name))
        }
        (DynamicValue::Unknown, kind) => plain(dice, kind, attr.allow_empty || attr.empty_is_null, false),
        (DynamicValue::List(elements), Kind::SetOfText) => DynamicValue::List(
            elements
                .iter()
                .enumerate()
                .map(|(index, it)| if it.is_unknown() { format!("known{index}").into() } else { it.clone() })
                .collect(),
        ),
        (DynamicValue::Map(entries), Kind::MapOfText) => DynamicValue::Map(
            entries
                .iter()
                .map(|(key, it)| (key.clone(), if it.is_unknown() { "known".into() } else { it.clone() }))
                .collect(),
        ),
        (known, _) => known.clone(),
    })
}

/// A stored object, such as an older version of the provider may have left it.
pub(super) fn stored(dice: &mut Dice<'_>, attrs: &[Attr]) -> DynamicValue {
    members(attrs, |attr| match &attr.kind {
        _ if attr.write_only || dice.below(4) == 0 => DynamicValue::Null,
        Kind::Object(inside) => stored(dice, inside),
        kind => plain(dice, kind, true, false),
    })
}

/// An answer of a server in the author's model. A hostile one may leave out or leave open whatever it likes.
pub(super) fn answer(dice: &mut Dice<'_>, attrs: &[Attr], hostile: bool) -> DynamicValue {
    members(attrs, |attr| match (&attr.kind, dice.below(8)) {
        (_, 0) => DynamicValue::Null,
        (_, 1) if hostile => DynamicValue::Unknown,
        (Kind::Object(inside), _) => answer(dice, inside, hostile),
        (kind, _) => plain(dice, kind, true, hostile),
    })
}

/// A value of no declaration.
pub(super) fn anything(dice: &mut Dice<'_>, depth: usize) -> DynamicValue {
    const NAMES: [&str; 4] = ["id", "alpha", "beta", "unknown"];
    match dice.below(if depth == 0 { 5 } else { 7 }) {
        0 => DynamicValue::Null,
        1 => DynamicValue::Unknown,
        2 => dice.flag().into(),
        3 => DynamicValue::Number(NUMBERS[dice.below(NUMBERS.len())].clone()),
        4 => WORDS[dice.below(WORDS.len())].into(),
        5 => DynamicValue::List((0..dice.below(4)).map(|_| anything(dice, depth - 1)).collect()),
        _ => DynamicValue::object(NAMES.iter().map(|name| (*name, anything(dice, depth - 1)))),
    }
}

fn members(attrs: &[Attr], mut value: impl FnMut(&Attr) -> DynamicValue) -> DynamicValue {
    DynamicValue::object(attrs.iter().map(|attr| (attr.name, value(attr))))
}

/// A value that is there; elements may be unknown where it is `open`.
fn plain(dice: &mut Dice<'_>, kind: &Kind, empty: bool, open: bool) -> DynamicValue {
    let word = |dice: &mut Dice<'_>, empty: bool| -> DynamicValue {
        if open && dice.below(6) == 1 {
            return DynamicValue::Unknown;
        }
        WORDS[dice.below(if empty { WORDS.len() } else { WORDS.len() - 1 })].into()
    };
    match kind {
        Kind::Text => WORDS[dice.below(if empty { WORDS.len() } else { WORDS.len() - 1 })].into(),
        Kind::Whole => DynamicValue::Number(NUMBERS[dice.below(3)].clone()),
        Kind::Number => DynamicValue::Number(NUMBERS[dice.below(4)].clone()),
        Kind::Bool => dice.flag().into(),
        // A set has each element once, save those that are not known yet.
        Kind::SetOfText => {
            let mut elements: Vec<DynamicValue> = Vec::new();
            for _ in 0..dice.below(4) {
                let element = word(dice, false);
                if element.is_unknown() || !elements.contains(&element) {
                    elements.push(element);
                }
            }
            DynamicValue::List(elements)
        }
        Kind::MapOfText => {
            let keys = ["a", "b"].into_iter().filter(|_| dice.flag()).collect::<Vec<_>>();
            DynamicValue::object(keys.into_iter().map(|key| (key, word(dice, true))))
        }
        Kind::Object(inside) => answer(dice, inside, open),
        Kind::ListOf(inside) => {
            DynamicValue::List((0..dice.below(3)).map(|_| answer(dice, inside, open)).collect())
        }
    }
}
