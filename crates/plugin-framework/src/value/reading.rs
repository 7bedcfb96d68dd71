//! A `DynamicValue` as the input of serde: reads the models that resources declare, without a detour over bytes.
//!
//! It reads what MessagePack would: null is an absent option, an unknown is an extension value, and decimals that are no
//! binary fraction are text.

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::codec::{DecodeError, EXTENSION};
use super::{DynamicValue, Members, Number};

impl<'de> IntoDeserializer<'de, DecodeError> for &'de DynamicValue {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for &'de DynamicValue {
    type Error = DecodeError;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            DynamicValue::Null => visitor.visit_unit(),
            DynamicValue::Unknown => visitor.visit_newtype_struct(Unknown),
            DynamicValue::Bool(it) => visitor.visit_bool(*it),
            DynamicValue::Number(Number::Whole(it)) => match u64::try_from(*it) {
                Ok(it) => visitor.visit_u64(it),
                Err(_) => visitor.visit_i64(*it),
            },
            DynamicValue::Number(Number::Fraction(it)) => visitor.visit_f64(*it),
            DynamicValue::Number(Number::Decimal(it)) | DynamicValue::Text(it) => {
                visitor.visit_borrowed_str(it)
            }
            DynamicValue::List(elements) => {
                let mut elements = SeqDeserializer::new(elements.iter());
                let read = visitor.visit_seq(&mut elements)?;
                elements.end()?;
                Ok(read)
            }
            DynamicValue::Map(members) => read_members(members, visitor),
        }
    }

    /// Only from members by name, as Terraform sends objects. Reading models from any other form, too, would make the executable
    /// a fiftieth larger.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self {
            DynamicValue::Map(members) => read_members(members, visitor),
            other => Err(other.is_not(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self {
            DynamicValue::Unknown if name == EXTENSION => visitor.visit_newtype_struct(Unknown),
            _ if name == EXTENSION => Err(DecodeError("the value is not unknown".to_owned())),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self {
            DynamicValue::List(elements) if elements.is_empty() => visitor.visit_unit(),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self {
            DynamicValue::Text(name) => visitor.visit_enum(BorrowedStrDeserializer::new(name)),
            DynamicValue::Map(members) if members.len() == 1 => {
                let member = MapDeserializer::new(members.iter().map(|(name, it)| (name.as_str(), it)));
                visitor.visit_enum(MapAccessDeserializer::new(member))
            }
            _ => Err(DecodeError("the value is not a variant".to_owned())),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit seq tuple tuple_struct map
        identifier ignored_any
    }
}

fn read_members<'de, V: Visitor<'de>>(members: &'de Members, visitor: V) -> Result<V::Value, DecodeError> {
    let mut members = MapDeserializer::new(members.iter().map(|(name, it)| (name.as_str(), it)));
    let read = visitor.visit_map(&mut members)?;
    members.end()?;
    Ok(read)
}

impl DynamicValue {
    /// The error for a value of another kind than expected.
    fn is_not(&self, expected: &dyn Expected) -> DecodeError {
        let found = match self {
            DynamicValue::Null => Unexpected::Unit,
            DynamicValue::Unknown => Unexpected::Other("an unknown value"),
            DynamicValue::Bool(_) => Unexpected::Other("a boolean"),
            DynamicValue::Number(_) => Unexpected::Other("a number"),
            DynamicValue::Text(_) => Unexpected::Other("a string"),
            DynamicValue::List(_) => Unexpected::Seq,
            DynamicValue::Map(_) => Unexpected::Map,
        };
        DecodeError::invalid_type(found, expected)
    }
}

/// What an unknown holds: the code and the payload of an extension value.
struct Unknown;

impl<'de> Deserializer<'de> for Unknown {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_seq(SeqDeserializer::new([Part::Code, Part::Payload].into_iter()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

enum Part {
    Code,
    Payload,
}

impl IntoDeserializer<'_, DecodeError> for Part {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Part {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Part::Code => visitor.visit_i8(0),
            Part::Payload => visitor.visit_borrowed_bytes(&[0]),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
