//! Attributes and their properties. Each property has one meaning for plan, apply, refresh and documentation.

use super::check::Check;
use super::kind::Kind;
use crate::value::DynamicValue;

/// Whether two strings are semantically equal.
pub(super) type SemanticEquality = fn(&str, &str) -> bool;

/// When a change of the attribute forces replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequiresReplace {
    Never,
    /// On every change.
    OnChange,
    /// On every change, but a first value on an imported object is only stored, because the API does not return the
    /// current value.
    OnChangeUnlessImported,
}

/// The value of an attribute that is not configured.
#[derive(Clone, Debug)]
pub enum Default {
    None,
    Is(DynamicValue),
}

/// An attribute: its name, type, description and properties.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent word of the declaration")]
pub struct Attr {
    pub name: &'static str,
    pub kind: Kind,
    pub description: String,
    pub required: bool,
    pub optional: bool,
    pub computed: bool,
    pub sensitive: bool,
    pub write_only: bool,
    pub only_returned_on_create: bool,
    pub observed: bool,
    pub not_returned: bool,
    pub deletion_protection: bool,
    pub allow_empty: bool,
    pub empty_is_null: bool,
    /// Attributes whose change can alter this computed one; `None` for "any".
    pub unknown_if_changed: Option<&'static [&'static str]>,
    pub default: Default,
    pub requires_replace: RequiresReplace,
    pub semantic_equality: Option<SemanticEquality>,
    /// The set in the same object that sets the attribute to null by listing its name.
    pub cleared_by: Option<&'static str>,
    /// The write-only attribute that is sent again when this version number changes.
    pub triggers: Option<&'static str>,
    /// In a provider configuration: the environment variable that is used if it is not configured.
    pub env: Option<&'static str>,
    pub checks: Vec<Check>,
}

/// A string.
pub fn text(name: &'static str, description: impl Into<String>) -> Attr {
    Attr::new(name, Kind::Text, description)
}

/// A number without a fraction.
pub fn whole(name: &'static str, description: impl Into<String>) -> Attr {
    Attr::new(name, Kind::Whole, description)
}

/// A number.
pub fn number(name: &'static str, description: impl Into<String>) -> Attr {
    Attr::new(name, Kind::Number, description)
}

/// A boolean.
pub fn flag(name: &'static str, description: impl Into<String>) -> Attr {
    Attr::new(name, Kind::Bool, description)
}

/// A set of strings.
pub fn set_of_text(name: &'static str, description: impl Into<String>) -> Attr {
    Attr::new(name, Kind::SetOfText, description)
}

/// A map of strings.
pub fn map_of_text(name: &'static str, description: impl Into<String>) -> Attr {
    Attr::new(name, Kind::MapOfText, description)
}

/// One nested object.
pub fn object(name: &'static str, description: impl Into<String>, members: impl Into<Vec<Attr>>) -> Attr {
    Attr::new(name, Kind::Object(members.into()), description)
}

/// A list of nested objects.
pub fn list_of(name: &'static str, description: impl Into<String>, members: impl Into<Vec<Attr>>) -> Attr {
    Attr::new(name, Kind::ListOf(members.into()), description)
}

impl Attr {
    fn new(name: &'static str, kind: Kind, description: impl Into<String>) -> Attr {
        Attr {
            name,
            kind,
            description: description.into(),
            required: false,
            optional: false,
            computed: false,
            sensitive: false,
            write_only: false,
            only_returned_on_create: false,
            observed: false,
            not_returned: false,
            deletion_protection: false,
            allow_empty: false,
            empty_is_null: false,
            unknown_if_changed: None,
            default: Default::None,
            requires_replace: RequiresReplace::Never,
            semantic_equality: None,
            cleared_by: None,
            triggers: None,
            env: None,
            checks: Vec::new(),
        }
    }

    /// Must be configured.
    #[must_use]
    pub fn required(mut self) -> Attr {
        self.required = true;
        self
    }

    /// May be configured.
    #[must_use]
    pub fn optional(mut self) -> Attr {
        self.optional = true;
        self
    }

    /// Set by the server if it is not configured.
    #[must_use]
    pub fn computed(mut self) -> Attr {
        self.computed = true;
        self
    }

    /// Computed, and not changed by any update.
    #[must_use]
    pub fn use_state_for_unknown(mut self) -> Attr {
        self.unknown_if_changed = Some(&[]);
        self
    }

