//! The schema of a resource, data source, ephemeral resource or provider. Planning, validation, import, documentation
//! and the protocol's schema are derived from it.

mod attr;
mod check;
mod contradictions;
mod kind;
mod numbers;
mod relation;
mod sentence;

pub use attr::{
    Attr, Default, RequiresReplace, flag, list_of, map_of_text, number, object, set_of_text, text, whole,
};
pub use check::{Check, email, same_email};
pub use contradictions::Declares;
pub use kind::Kind;
pub use relation::Relation;

use crate::value::DynamicValue;

/// A schema.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The version of the stored state; increase it when the state's format changes. See `Resource::upgrade`.
    pub version: i64,
    /// One or more sentences; the first is the summary of the documentation page.
    pub description: String,
    /// In the order of the documentation.
    pub attrs: Vec<Attr>,
    /// The rules between attributes.
    pub relations: Vec<Relation>,
    /// The API requests that it makes, as method and path, for users who must allow them.
    pub calls: &'static [&'static str],
    /// The permissions that the credentials need, as sentences.
    pub permissions: &'static str,
    /// What destroying the object deletes permanently, as sentences; empty if nothing.
    pub caution: &'static str,
}

impl Schema {
    /// A schema of `attrs`, at version 0.
    pub fn new(description: impl Into<String>, attrs: impl Into<Vec<Attr>>) -> Schema {
        Schema {
            version: 0,
            description: description.into(),
            attrs: attrs.into(),
            relations: Vec::new(),
            calls: &[],
            permissions: "",
            caution: "",
        }
    }

    /// Exactly one of these is set.
    #[must_use]
    pub fn exactly_one(mut self, names: &'static [&'static str]) -> Schema {
        self.relations.push(Relation::ExactlyOne(names));
        self
    }

    /// At most one of these is set.
    #[must_use]
    pub fn at_most_one(mut self, names: &'static [&'static str]) -> Schema {
        self.relations.push(Relation::AtMostOne(names));
        self
    }

    /// `name` requires `other`.
    #[must_use]
    pub fn requires(mut self, name: &'static str, other: &'static str) -> Schema {
        self.relations.push(Relation::Requires(name, other));
        self
    }

    /// The API requests that it makes, each as `GET /path/{parameter}`. Shown in the documentation.
    #[must_use]
    pub fn calls(mut self, calls: &'static [&'static str]) -> Schema {
        self.calls = calls;
        self
    }

    /// The permissions that the credentials need, as sentences. Shown in the documentation.
    #[must_use]
    pub fn permissions(mut self, permissions: &'static str) -> Schema {
        self.permissions = permissions;
        self
    }

    /// What destroying the object deletes permanently, as sentences. Shown in the documentation as a callout.
    #[must_use]
    pub fn caution(mut self, caution: &'static str) -> Schema {
        self.caution = caution;
        self
    }

    /// The top-level attribute `name`.
    pub fn attr(&self, name: &str) -> Option<&Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }

    /// An object of which every attribute is null.
    pub(crate) fn null_object(&self) -> DynamicValue {
        DynamicValue::object(self.attrs.iter().map(|attr| (attr.name, DynamicValue::Null)))
    }
}
