//! The ID of an object: its parts joined by `/`. Import IDs, identities and error messages follow from the same
//! declaration.

use std::fmt;

use super::error::{Error, Result};
use crate::value::{DynamicValue, SmolStr};

/// One part of an id.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub name: &'static str,
    /// Omitted when the object has none, or when the provider's configuration supplies it.
    pub optional: bool,
    /// May contain `/`. If no part is marked, the last one may.
    pub slashes: bool,
    pub description: &'static str,
}

impl Part {
    /// A part that every ID has.
    pub const fn required(name: &'static str, description: &'static str) -> Part {
        Part { name, optional: false, slashes: false, description }
    }

    /// A leading part that can be omitted.
    pub const fn optional(name: &'static str, description: &'static str) -> Part {
        Part { name, optional: true, slashes: false, description }
    }

    /// Marks the part whose value may contain `/`.
    #[must_use]
    pub const fn with_slashes(mut self) -> Part {
        self.slashes = true;
        self
    }
}

/// An ID, split into its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id {
    names: Vec<&'static str>,
    values: Vec<Option<SmolStr>>,
}

impl Id {
    /// Parses an ID. Optional parts come first. If there are more segments than parts, the part that may contain `/`
    /// takes the rest.
    ///
    /// # Errors
    /// If a part is missing or empty. The error lists the accepted forms.
    pub fn parse(parts: &[Part], text: &str) -> Result<Id> {
        let invalid = || {
            Error::new("Invalid import ID", format!("{text:?} is not a valid ID. Expected {}.", forms(parts)))
        };
        let given = pieces(parts, text);
        let fewest = parts.iter().filter(|part| !part.optional).count();
        if given.len() < fewest
            || given.iter().any(|it| it.trim().is_empty() || it.chars().any(char::is_control))
        {
            return Err(invalid());
        }
        let mut omitted = parts.len() - given.len();
        let mut given = given.into_iter();
        let mut values = Vec::new();
        for part in parts {
            if part.optional && omitted > 0 {
                omitted -= 1;
                values.push(None);
            } else {
                values.push(Some(given.next().ok_or_else(invalid)?));
            }
        }
        Ok(Id { names: parts.iter().map(|part| part.name).collect(), values })
    }

    /// The part `name`, if the ID has it.
    pub fn part(&self, name: &str) -> Option<&str> {
        let position = self.names.iter().position(|it| *it == name)?;
        self.values[position].as_deref()
    }

    /// The last part, which every ID has.
    pub fn last(&self) -> &str {
        self.values.last().and_then(Option::as_deref).unwrap_or_default()
    }

    /// The identity of the object: its parts as an object.
    pub fn identity(&self) -> DynamicValue {
        let value = |it: &Option<SmolStr>| it.clone().map_or(DynamicValue::Null, DynamicValue::Text);
        DynamicValue::object(self.names.iter().zip(&self.values).map(|(name, it)| (*name, value(it))))
    }

    /// The ID for an identity.
    ///
    /// # Errors
    /// If a required part is missing, or if the joined parts would be the ID of another object.
    pub fn from_identity(parts: &[Part], identity: &DynamicValue) -> Result<Id> {
        let mut values = Vec::new();
        for part in parts {
            match identity.get(part.name).text().filter(|it| !it.is_empty()) {
                None if !part.optional => {
                    let detail = format!("The identity requires `{}`: {}", part.name, part.description);
                    return Err(Error::new("Incomplete identity", detail));
                }
                value => values.push(value.map(SmolStr::from)),
            }
        }
        let id = Id { names: parts.iter().map(|part| part.name).collect(), values };
        // Only the joined ID is stored, so a `/` in the wrong part would import another object.
        if Id::parse(parts, &id.to_string()).is_ok_and(|read| read == id) {
            Ok(id)
        } else {
            let detail = format!(
                "The identity corresponds to the ID {:?}, which is ambiguous or invalid. Expected {}. Only one part \
                 can contain a `/`; if it does, no part can be omitted.",
                id.to_string(),
                forms(parts)
            );
            Err(Error::new("Ambiguous identity", detail))
        }
    }

    /// Joins parts, omitting those that are absent.
    pub fn join<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> String {
        parts.into_iter().flatten().collect::<Vec<_>>().join("/")
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Id::join(self.values.iter().map(Option::as_deref)))
    }
}

