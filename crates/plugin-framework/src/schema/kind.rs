//! The shapes an attribute can have.

use super::Attr;

/// The shape of an attribute. Sets and lists of objects hold configured members only; an object may hold computed ones.
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
    /// The members of a nested shape; none for a plain one.
    pub fn members(&self) -> &[Attr] {
        match self {
            Kind::Object(members) | Kind::ListOf(members) => members,
            _ => &[],
        }
    }

    /// What the documentation calls it.
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

    /// Whether null can mean "not managed here" although the server has a value.
    pub fn is_collection(&self) -> bool {
        matches!(self, Kind::SetOfText | Kind::MapOfText | Kind::ListOf(_))
    }
}
