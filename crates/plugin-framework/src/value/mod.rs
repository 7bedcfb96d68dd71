//! `DynamicValue`: any Terraform value, whole or partly unknown. Sets are lists here; the schema knows the difference.
//!
//! Names and text are `SmolStr`: up to 23 bytes stand in the value itself, and longer ones are shared by its clones, because a plan of
//! a thousand objects reads and copies tens of thousands of names.

mod codec;
mod number;
mod path;
mod reading;
mod text_form;
mod writing;

pub use codec::{DecodeError, from_json, from_model, from_msgpack, to_json, to_model, to_msgpack};
pub use number::Number;
pub use path::{AttributePath, AttributePathStep, at};
pub use smol_str::SmolStr;
pub use tf_provider::value::Value;

/// The members of an object, or the entries of a map, by name.
pub type Members = litemap::LiteMap<SmolStr, DynamicValue>;

/// A Terraform value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DynamicValue {
    /// Absent.
    #[default]
    Null,
    /// Not known before apply. Refinements are read over: nothing here depends on them.
    Unknown,
    /// A truth value.
    Bool(bool),
    /// A number of any size.
    Number(Number),
    /// A string.
    Text(SmolStr),
    /// A list, set or tuple.
    List(Vec<DynamicValue>),
    /// A map or object.
    Map(Members),
}

/// What a missing member reads as.
const ABSENT: &DynamicValue = &DynamicValue::Null;

/// Whether two names of members are equal. Most differ in length already. A loop takes half the instructions of musl's
/// `memcmp`, which compares byte by byte, too, and is called for each attribute of each object.
fn is_name(it: &str, name: &str) -> bool {
    it.len() == name.len() && it.bytes().zip(name.bytes()).all(|(a, b)| a == b)
}

impl DynamicValue {
    /// The member `name`; null where there is none or where this is no object.
    pub fn get(&self, name: &str) -> &DynamicValue {
        match self {
            DynamicValue::Map(_) => self.member(name).unwrap_or(ABSENT),
            DynamicValue::Unknown => &DynamicValue::Unknown,
            _ => ABSENT,
        }
    }

    /// The member `name`, if this is an object that has one.
    pub fn member(&self, name: &str) -> Option<&DynamicValue> {
        match self {
            DynamicValue::Map(members) => {
                members.iter().find(|(it, _)| is_name(it, name)).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Replaces the member `name` of an object; does nothing to anything else.
    pub fn set(&mut self, name: &str, value: impl Into<DynamicValue>) {
        if let DynamicValue::Map(members) = self {
            match members.iter_mut().find(|(it, _)| is_name(it, name)) {
                Some((_, member)) => *member = value.into(),
                None => drop(members.insert(name.into(), value.into())),
            }
        }
    }

    /// The text, when it is a known one.
    pub fn text(&self) -> Option<&str> {
        match self {
            DynamicValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, when it is a known one.
    pub fn bool(&self) -> Option<bool> {
        match self {
            DynamicValue::Bool(it) => Some(*it),
            _ => None,
        }
    }

    /// The whole number, when it is a known one that fits.
    pub fn whole(&self) -> Option<i64> {
        match self {
            DynamicValue::Number(number) => number.whole(),
            _ => None,
        }
    }

    /// The elements of a known list or set; none otherwise.
    pub fn elements(&self) -> &[DynamicValue] {
        match self {
            DynamicValue::List(elements) => elements,
            _ => &[],
        }
    }

    pub fn is_null(&self) -> bool {
        *self == DynamicValue::Null
    }

    pub fn is_unknown(&self) -> bool {
        *self == DynamicValue::Unknown
    }

    /// Whether nothing in it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            DynamicValue::Unknown => false,
            DynamicValue::List(elements) => elements.iter().all(DynamicValue::is_wholly_known),
            DynamicValue::Map(members) => members.values().all(DynamicValue::is_wholly_known),
            _ => true,
        }
    }

    /// Equal as sets: the same elements in any order.
    pub fn same_elements(&self, other: &DynamicValue) -> bool {
        self.same_elements_if(other, |a, b| a == b)
    }

    /// Equal as sets whose elements are compared so.
    pub fn same_elements_if(
        &self,
        other: &DynamicValue,
        same: impl Fn(&DynamicValue, &DynamicValue) -> bool,
    ) -> bool {
        let (a, b) = (self.elements(), other.elements());
        let within = |some: &[DynamicValue], all: &[DynamicValue]| {
            some.iter().all(|it| all.iter().any(|other| same(it, other)))
        };
        a.len() == b.len() && within(a, b) && within(b, a)
    }

    /// The same value with every unknown made null, for states that must be stored although a step is missing.
    #[must_use]
    pub fn without_unknowns(self) -> DynamicValue {
        match self {
            DynamicValue::Unknown => DynamicValue::Null,
            DynamicValue::List(elements) => {
                DynamicValue::List(elements.into_iter().map(DynamicValue::without_unknowns).collect())
            }
            DynamicValue::Map(members) => DynamicValue::Map(
                members.into_iter().map(|(name, it)| (name, it.without_unknowns())).collect(),
            ),
            known => known,
        }
    }

    /// An object of these members, whose names differ.
    pub fn object(members: impl IntoIterator<Item = (&'static str, DynamicValue)>) -> DynamicValue {
        let members = members.into_iter().map(|(name, value)| (SmolStr::new_static(name), value));
        let mut members: Vec<_> = members.collect();
        members.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        debug_assert!(members.windows(2).all(|pair| pair[0].0 != pair[1].0));
        DynamicValue::Map(Members::from_sorted_store_unchecked(members))
    }
}

impl From<&str> for DynamicValue {
    fn from(text: &str) -> DynamicValue {
        DynamicValue::Text(text.into())
    }
}

impl From<String> for DynamicValue {
    fn from(text: String) -> DynamicValue {
        DynamicValue::Text(text.into())
    }
}

impl From<bool> for DynamicValue {
    fn from(it: bool) -> DynamicValue {
        DynamicValue::Bool(it)
    }
}

impl From<i64> for DynamicValue {
    fn from(it: i64) -> DynamicValue {
        DynamicValue::Number(Number::Whole(it))
    }
}

#[cfg(test)]
mod tests;