/// The segments between the slashes, at most one for each part.
fn pieces(parts: &[Part], text: &str) -> Vec<SmolStr> {
    let all: Vec<&str> = text.split('/').collect();
    let too_many = all.len().saturating_sub(parts.len());
    let wide = parts.iter().position(|part| part.slashes).unwrap_or(parts.len().saturating_sub(1));
    if too_many == 0 {
        return all.into_iter().map(SmolStr::from).collect();
    }
    let (before, rest) = all.split_at(wide);
    let (within, after) = rest.split_at(too_many + 1);
    let within = within.join("/");
    before.iter().copied().chain([within.as_str()]).chain(after.iter().copied()).map(SmolStr::from).collect()
}

/// The accepted forms, longest first: `<project_id>/<customer_id>` or `<customer_id>`.
pub fn forms(parts: &[Part]) -> String {
    let form = |parts: &[Part]| {
        let names: Vec<_> = parts.iter().map(|part| format!("<{}>", part.name)).collect();
        format!("`{}`", names.join("/"))
    };
    let leading = parts.iter().take_while(|part| part.optional).count();
    (0..=leading).map(|skip| form(&parts[skip..])).collect::<Vec<_>>().join(" or ")
}

/// The accepted forms and the description of each part.
pub(super) fn explained(parts: &[Part]) -> String {
    let lines = parts.iter().map(|part| format!("\n- `{}`: {}", part.name, part.description));
    format!("Expected {}.{}", forms(parts), lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &[Part] = &[Part::optional("project_id", "P."), Part::required("key_id", "K.")];
    const THREE: &[Part] = &[
        Part::optional("project_id", "P."),
        Part::required("customer_id", "C."),
        Part::required("user_id", "U."),
    ];

    const WIDE: &[Part] = &[
        Part::optional("project_id", "P."),
        Part::required("customer_id", "C.").with_slashes(),
        Part::required("user_id", "U."),
    ];

    #[test]
    fn leading_parts_of_an_import_id_are_optional() {
        for (parts, text, expected) in [
            (TWO, "p/k", Some(vec![Some("p"), Some("k")])),
            (TWO, "k", Some(vec![None, Some("k")])),
            (TWO, "p/k/with/slashes", Some(vec![Some("p"), Some("k/with/slashes")])),
            (THREE, "c/u", Some(vec![None, Some("c"), Some("u")])),
            (THREE, "p/c/u/with", Some(vec![Some("p"), Some("c"), Some("u/with")])),
            (WIDE, "p/c/with/slashes/u", Some(vec![Some("p"), Some("c/with/slashes"), Some("u")])),
            (WIDE, "c/u", Some(vec![None, Some("c"), Some("u")])),
            (THREE, "u", None),
            (TWO, "", None),
            (TWO, "p/", None),
            (TWO, "/k", None),
            (TWO, "k\n", None),
        ] {
            let id = Id::parse(parts, text).ok();
            let values = id.as_ref().map(|id| id.values.iter().map(Option::as_deref).collect::<Vec<_>>());
            assert_eq!(values, expected, "{text:?}");
            if let Some(id) = id {
                assert_eq!(id.to_string(), text);
                assert_eq!(Id::from_identity(parts, &id.identity()).unwrap(), id);
            }
        }
    }

    #[test]
    fn rejects_identity_that_contradicts_its_id() {
        for (parts, members, expected) in [
            (THREE, [("project_id", "p"), ("customer_id", "c"), ("user_id", "u/v")], true),
            (THREE, [("project_id", "p"), ("customer_id", "a/b"), ("user_id", "u")], false),
            (THREE, [("project_id", "a/b"), ("customer_id", "c"), ("user_id", "u")], false),
            (THREE, [("project_id", ""), ("customer_id", "a/b"), ("user_id", "u")], false),
            (WIDE, [("project_id", "p"), ("customer_id", "a/b"), ("user_id", "u")], true),
            (WIDE, [("project_id", "p"), ("customer_id", "c\n"), ("user_id", "u")], false),
        ] {
            let identity = DynamicValue::object(members.map(|(name, value)| (name, value.into())));
            assert_eq!(Id::from_identity(parts, &identity).is_ok(), expected, "{identity}");
        }
    }

    #[test]
    fn a_wrong_id_is_answered_with_the_forms_that_work() {
        let error = Id::parse(THREE, "u").unwrap_err();
        assert_eq!(
            error.detail,
            r#""u" is not a valid ID. Expected `<project_id>/<customer_id>/<user_id>` or `<customer_id>/<user_id>`."#
        );
    }
}
