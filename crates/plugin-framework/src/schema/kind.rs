//! The types of attributes.

use super::Attr;

/// The type of an attribute. Only objects may have computed nested attributes; sets and lists may not.
#[derive(Clone, Debug)]
pub enum Kind {
    Text,
    /// A number without a fraction that fits 64 bits.
    Whole,
    Number,
    Bool,
    SetOfText,
    MapOfText,
    /// One nested object.
    Object(Vec<Attr>),
    /// A list of nested objects, for data sources.
    ListOf(Vec<Attr>),
}

impl Kind {
    /// The nested attributes; none for a primitive type.
    pub fn members(&self) -> &[Attr] {
        match self {
            Kind::Object(members) | Kind::ListOf(members) => members,
            _ => &[],
        }
    }

    /// Its name in the documentation.
    pub fn label(&self) -> &'static str {
        match self {
            Kind::Text => "String",
            Kind::Whole | Kind::Number => "Number",
            Kind::Bool => "Boolean",
            Kind::SetOfText => "Set of String",
            Kind::MapOfText => "Map of String",
            Kind::Object(_) => "Attributes",
            Kind::ListOf(_) => "Attributes List",
        }
    }

    /// Whether null can mean "not managed" although the server has a value.
    pub fn is_collection(&self) -> bool {
        matches!(self, Kind::SetOfText | Kind::MapOfText | Kind::ListOf(_))
    }
}
