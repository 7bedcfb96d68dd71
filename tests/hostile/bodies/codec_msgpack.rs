//! Bytes as Terraform sends them: read or refused, and what was read is written so that it reads the same.

use plugin_framework::value::{DynamicValue, Number, from_msgpack, to_msgpack};

/// Runs the decoder over `data` and the encoder over what it read.
pub(crate) fn run(data: &[u8]) {
    let Ok(value) = from_msgpack(data) else { return };
    assert!(size(&value) <= data.len().max(1), "more values than bytes were read");
    let written = to_msgpack(&value).expect("what was read can be written");
    let again = from_msgpack(&written).expect("what was written can be read");
    assert_eq!(again, as_text(&value), "what was written reads otherwise");
    assert_eq!(to_msgpack(&again).expect("written twice"), written, "writing is not stable");
    assert!(value.clone().without_unknowns().is_wholly_known());
    assert!(!value.to_string().is_empty());
}

/// The number of values in it, which bounds the memory they take.
fn size(value: &DynamicValue) -> usize {
    match value {
        DynamicValue::List(elements) => 1 + elements.iter().map(size).sum::<usize>(),
        DynamicValue::Map(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// Decimals beyond 64 bits travel as text and stay text.
pub(crate) fn as_text(value: &DynamicValue) -> DynamicValue {
    match value {
        DynamicValue::Number(Number::Decimal(text)) => DynamicValue::Text(text.clone()),
        DynamicValue::List(elements) => DynamicValue::List(elements.iter().map(as_text).collect()),
        DynamicValue::Map(members) => {
            DynamicValue::Map(members.iter().map(|(name, it)| (name.clone(), as_text(it))).collect())
        }
        other => other.clone(),
    }
}
