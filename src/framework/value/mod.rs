//! `Tree`: any Terraform value, whole or partly unknown. Sets are lists here; the schema knows the difference.

mod codec;
mod number;
mod path;
mod text_form;

use std::collections::BTreeMap;

pub use codec::{DecodeError, from_json, from_msgpack, model, to_json, to_msgpack, tree};
pub use number::Number;
pub use path::{AttributePath, AttributePathStep, at};
pub use tf_provider::value::Value;

/// A Terraform value (protocol.md c.15).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Tree {
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
    Text(String),
    /// A list, set or tuple.
    List(Vec<Tree>),
    /// A map or object.
    Map(BTreeMap<String, Tree>),
}

/// What a missing member reads as.
const ABSENT: &Tree = &Tree::Null;

impl Tree {
    /// The member `name`; null where there is none or where this is no object.
    pub fn get(&self, name: &str) -> &Tree {
        match self {
            Tree::Map(members) => members.get(name).unwrap_or(ABSENT),
            Tree::Unknown => &Tree::Unknown,
            _ => ABSENT,
        }
    }

    /// Replaces the member `name` of an object; does nothing to anything else.
    pub fn set(&mut self, name: &str, value: impl Into<Tree>) {
        if let Tree::Map(members) = self {
            members.insert(name.to_owned(), value.into());
        }
    }

    /// The text, when it is a known one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Tree::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, when it is a known one.
    pub fn bool(&self) -> Option<bool> {
        match self {
            Tree::Bool(it) => Some(*it),
            _ => None,
        }
    }

    /// The whole number, when it is a known one that fits.
    pub fn whole(&self) -> Option<i64> {
        match self {
            Tree::Number(number) => number.whole(),
            _ => None,
        }
    }

    /// The elements of a known list or set; none otherwise.
    pub fn elements(&self) -> &[Tree] {
        match self {
            Tree::List(elements) => elements,
            _ => &[],
        }
    }

    pub fn is_null(&self) -> bool {
        *self == Tree::Null
    }

    pub fn is_unknown(&self) -> bool {
        *self == Tree::Unknown
    }

    /// Whether nothing in it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Tree::Unknown => false,
            Tree::List(elements) => elements.iter().all(Tree::is_wholly_known),
            Tree::Map(members) => members.values().all(Tree::is_wholly_known),
            _ => true,
        }
    }

    /// Equal as sets: the same elements in any order.
    pub fn same_elements(&self, other: &Tree) -> bool {
        self.same_elements_if(other, |a, b| a == b)
    }

    /// Equal as sets whose elements are compared so.
    pub fn same_elements_if(&self, other: &Tree, same: impl Fn(&Tree, &Tree) -> bool) -> bool {
        let (a, b) = (self.elements(), other.elements());
        let within =
            |some: &[Tree], all: &[Tree]| some.iter().all(|it| all.iter().any(|other| same(it, other)));
        a.len() == b.len() && within(a, b) && within(b, a)
    }

    /// The same value with every unknown made null, for states that must be stored although a step is missing.
    #[must_use]
    pub fn without_unknowns(self) -> Tree {
        match self {
            Tree::Unknown => Tree::Null,
            Tree::List(elements) => Tree::List(elements.into_iter().map(Tree::without_unknowns).collect()),
            Tree::Map(members) => {
                Tree::Map(members.into_iter().map(|(name, it)| (name, it.without_unknowns())).collect())
            }
            known => known,
        }
    }

    /// An object of these members.
    pub fn object<const N: usize>(members: [(&str, Tree); N]) -> Tree {
        Tree::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Tree {
        Tree::Text(text.to_owned())
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Tree {
        Tree::Text(text)
    }
}

impl From<bool> for Tree {
    fn from(it: bool) -> Tree {
        Tree::Bool(it)
    }
}

impl From<i64> for Tree {
    fn from(it: i64) -> Tree {
        Tree::Number(Number::Whole(it))
    }
}
