//! The path of a request below the base URL: a template for logs, and the path with its parts encoded.
//!
//! The vendors' clients do not encode IDs (contracts/confident.md 2.3), and Corti's are chosen by the caller
//! (contracts/corti.md T10). Without encoding, an ID with a slash or `..` would silently address another object.

use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::error::{Error, NotSent, Result};

/// Everything but the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request path. `template` is for logs, `shown` for messages, and `filled` is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    template: String,
    filled: String,
}

impl Path {
    /// Replaces the placeholders of the template with encoded parts. Fails before anything is sent if a part is empty,
    /// `.` or `..`, or contains a control character.
    pub fn fill(template: &str, parts: &[(&str, &dyn Display)]) -> Result<Self> {
        let mut filled = String::with_capacity(template.len());
        let mut unusable = None;
        let mut rest = template;
        while let Some((before, name, after)) = placeholder(rest) {
            let Some((_, part)) = parts.iter().find(|(part, _)| *part == name) else { break };
            let part = part.to_string();
            if part.is_empty() || part == "." || part == ".." || part.chars().any(char::is_control) {
                unusable = Some(name);
            }
            filled.push_str(before);
            filled.extend(utf8_percent_encode(&part, SEGMENT));
            rest = after;
        }
        filled.push_str(rest);
        let Some(name) = unusable else { return Ok(Path { template: template.to_owned(), filled }) };
        let reason = format!("`{name}` is empty, is a dot segment, or contains control characters");
        Err(Error::unsent("", &filled, NotSent::Invalid, reason))
    }

    /// Appends a template to the path.
    pub fn then(&self, template: &str, parts: &[(&str, &dyn Display)]) -> Result<Self> {
        let below = Path::fill(template, parts)?;
        Ok(Path {
            template: self.template.clone() + &below.template,
            filled: self.filled.clone() + &below.filled,
        })
    }

    /// The path with a query, which is not part of the template.
    #[must_use]
    pub fn with_query(&self, query: &[(&str, &str)]) -> Self {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(query);
        Path { template: self.template.clone(), filled: format!("{}?{}", self.filled, text.finish()) }
    }

    /// The path with placeholders, such as `/v2/projects/{project}`.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The path for messages: as it is sent, but without the query.
    pub fn shown(&self) -> &str {
        self.filled.split('?').next().unwrap_or_default()
    }

    /// The path as it is sent.
    pub fn filled(&self) -> &str {
        &self.filled
    }
}

/// The first placeholder: what comes before it, its name, and what comes after it.
fn placeholder(template: &str) -> Option<(&str, &str, &str)> {
    let (before, from) = template.split_once('{')?;
    let (name, after) = from.split_once('}')?;
    Some((before, name, after))
}

/// `path!("/v2/projects/{id}", id)`: the variables replace the placeholders with their names.
macro_rules! path {
    ($template:literal $(, $part:ident)* $(,)?) => {
        $crate::Path::fill($template, &[$((stringify!($part), &$part as &dyn std::fmt::Display)),*])
    };
}

#[cfg(test)]
mod tests {
    fn check(id: &str, filled: Option<&str>) {
        let path = path!("/customers/{id}/users", id);
        assert_eq!(path.as_ref().ok().map(super::Path::filled), filled, "{id}");
        if let Ok(path) = path {
            assert_eq!(path.template(), "/customers/{id}/users");
        }
    }

    #[test]
    fn every_part_stays_one_segment() {
        check("contoso", Some("/customers/contoso/users"));
        check("a/b", Some("/customers/a%2Fb/users"));
        check("a b?c#d%2e", Some("/customers/a%20b%3Fc%23d%252e/users"));
        check("å@x", Some("/customers/%C3%A5%40x/users"));
        check("...", Some("/customers/.../users"));
        check("", None);
        check(".", None);
        check("..", None);
        check("a\nb", None);
    }

    #[test]
    fn a_refused_part_is_shown_in_its_path() {
        let id = "a\nb";
        let error = path!("/customers/{id}/users", id).unwrap_err();
        assert_eq!(error.path(), "/customers/a%0Ab/users");
    }

    #[test]
    fn messages_show_the_path_that_was_requested() {
        let id = "contoso";
        let path = path!("/customers/{id}/users", id).unwrap().with_query(&[("page", "2")]);
        assert_eq!((path.shown(), path.template()), ("/customers/contoso/users", "/customers/{id}/users"));
    }

    #[test]
    fn a_part_that_names_another_place_does_not_fill_it() {
        let (id, user) = ("{user}", "u");
        assert_eq!(path!("/c/{id}/{user}", id, user).unwrap().filled(), "/c/%7Buser%7D/u");
    }
}