    /// Computed, and changed only if one of these attributes changes.
    #[must_use]
    pub fn unknown_if_changed(mut self, names: &'static [&'static str]) -> Attr {
        self.unknown_if_changed = Some(names);
        self
    }

    /// Computed, and changed by the server at any time: an update keeps the stored value, and the next read takes a new
    /// one.
    #[must_use]
    pub fn observed(mut self) -> Attr {
        self.observed = true;
        self.computed().use_state_for_unknown()
    }

    /// Only returned on create: if a response omits it, the stored value is kept.
    #[must_use]
    pub fn only_returned_on_create(mut self) -> Attr {
        self.only_returned_on_create = true;
        self
    }

    /// The API does not return it: a read keeps the stored value, and after an import it has its default.
    #[must_use]
    pub fn not_returned(mut self) -> Attr {
        self.not_returned = true;
        self
    }

    /// If true, a plan to destroy or replace the object is an error.
    #[must_use]
    pub fn deletion_protection(mut self) -> Attr {
        self.deletion_protection = true;
        self.not_returned().optional().default(false)
    }

    /// Sensitive: hidden in plans.
    #[must_use]
    pub fn sensitive(mut self) -> Attr {
        self.sensitive = true;
        self
    }

    /// Write-only: passed from the configuration to create and update, and never stored.
    #[must_use]
    pub fn write_only(mut self) -> Attr {
        self.write_only = true;
        self.optional()
    }

    /// The default value.
    #[must_use]
    pub fn default(mut self, value: impl Into<DynamicValue>) -> Attr {
        self.default = Default::Is(value.into());
        self.computed()
    }

    /// Changing it forces replacement.
    #[must_use]
    pub fn requires_replace(mut self) -> Attr {
        self.requires_replace = RequiresReplace::OnChange;
        self
    }

    /// Used only on create and never returned: changing it forces replacement, but a first value on an imported object
    /// does not.
    #[must_use]
    pub fn requires_replace_unless_imported(mut self) -> Attr {
        self.requires_replace = RequiresReplace::OnChangeUnlessImported;
        self.not_returned()
    }

    /// Semantically equal values cause no diff, and the user's spelling is kept. In a set, this applies to its
    /// elements.
    #[must_use]
    pub fn semantic_equality(mut self, same: SemanticEquality) -> Attr {
        self.semantic_equality = Some(same);
        self
    }

    /// A version number. Changing it sends the write-only attribute `name` again.
    #[must_use]
    pub fn triggers(mut self, name: &'static str) -> Attr {
        self.triggers = Some(name);
        self.not_returned().optional()
    }

    /// Computed, and set to null if the set `name` of the same object lists it. Then it must not be configured.
    #[must_use]
    pub fn cleared_by(mut self, name: &'static str) -> Attr {
        self.cleared_by = Some(name);
        self
    }

    /// In a provider configuration: the environment variable that is used if it is not configured.
    #[must_use]
    pub fn env(mut self, variable: &'static str) -> Attr {
        self.env = Some(variable);
        self
    }

    /// Allows the empty string as a value.
    #[must_use]
    pub fn allow_empty(mut self) -> Attr {
        self.allow_empty = true;
        self
    }

    /// Allows the empty string, which means the same as null.
    #[must_use]
    pub fn empty_is_null(mut self) -> Attr {
        self.empty_is_null = true;
        self
    }

    /// One of these strings.
    #[must_use]
    pub fn one_of(self, allowed: &'static [&'static str]) -> Attr {
        self.checked(Check::OneOf(allowed))
    }

    /// One of these strings, case-insensitive. The value is not normalized.
    #[must_use]
    pub fn one_of_any_case(self, allowed: &'static [&'static str]) -> Attr {
        self.checked(Check::OneOfAnyCase(allowed))
    }

    /// Between `least` and `most` characters.
    #[must_use]
    pub fn length(self, least: usize, most: usize) -> Attr {
        self.checked(Check::Length(least, most))
    }

    /// A number from `least` to `most`.
    #[must_use]
    pub fn between(self, least: i64, most: i64) -> Attr {
        self.checked(Check::Between(least, most))
    }

    /// A string for which `check` returns no error.
    #[must_use]
    pub fn validate_with(self, check: fn(&str) -> Result<(), String>) -> Attr {
        self.checked(Check::ValidateWith(check))
    }

    fn checked(mut self, check: Check) -> Attr {
        self.checks.push(check);
        self
    }

    /// Whether `object` sets it to null by listing its name; `None` if that is unknown.
    pub fn is_cleared(&self, object: &DynamicValue) -> Option<bool> {
        match self.cleared_by.map(|set| object.get(set)) {
            Some(DynamicValue::Unknown) => None,
            Some(DynamicValue::List(names)) => {
                let listed = names.iter().any(|name| name.text() == Some(self.name));
                if !listed && names.iter().any(DynamicValue::is_unknown) { None } else { Some(listed) }
            }
            _ => Some(false),
        }
    }

    /// Whether it can be configured.
    pub fn configurable(&self) -> bool {
        self.required || self.optional
    }
}
