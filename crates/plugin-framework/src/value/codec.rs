//! `DynamicValue` to and from MessagePack, JSON and typed models. Every unknown is an extension value; refinements are
//! ignored.

use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::writing::Writer;
use super::{DynamicValue, Members, Number};

/// Deeper values are rejected: no schema of this provider nests further, and recursion must be bounded.
const DEEPEST: usize = 128;

/// Room is made for so many members before they have arrived, whatever number the bytes promise.
const MEMBERS: usize = 32;

/// The bytes of most encoded objects: with room for so many from the start, few grow.
const OBJECT: usize = 512;

/// Bytes or values that do not match the schema.
#[derive(Debug)]
pub struct DecodeError(pub(super) String);

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DecodeError {}

impl serde::de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> DecodeError {
        DecodeError(message.to_string())
    }
}

impl serde::ser::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> DecodeError {
        DecodeError(message.to_string())
    }
}

/// Decodes a value that Terraform sent. No bytes mean null, because OpenTofu sends null arguments so.
///
/// # Errors
/// If the bytes are not MessagePack, too deeply nested, or followed by more bytes.
pub fn from_msgpack(bytes: &[u8]) -> Result<DynamicValue, DecodeError> {
    if bytes.is_empty() {
        return Ok(DynamicValue::Null);
    }
    let mut decoder = rmp_serde::Deserializer::from_read_ref(bytes);
    decoder.set_max_depth(DEEPEST);
    let value = DynamicValue::deserialize(&mut decoder).map_err(|error| DecodeError(error.to_string()))?;
    match u8::deserialize(&mut decoder) {
        Err(rmp_serde::decode::Error::InvalidMarkerRead(_)) => Ok(value),
        _ => Err(DecodeError("more bytes follow the value".to_owned())),
    }
}

/// Encodes a value for Terraform.
///
/// # Errors
/// Never for values made here; the encoder's own error otherwise.
pub fn to_msgpack(value: &DynamicValue) -> Result<Vec<u8>, DecodeError> {
    let mut bytes = Vec::with_capacity(OBJECT);
    let mut encoder = rmp_serde::Serializer::new(&mut bytes).with_struct_map();
    value.serialize(&mut encoder).map_err(|error| DecodeError(error.to_string()))?;
    Ok(bytes)
}

/// Reads stored state or private data.
///
/// # Errors
/// If the text is not JSON.
pub fn from_json(text: &[u8]) -> Result<DynamicValue, DecodeError> {
    serde_json::from_slice(text).map_err(|error| DecodeError(error.to_string()))
}

/// Writes private data.
///
/// # Errors
/// Never for values made here; the encoder's own error otherwise.
pub fn to_json(value: &DynamicValue) -> Result<Vec<u8>, DecodeError> {
    serde_json::to_vec(value).map_err(|error| DecodeError(error.to_string()))
}

/// Reads an object into the model a resource declares.
///
/// # Errors
/// If an attribute is missing, null or unknown although the model does not allow it, or if it has another type.
pub fn to_model<M: DeserializeOwned>(value: &DynamicValue) -> Result<M, DecodeError> {
    M::deserialize(value)
}

/// Turns a model into an object.
///
/// # Errors
/// Never for models of plain fields; the encoder's own error otherwise.
pub fn from_model<M: Serialize>(model: &M) -> Result<DynamicValue, DecodeError> {
    model.serialize(Writer)
}

/// The name by which the MessagePack library recognises extension values.
pub(super) const EXTENSION: &str = "_ExtStruct";

#[derive(Serialize)]
#[serde(rename = "_ExtStruct")]
struct Extension<'a>((i8, &'a serde_bytes::Bytes));

impl Serialize for DynamicValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            DynamicValue::Null => serializer.serialize_unit(),
            DynamicValue::Unknown => Extension((0, serde_bytes::Bytes::new(&[0]))).serialize(serializer),
            DynamicValue::Bool(it) => serializer.serialize_bool(*it),
            DynamicValue::Number(Number::Whole(it)) => serializer.serialize_i64(*it),
            DynamicValue::Number(Number::Fraction(it)) => serializer.serialize_f64(*it),
            DynamicValue::Number(Number::Decimal(it)) | DynamicValue::Text(it) => {
                serializer.serialize_str(it)
            }
            DynamicValue::List(elements) => elements.serialize(serializer),
            DynamicValue::Map(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, member) in members {
                    map.serialize_entry(name, member)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for DynamicValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DynamicValue, D::Error> {
        deserializer.deserialize_any(DynamicValueVisitor)
    }
}

struct DynamicValueVisitor;

