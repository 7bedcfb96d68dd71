//! Converts errors of the client to errors of the framework: the response and one next step. The framework adds the
//! operation and the object.

use std::ops::Deref;

use super::created;

use admin_client::{Happened, Missing};
use plugin_framework::engine::{Error, Evidence};

/// The error of every call in this module tree. The framework and the client do not depend on each other, so this type
/// combines the errors of both: `?` accepts either.
#[derive(Debug)]
pub struct CallError(Error);

/// The result of a resource's call.
pub type Result<T> = std::result::Result<T, CallError>;

impl Deref for CallError {
    type Target = Error;

    fn deref(&self) -> &Error {
        &self.0
    }
}

impl From<Error> for CallError {
    fn from(error: Error) -> CallError {
        CallError(error)
    }
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Error {
        error.0
    }
}

impl From<admin_client::Error> for CallError {
    fn from(error: admin_client::Error) -> CallError {
        CallError(explained(&error))
    }
}

/// A client's error, ready to be shown.
pub(super) fn explained(error: &admin_client::Error) -> Error {
    if let Some(missing) = error.missing() {
        return unknown(missing).and(format!("\n\n{error}."));
    }
    let evidence = match (error.existing(), error.candidates()) {
        (Some(existing), _) => Evidence::AlreadyExists(existing.id.clone()),
        (None, candidates @ [_, ..]) => {
            Evidence::Candidates(candidates.iter().map(|candidate| candidate.id.clone()).collect())
        }
        // Reads and sign-ins create nothing, whatever their outcome.
        (None, []) if error.method() == "GET" || error.is_login() => Evidence::None,
        (None, []) if error.happened() == Happened::No => Evidence::None,
        (None, []) => Evidence::MayExist,
    };
    let step = error.next_step().filter(|_| evidence == Evidence::None);
    let step = step.map(|step| format!(" {step}")).unwrap_or_default();
    let candidates = match error.candidates() {
        [] => String::new(),
        candidates => format!(
            "\n\nThis request, or another run at the same time, may have created these objects. They were not changed:\n\n{}",
            created::listed(candidates)
        ),
    };
    Error::from_response(
        format!("{} {}: {}.{step}{candidates}", error.method(), error.path(), error.response_summary()),
        evidence,
    )
}

/// The error for something in the configuration that does not exist in the API.
pub(super) fn unknown(missing: &Missing) -> Error {
    Error::new(format!("Unknown {}", missing.what), missing.to_string()).on(missing.key)
}

/// The error for a failed write to an object that always exists: it cannot have created anything.
pub(super) fn singleton_write_error(error: &admin_client::Error) -> Error {
    let message = explained(error);
    if message.evidence != Evidence::MayExist {
        return message;
    }
    Error { evidence: Evidence::None, ..message }
        .and("\n\nThe change may still have been made. Apply again: the provider reads the current values first and \
             changes only what differs.")
}

/// An error whose cause was found by reading the API, with a specific next step.
pub(super) fn because(error: &admin_client::Error, reason: &str) -> Error {
    let response_summary = error.response_summary();
    Error::from_response(
        format!("{} {}: {response_summary}. {reason}", error.method(), error.path()),
        Evidence::None,
    )
}
