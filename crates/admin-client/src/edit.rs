//! What a request says about one member of an object: leave it, clear it or set it.
//!
//! `Option` cannot tell "leave" from "clear", and Confident AI gives `null` a meaning of its own (contracts/confident.md 2.3).

use serde::{Serialize, Serializer};

/// Absent, `null` or a value. Fields of this type carry `#[serde(skip_serializing_if = "Edit::is_leave")]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Edit<T> {
    /// The member is omitted, so the server keeps what it has.
    #[default]
    Leave,
    /// The member is sent as `null`.
    Clear,
    /// The member is sent with this value.
    Set(T),
}

impl<T> Edit<T> {
    /// Whether the member is omitted from the body.
    pub fn is_leave(&self) -> bool {
        matches!(self, Edit::Leave)
    }

    /// The value to set, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Edit::Set(value) => Some(value),
            Edit::Leave | Edit::Clear => None,
        }
    }
}

impl<T> From<Option<T>> for Edit<T> {
    /// `None` clears: for bodies in which a member must always be sent.
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