impl<'de> Visitor<'de> for DynamicValueVisitor {
    type Value = DynamicValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Terraform value")
    }

    fn visit_unit<E>(self) -> Result<DynamicValue, E> {
        Ok(DynamicValue::Null)
    }

    fn visit_none<E>(self) -> Result<DynamicValue, E> {
        Ok(DynamicValue::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<DynamicValue, D::Error> {
        DynamicValue::deserialize(deserializer)
    }

    fn visit_bool<E>(self, it: bool) -> Result<DynamicValue, E> {
        Ok(DynamicValue::Bool(it))
    }

    fn visit_i64<E>(self, it: i64) -> Result<DynamicValue, E> {
        Ok(DynamicValue::Number(Number::Whole(it)))
    }

    fn visit_u64<E>(self, it: u64) -> Result<DynamicValue, E> {
        Ok(DynamicValue::Number(it.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, it: f64) -> Result<DynamicValue, E> {
        if it.is_nan() {
            Err(E::custom("NaN is not a Terraform number"))
        } else {
            Ok(DynamicValue::Number(Number::Fraction(it)))
        }
    }

    fn visit_str<E>(self, it: &str) -> Result<DynamicValue, E> {
        Ok(it.into())
    }

    fn visit_string<E>(self, it: String) -> Result<DynamicValue, E> {
        Ok(it.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<DynamicValue, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = sequence.next_element()? {
            elements.push(element);
        }
        Ok(DynamicValue::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DynamicValue, A::Error> {
        let mut members = Members::with_capacity(map.size_hint().unwrap_or_default().min(MEMBERS));
        while let Some((name, value)) = map.next_entry()? {
            if let Some((twice, _)) = members.try_insert(name, value) {
                return Err(A::Error::custom(format!("the name {twice:?} occurs twice")));
            }
        }
        Ok(DynamicValue::Map(members))
    }

    /// Extension values arrive as a pair of code and payload. All of them mean an unknown value.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<DynamicValue, D::Error> {
        <(i8, serde_bytes::ByteBuf)>::deserialize(deserializer)?;
        Ok(DynamicValue::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::value::Value;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap()).collect()
    }

    /// The encodings that Terraform uses, as bytes.
    #[test]
    fn captured_values_are_read() {
        for (hex, expected) in [
            ("c0", DynamicValue::Null),
            ("d40000", DynamicValue::Unknown),
            ("c7090c8201c202a47072652d", DynamicValue::Unknown),
            ("c7030c8101c2", DynamicValue::Unknown),
            // Bounds of a number, lengths of a collection, an unknown refinement, and an unknown extension.
            ("c7090c8203920ac20492 14c3", DynamicValue::Unknown),
            ("c7050c8205010603", DynamicValue::Unknown),
            ("c7030c810f01", DynamicValue::Unknown),
            ("d40500", DynamicValue::Unknown),
            ("cfffffffffffffffff", DynamicValue::Number(u64::MAX.into())),
            ("d38000000000000000", i64::MIN.into()),
            ("d2fffeee90", (-70000).into()),
            ("cb3ff8000000000000", DynamicValue::Number(Number::Fraction(1.5))),
            ("a3302e31", "0.1".into()),
            ("92a16101", DynamicValue::List(vec!["a".into(), 1.into()])),
            ("82a16101a162a178", DynamicValue::object([("a", 1.into()), ("b", "x".into())])),
            ("", DynamicValue::Null),
        ] {
            assert_eq!(from_msgpack(&bytes(hex)).unwrap(), expected, "{hex}");
        }
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let value = DynamicValue::object([
            ("unknown", DynamicValue::Unknown),
            ("list", DynamicValue::List(vec![DynamicValue::Null, DynamicValue::Unknown, i64::MIN.into()])),
            ("inside", DynamicValue::object([("unknown", DynamicValue::Unknown)])),
        ]);
        assert_eq!(from_msgpack(&to_msgpack(&value).unwrap()).unwrap(), value);
        assert_eq!(to_msgpack(&DynamicValue::Unknown).unwrap(), bytes("d40000"));
    }

    #[test]
    fn broken_bytes_are_errors() {
        for hex in [
            "c1",
            "92a161",
            "dfffffffff",
            "ddffffffff",
            "c0c0",
            "c092",
            "c0cc",
            "c0c1",
            "81a161c081",
            "cb7ff8000000000000",
            "82a161c0a161c0",
        ] {
            assert!(from_msgpack(&bytes(hex)).is_err(), "{hex}");
        }
        assert!(from_msgpack(&[0x91; 5000]).is_err(), "endless nesting");
    }

    #[test]
    fn models_carry_null_unknown_and_values_both_ways() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Model {
            name: String,
            note: Value<String>,
            id: Value<String>,
            count: Value<i64>,
            tags: Value<BTreeMap<String, String>>,
        }
        let object = DynamicValue::object([
            ("name", "a".into()),
            ("note", DynamicValue::Null),
            ("id", DynamicValue::Unknown),
            ("count", 3.into()),
            ("tags", DynamicValue::object([("k", "v".into())])),
        ]);
        let typed: Model = to_model(&object).unwrap();
        assert_eq!(typed.id, Value::Unknown);
        assert_eq!(typed.note, Value::Null);
        assert_eq!(from_model(&typed).unwrap(), object);
    }
}
