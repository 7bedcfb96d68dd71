//! What went wrong, for people: summary, detail, attribute. Inside the engine it travels with `?`; at the edge it
//! becomes a diagnostic.

use std::sync::OnceLock;

use tf_provider::{Diagnostic, Diagnostics};

use crate::value::{AttributePath, DecodeError};

static REPORT: OnceLock<String> = OnceLock::new();

/// Says where bugs are reported and which version this is, for all messages about bugs of this process.
pub fn report_bugs(place: &str, version: &str) {
    REPORT.get_or_init(|| {
        format!("Please report it {place} with this message and the provider version {version}.")
    });
}

/// The request to report a bug.
pub(super) fn report() -> &'static str {
    REPORT.get().map_or("Please report it with this message and the version of the provider.", String::as_str)
}

/// The result of everything an author writes.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is known about objects that a failed call may have made or met.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Evidence {
    /// Nothing was made.
    #[default]
    None,
    /// Something may have been made.
    MayExist,
    /// This object was there before; its id, when it is known. Its last part only.
    AlreadyExists(Option<String>),
    /// One of these objects may be the result; they cannot be told apart. The last parts of their ids.
    Candidates(Vec<String>),
}

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// Empty when the engine is to say what was tried on what.
    pub summary: String,
    /// What was tried, on what, what came back, and one next step.
    pub detail: String,
    /// The place in the configuration that is to blame; the root for none.
    pub attribute: AttributePath,
    pub evidence: Evidence,
}

impl Error {
    /// A failure of the object as a whole.
    pub fn new(summary: impl Into<String>, detail: impl Into<String>) -> Error {
        Error {
            summary: summary.into(),
            detail: detail.into(),
            attribute: AttributePath::root(),
            evidence: Evidence::None,
        }
    }

    /// What came back from a call. The engine says in front of it what was tried on what.
    pub fn from_response(detail: impl Into<String>, evidence: Evidence) -> Error {
        Error { evidence, ..Error::new("", detail) }
    }

    /// Blames a place in the configuration.
    #[must_use]
    pub fn at(mut self, attribute: AttributePath) -> Error {
        self.attribute = attribute;
        self
    }

    /// Blames an attribute of the top level.
    #[must_use]
    pub fn on(self, name: &'static str) -> Error {
        self.at(AttributePath::new(name))
    }

    /// Replaces the summary.
    #[must_use]
    pub fn summary(mut self, summary: impl Into<String>) -> Error {
        self.summary = summary.into();
        self
    }

    /// Adds to the detail.
    #[must_use]
    pub fn and(mut self, more: impl AsRef<str>) -> Error {
        self.detail.push_str(more.as_ref());
        self
    }

    /// A mistake of ours, which users can do nothing about but report. It is never the error for what an API, another client or
    /// the clock did.
    pub fn bug(detail: impl std::fmt::Display) -> Error {
        Error::new("This is a bug in the provider", format!("{detail}\n\n{}", report()))
    }

    /// As tf-provider's diagnostic, by literal: its constructor pastes stack traces into the text.
    fn diagnostic(self) -> Diagnostic {
        Diagnostic { summary: self.summary.into(), detail: self.detail.into(), attribute: self.attribute }
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Error {
        Error::bug(format!("A value does not match its schema: {error}."))
    }
}

/// The two ways failures become diagnostics.
pub trait DiagnosticsExt {
    /// Adds an error.
    fn push_error(&mut self, failure: Error);
    /// Adds a warning.
    fn push_warning(&mut self, failure: Error);
    /// The value, or nothing and an error more.
    fn report<T>(&mut self, result: Result<T>) -> Option<T>;
}

impl DiagnosticsExt for Diagnostics {
    fn push_error(&mut self, failure: Error) {
        self.errors.push(failure.diagnostic());
    }

    fn push_warning(&mut self, failure: Error) {
        self.warnings.push(failure.diagnostic());
    }

    fn report<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|failure| self.push_error(failure)).ok()
    }
}

/// Several failures as diagnostics.
pub fn failures(all: impl IntoIterator<Item = Error>) -> Diagnostics {
    Diagnostics { errors: all.into_iter().map(Error::diagnostic).collect(), warnings: Vec::new() }
}
