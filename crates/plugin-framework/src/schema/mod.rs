//! What a resource, data source, ephemeral resource or provider looks like: one declaration from which planning, checks,
//! import, documentation and the wire form derive.

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

/// A declaration.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Bumped when stored state changes its shape; see `Resource::upgrade`.
    pub version: i64,
    /// One or more sentences; the first is the summary of the documentation page.
    pub description: String,
    /// In the order of the documentation.
    pub attrs: Vec<Attr>,
    /// What must hold between attributes.
    pub relations: Vec<Relation>,
    /// The calls it makes, as method and path, for those who have to allow them.
    pub calls: &'static [&'static str],
    /// What the credentials have to be allowed to do, as sentences.
    pub permissions: &'static str,
    /// What destroying the object takes away for good, as sentences; empty when nothing.
    pub caution: &'static str,
}

impl Schema {
    /// A declaration of `attrs`, at version 0.
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

    /// `name` means nothing without `other`.
    #[must_use]
    pub fn requires(mut self, name: &'static str, other: &'static str) -> Schema {
        self.relations.push(Relation::Requires(name, other));
        self
    }

    /// The calls it makes, each as `GET /path/{parameter}`; documentation lists them.
    #[must_use]
    pub fn calls(mut self, calls: &'static [&'static str]) -> Schema {
        self.calls = calls;
        self
    }

    /// What the credentials have to be allowed to do, as sentences; documentation says it.
    #[must_use]
    pub fn permissions(mut self, permissions: &'static str) -> Schema {
        self.permissions = permissions;
        self
    }

    /// What destroying the object takes away for good, as sentences; documentation shows it as a callout.
    #[must_use]
    pub fn caution(mut self, caution: &'static str) -> Schema {
        self.caution = caution;
        self
    }

    /// The attribute `name` of the top level.
    pub fn attr(&self, name: &str) -> Option<&Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }
}
