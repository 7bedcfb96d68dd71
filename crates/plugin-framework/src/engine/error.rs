//! The error type of the engine: summary, detail and attribute. The server converts it to a diagnostic.

use std::sync::OnceLock;

use tf_provider::{Diagnostic, Diagnostics};

use crate::value::{AttributePath, DecodeError};

static REPORT: OnceLock<String> = OnceLock::new();

/// Sets where bugs are reported and the version of the provider, for all messages about bugs in this process.
pub fn report_bugs(place: &str, version: &str) {
    REPORT.get_or_init(|| {
        format!("Please report it {place} with this message and the provider version {version}.")
    });
}

/// The request to report a bug.
pub(super) fn report() -> &'static str {
    REPORT.get().map_or("Please report it with this message and the version of the provider.", String::as_str)
}

/// The result of the engine and of everything that implements its traits.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is known about the objects that a failed call may have created or conflicted with.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Evidence {
    /// Nothing was created.
    #[default]
    None,
    /// An object may have been created.
    MayExist,
    /// The object already existed. Contains the last part of its ID, if known.
    AlreadyExists(Option<String>),
    /// Any of these objects may be the one that was created. Contains the last parts of their IDs.
    Candidates(Vec<String>),
}

/// An error or a warning.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// If empty, the engine sets it from the operation and the object.
    pub summary: String,
    /// What happened, the response, and one next step.
    pub detail: String,
    /// The attribute that caused the error; the root if there is none.
    pub attribute: AttributePath,
    pub evidence: Evidence,
}

impl Error {
    /// An error about the object as a whole.
    pub fn new(summary: impl Into<String>, detail: impl Into<String>) -> Error {
        Error {
            summary: summary.into(),
            detail: detail.into(),
            attribute: AttributePath::root(),
            evidence: Evidence::None,
        }
    }

    /// An error from the response of a call. The engine adds the operation and the object in front of it.
    pub fn from_response(detail: impl Into<String>, evidence: Evidence) -> Error {
        Error { evidence, ..Error::new("", detail) }
    }

    /// Sets the path of the attribute that caused the error.
    #[must_use]
    pub fn at(mut self, attribute: AttributePath) -> Error {
        self.attribute = attribute;
        self
    }

    /// Sets the top-level attribute that caused the error.
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

    /// A bug in the provider, which users can only report. Never use it for something that an API, another client or
    /// the clock did.
    pub fn bug(detail: impl std::fmt::Display) -> Error {
        Error::new("This is a bug in the provider", format!("{detail}\n\n{}", report()))
    }

    /// The diagnostic of tf-provider, as a struct literal, because its constructor adds a stack trace to the text.
    fn diagnostic(self) -> Diagnostic {
        Diagnostic { summary: self.summary.into(), detail: self.detail.into(), attribute: self.attribute }
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Error {
        Error::bug(format!("A value does not match its schema: {error}."))
    }
}

/// Adds errors and warnings to diagnostics.
pub trait DiagnosticsExt {
    /// Adds an error.
    fn push_error(&mut self, error: Error);
    /// Adds a warning.
    fn push_warning(&mut self, error: Error);
    /// Returns the value; for an error, adds a diagnostic and returns `None`.
    fn report<T>(&mut self, result: Result<T>) -> Option<T>;
}

impl DiagnosticsExt for Diagnostics {
    fn push_error(&mut self, error: Error) {
        self.errors.push(error.diagnostic());
    }

    fn push_warning(&mut self, error: Error) {
        self.warnings.push(error.diagnostic());
    }

    fn report<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push_error(error)).ok()
    }
}

/// Several errors as diagnostics.
pub fn diagnostics_of(all: impl IntoIterator<Item = Error>) -> Diagnostics {
    Diagnostics { errors: all.into_iter().map(Error::diagnostic).collect(), warnings: Vec::new() }
}
