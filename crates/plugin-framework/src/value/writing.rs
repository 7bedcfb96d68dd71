//! A `DynamicValue` as the output of serde: writes the models that resources declare, without a detour over bytes.
//!
//! It writes what would be read back from MessagePack: an absent option is null, an extension value is an unknown.

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::codec::{DecodeError, EXTENSION};
use super::{DynamicValue, Members, Number, SmolStr};

type Result<T = DynamicValue> = std::result::Result<T, DecodeError>;

/// Every type of whole numbers that an `i64` can hold is written in the same way.
macro_rules! whole_numbers {
    ($($method:ident $number:ident)*) => {$(
        fn $method(self, it: $number) -> Result {
            Ok(i64::from(it).into())
        }
    )*};
}

/// Writes one value.
pub(super) struct Writer;

impl Serializer for Writer {
    type Ok = DynamicValue;
    type Error = DecodeError;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = Elements;
    type SerializeMap = Object;
    type SerializeStruct = Object;
    type SerializeStructVariant = Object;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, it: bool) -> Result {
        Ok(DynamicValue::Bool(it))
    }

    whole_numbers! { serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64 serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 }

    fn serialize_u64(self, it: u64) -> Result {
        Ok(DynamicValue::Number(it.into()))
    }

    fn serialize_f32(self, it: f32) -> Result {
        self.serialize_f64(it.into())
    }

    fn serialize_f64(self, it: f64) -> Result {
        if it.is_nan() {
            return Err(DecodeError("NaN is not a Terraform number".to_owned()));
        }
        Ok(DynamicValue::Number(Number::Fraction(it)))
    }

    fn serialize_char(self, it: char) -> Result {
        Ok(DynamicValue::Text(SmolStr::from_iter([it])))
    }

    fn serialize_str(self, it: &str) -> Result {
        Ok(it.into())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result {
        Err(DecodeError("bytes are not a Terraform value".to_owned()))
    }

    fn serialize_none(self) -> Result {
        Ok(DynamicValue::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, it: &T) -> Result {
        it.serialize(self)
    }

    fn serialize_unit(self) -> Result {
        Ok(DynamicValue::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        Ok(DynamicValue::List(Vec::new()))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, it: &T) -> Result {
        if name == EXTENSION { Ok(DynamicValue::Unknown) } else { it.serialize(self) }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        it: &T,
    ) -> Result {
        Ok(DynamicValue::object([(variant, it.serialize(self)?)]))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Elements> {
        Ok(Elements { variant: None, elements: Vec::with_capacity(length.unwrap_or_default()) })
    }

    fn serialize_tuple(self, length: usize) -> Result<Elements> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Elements> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Elements> {
        Ok(Elements { variant: Some(variant), ..self.serialize_seq(Some(length))? })
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Object> {
        Ok(Object {
            variant: None,
            name: SmolStr::default(),
            members: Members::with_capacity(length.unwrap_or_default()),
        })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Object> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Object> {
        Ok(Object { variant: Some(variant), ..self.serialize_map(Some(length))? })
    }
}

/// Within the one member of an object that names the variant of an enum, if there is one.
fn within(variant: Option<&'static str>, value: DynamicValue) -> DynamicValue {
    match variant {
        Some(variant) => DynamicValue::object([(variant, value)]),
        None => value,
    }
}

/// A list in the making.
pub(super) struct Elements {
    variant: Option<&'static str>,
    elements: Vec<DynamicValue>,
}

impl SerializeSeq for Elements {
    type Ok = DynamicValue;
    type Error = DecodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, it: &T) -> Result<()> {
        self.elements.push(it.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Result {
        Ok(within(self.variant, DynamicValue::List(self.elements)))
    }
}

/// The other kinds of list are written in the same way.
macro_rules! same_as_list {
    ($($kind:ident :: $method:ident)*) => {$(
        impl $kind for Elements {
            type Ok = DynamicValue;
            type Error = DecodeError;

            fn $method<T: Serialize + ?Sized>(&mut self, it: &T) -> Result<()> {
                SerializeSeq::serialize_element(self, it)
            }

            fn end(self) -> Result {
                SerializeSeq::end(self)
            }
        }
    )*};
}
same_as_list! { SerializeTuple::serialize_element SerializeTupleStruct::serialize_field SerializeTupleVariant::serialize_field }

/// An object in the making.
pub(super) struct Object {
    variant: Option<&'static str>,
    /// Of the member whose value comes next.
    name: SmolStr,
    members: Members,
}

impl Object {
    fn insert(&mut self, name: SmolStr, value: DynamicValue) -> Result<()> {
        match self.members.try_insert(name, value) {
            None => Ok(()),
            Some((twice, _)) => Err(DecodeError(format!("the name {twice:?} occurs twice"))),
        }
    }
}

impl SerializeMap for Object {
    type Ok = DynamicValue;
    type Error = DecodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<()> {
        match name.serialize(Writer)? {
            DynamicValue::Text(name) => self.name = name,
            _ => return Err(DecodeError("the name of a member is not a string".to_owned())),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, it: &T) -> Result<()> {
        let name = std::mem::take(&mut self.name);
        self.insert(name, it.serialize(Writer)?)
    }

    fn end(self) -> Result {
        Ok(within(self.variant, DynamicValue::Map(self.members)))
    }
}

/// Structs are objects of their fields.
macro_rules! same_as_object {
    ($($kind:ident)*) => {$(
        impl $kind for Object {
            type Ok = DynamicValue;
            type Error = DecodeError;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, it: &T) -> Result<()> {
                self.insert(SmolStr::new_static(name), it.serialize(Writer)?)
            }

            fn end(self) -> Result {
                SerializeMap::end(self)
            }
        }
    )*};
}
same_as_object! { SerializeStruct SerializeStructVariant }
