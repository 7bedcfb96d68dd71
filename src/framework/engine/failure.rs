//! What went wrong, for people: summary, detail, attribute. Inside the engine it travels with `?`; at the edge it
//! becomes a diagnostic.

use tf_provider::{Diagnostic, Diagnostics};

use crate::framework::value::{AttributePath, DecodeError};

/// The result of everything an author writes.
pub type Result<T> = std::result::Result<T, Failure>;

/// What is known about objects that a failed call may have made or met.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Evidence {
    /// Nothing was made.
    #[default]
    None,
    /// Something may have been made.
    Perhaps,
    /// This object was there before; its id, when it is known. Its last part only.
    Exists(Option<String>),
    /// One of these objects may be the result; they cannot be told apart. The last parts of their ids.
    Suspects(Vec<String>),
}

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Empty when the engine is to say what was tried on what.
    pub summary: String,
    /// What was tried, on what, what came back, and one next step.
    pub detail: String,
    /// The place in the configuration that is to blame; the root for none.
    pub attribute: AttributePath,
    pub evidence: Evidence,
}

impl Failure {
    /// A failure of the object as a whole.
    pub fn new(summary: impl Into<String>, detail: impl Into<String>) -> Failure {
        Failure {
            summary: summary.into(),
            detail: detail.into(),
            attribute: AttributePath::root(),
            evidence: Evidence::None,
        }
    }

    /// What came back from a call. The engine says in front of it what was tried on what.
    pub fn came_back(detail: impl Into<String>, evidence: Evidence) -> Failure {
        Failure { evidence, ..Failure::new("", detail) }
    }

    /// Blames a place in the configuration.
    #[must_use]
    pub fn at(mut self, attribute: AttributePath) -> Failure {
        self.attribute = attribute;
        self
    }

    /// Blames an attribute of the top level.
    #[must_use]
    pub fn on(self, name: &'static str) -> Failure {
        self.at(AttributePath::new(name))
    }

    /// Adds to the detail.
    #[must_use]
    pub fn and(mut self, more: impl AsRef<str>) -> Failure {
        self.detail.push_str(more.as_ref());
        self
    }

    /// A broken promise of ours, which users can do nothing about but report.
    pub fn bug(detail: impl std::fmt::Display) -> Failure {
        Failure::new(
            "The provider made a mistake",
            format!("{detail}\n\nThis is a bug in the provider. Please report it with this message."),
        )
    }

    /// As tf-provider's diagnostic, by literal: its constructor pastes stack traces into the text.
    fn diagnostic(self) -> Diagnostic {
        Diagnostic { summary: self.summary.into(), detail: self.detail.into(), attribute: self.attribute }
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Failure {
        Failure::bug(format!("A value does not fit its declaration: {error}."))
    }
}

/// The two ways failures become diagnostics.
pub trait Problems {
    /// Adds an error.
    fn fail(&mut self, failure: Failure);
    /// Adds a warning.
    fn warn(&mut self, failure: Failure);
    /// The value, or nothing and an error more.
    fn take<T>(&mut self, result: Result<T>) -> Option<T>;
}

impl Problems for Diagnostics {
    fn fail(&mut self, failure: Failure) {
        self.errors.push(failure.diagnostic());
    }

    fn warn(&mut self, failure: Failure) {
        self.warnings.push(failure.diagnostic());
    }

    fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|failure| self.fail(failure)).ok()
    }
}

/// Several failures as diagnostics.
pub fn failures(all: impl IntoIterator<Item = Failure>) -> Diagnostics {
    Diagnostics { errors: all.into_iter().map(Failure::diagnostic).collect(), warnings: Vec::new() }
}
