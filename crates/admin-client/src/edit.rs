//! How a request changes a field: leave it, clear it or set it.
//!
//! `Option` cannot distinguish "leave" from "clear", and Confident AI gives `null` a separate meaning
//! (contracts/confident.md 2.3).

use serde::{Serialize, Serializer};

/// Absent, `null` or a value. Fields of this type carry `#[serde(skip_serializing_if = "Edit::is_leave")]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Edit<T> {
    /// The field is omitted, so the server keeps its value.
    #[default]
    Leave,
    /// The field is sent as `null`.
    Clear,
    /// The field is sent with this value.
    Set(T),
}

impl<T> Edit<T> {
    /// Whether the field is omitted from the body.
    pub fn is_leave(&self) -> bool {
        matches!(self, Edit::Leave)
    }

    /// The value to set, if any.
    pub fn value(&self) -> Option<&T> {
        match self {
            Edit::Set(value) => Some(value),
            Edit::Leave | Edit::Clear => None,
        }
    }
}

impl<T> From<Option<T>> for Edit<T> {
    /// `None` clears. For bodies in which the field must always be sent.
    fn from(value: Option<T>) -> Self {
        value.map_or(Edit::Clear, Edit::Set)
    }
}

impl<T: Serialize> Serialize for Edit<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Edit::Leave | Edit::Clear => serializer.serialize_none(),
            Edit::Set(value) => value.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Edit;
    use serde::Serialize;

    #[derive(Serialize)]
    struct Body {
        #[serde(skip_serializing_if = "Edit::is_leave")]
        description: Edit<&'static str>,
    }

    fn check(description: Edit<&'static str>, sent: &str) {
        assert_eq!(serde_json::to_string(&Body { description }).unwrap(), sent);
    }

    #[test]
    fn leave_clear_and_set_are_three_bodies() {
        check(Edit::Leave, "{}");
        check(Edit::Clear, r#"{"description":null}"#);
        check(Edit::Set("d"), r#"{"description":"d"}"#);
    }
}
