//! The error of a call, classified by what the caller must know: did the request take effect?
//!
//! Its text is in `error_text.rs` and never contains a body or a secret.

use std::time::Duration;

/// The result of every call of the client.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed call. Cheap to clone, because all callers that waited for one list get the same error.
#[derive(Debug, Clone)]
pub struct Error(Box<Report>);

#[derive(Debug, Clone)]
struct Report {
    kind: Kind,
    method: &'static str,
    path: String,
    attempts: u32,
    request_id: Option<String>,
    interrupted: bool,
    doubtful: bool,
    at_login: bool,
    candidates: Vec<Candidate>,
    existing: Option<Existing>,
    missing: Option<Missing>,
    /// Where the user sets the credential that was rejected.
    credential: Option<String>,
    responder: Responder,
}

/// Who sent the error response, judged by its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Responder {
    Api,
    /// The body is not the API's JSON, so it may be from another server.
    Other,
}

/// The kinds of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The request did not reach the server.
    Unsent {
        /// The cause.
        why: NotSent,
        /// The reason in words.
        reason: String,
    },
    /// The request was sent, but the API did not respond: it may have taken effect.
    Unanswered {
        /// The reason in words.
        reason: String,
        /// The status of a gateway that responded instead of the API (such as 502 or 504).
        status: Option<u16>,
    },
    /// The API rejected the request.
    Refused {
        /// The HTTP status; Confident AI may reject with 200 (contracts/confident.md 2.4).
        status: u16,
        /// The server's message without secrets; empty if there is none.
        message: String,
        /// How long the server asked to wait before the next request.
        retry_after: Option<Duration>,
    },
    /// The request succeeded, but the response could not be parsed.
    Unreadable {
        /// What is wrong, with the JSON path.
        reason: String,
    },
}

/// Why a request was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSent {
    /// No connection: refused, DNS, TLS.
    Unreachable,
    /// The request is invalid, such as an empty ID.
    Invalid,
    /// The caller was stopped while the request waited.
    Stopped,
    /// The server asked for a longer pause than this call may wait.
    Paused,
}

/// Whether a request took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// No.
    No,
    /// Unknown: read before you retry.
    Perhaps,
    /// Yes, only the response is lost.
    Yes,
}

/// The existing object that conflicts with a creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Existing {
    /// What it is: "customer", "API key".
    pub what: &'static str,
    /// Its ID, if a list contains it.
    pub id: Option<String>,
}

/// An object that the creation, or another client, may have created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// When it was created, if the server says so.
    pub created_at: Option<time::OffsetDateTime>,
}

/// Something that a call refers to and that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What it is: "project".
    pub what: &'static str,
    /// The attribute of its ID: `project_id`.
    pub key: &'static str,
    /// Its ID, as requested.
    pub id: String,
    /// Where it was searched, as the end of a sentence.
    pub place: String,
}

impl Error {
    fn new(method: &'static str, path: &str, kind: Kind) -> Self {
        Error(Box::new(Report {
            kind,
            method,
            path: path.to_owned(),
            attempts: 0,
            request_id: None,
            interrupted: false,
            doubtful: false,
            at_login: false,
            candidates: Vec::new(),
            existing: None,
            missing: None,
            credential: None,
            responder: Responder::Api,
        }))
    }

    pub(super) fn unsent(method: &'static str, path: &str, why: NotSent, reason: impl Into<String>) -> Self {
        Error::new(method, path, Kind::Unsent { why, reason: reason.into() })
    }

    pub(super) fn unanswered(
        method: &'static str,
        path: &str,
        status: Option<u16>,
        reason: impl Into<String>,
    ) -> Self {
        Error::new(method, path, Kind::Unanswered { reason: reason.into(), status })
    }

    pub(super) fn refused(
        method: &'static str,
        path: &str,
        status: u16,
        message: String,
        retry_after: Option<Duration>,
    ) -> Self {
        Error::new(method, path, Kind::Refused { status, message, retry_after })
    }

    pub(super) fn unreadable(method: &'static str, path: &str, reason: impl Into<String>) -> Self {
        Error::new(method, path, Kind::Unreadable { reason: reason.into() })
    }

    pub(super) fn after(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(super) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id;
        self
    }

    pub(super) fn interrupted(mut self) -> Self {
        self.0.interrupted = true;
        self
    }

    /// Marks that an attempt before the last one may have taken effect.
    pub(super) fn doubtful_if(mut self, doubtful: bool) -> Self {
        self.0.doubtful = doubtful;
        self
    }

    pub(super) fn at_login(mut self) -> Self {
        self.0.at_login = true;
        self
    }

    pub(super) fn with_candidates(mut self, candidates: Vec<Candidate>) -> Self {
        self.0.candidates = candidates;
        self
    }

    pub(super) fn with_existing(mut self, existing: Existing) -> Self {
        self.0.existing = Some(existing);
        self
    }

    pub(super) fn with_missing(mut self, missing: Missing) -> Self {
        self.0.missing = Some(missing);
        self
    }

    pub(super) fn with_credential(mut self, credential: &str) -> Self {
        self.0.credential = Some(credential.to_owned());
        self
    }

    pub(super) fn not_from_api_if(mut self, not_from_api: bool) -> Self {
        self.0.responder = if not_from_api { Responder::Other } else { Responder::Api };
        self
    }

    pub(super) fn credential(&self) -> &str {
        self.0.credential.as_deref().unwrap_or("the credential")
    }

    /// Whether the error response is not in the API's format, so that it may be from another server.
    pub fn is_not_from_api(&self) -> bool {
        self.0.responder == Responder::Other
    }

    /// The kind of error.
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The HTTP method; empty if the request could not be built.
    pub fn method(&self) -> &'static str {
        self.0.method
    }

    /// The path with its IDs, without the query.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// How many requests were sent for this call.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The server's ID of the last request, for the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Whether a stop ended the waits, so that fewer attempts were made than allowed.
    pub fn was_interrupted(&self) -> bool {
        self.0.interrupted
    }

    /// Whether the sign-in failed and not the call itself.
    pub fn is_login(&self) -> bool {
        self.0.at_login
    }

    /// Objects that either this call or another client may have created.
    pub fn candidates(&self) -> &[Candidate] {
        &self.0.candidates
    }

    /// The existing object because of which a creation was rejected.
    pub fn existing(&self) -> Option<&Existing> {
        self.0.existing.as_ref()
    }

    /// The missing object that the call requires, if it is known that it does not exist.
    pub fn missing(&self) -> Option<&Missing> {
        self.0.missing.as_ref()
    }

    /// The HTTP status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        match self.0.kind {
            Kind::Refused { status, .. } => Some(status),
            Kind::Unanswered { status, .. } => status,
            Kind::Unsent { .. } | Kind::Unreadable { .. } => None,
        }
    }

    /// The server's message, or else the client's reason.
    pub fn message(&self) -> &str {
        match &self.0.kind {
            Kind::Refused { message, .. } => message,
            Kind::Unsent { reason, .. } | Kind::Unanswered { reason, .. } | Kind::Unreadable { reason } => {
                reason
            }
        }
    }

    /// Whether the request took effect.
    ///
    /// A request that failed with a 5xx status may have taken effect in part, except for 501 and a 503 with
    /// `Retry-After`. A retried request may have taken effect in an earlier attempt, whatever the last one returned.
    pub fn happened(&self) -> Happened {
        match &self.0.kind {
            Kind::Unanswered { .. } => Happened::Perhaps,
            Kind::Unreadable { .. } => Happened::Yes,
            Kind::Unsent { .. } | Kind::Refused { .. } if self.0.doubtful => Happened::Perhaps,
            Kind::Refused { status: 501, .. } | Kind::Refused { status: 503, retry_after: Some(_), .. } => {
                Happened::No
            }
            Kind::Refused { status, .. } if *status >= 500 => Happened::Perhaps,
            Kind::Unsent { .. } | Kind::Refused { .. } => Happened::No,
        }
    }

    /// Whether the API says, in its own format, that the object does not exist (404). A proxy's 404 does not count.
    pub fn is_not_found(&self) -> bool {
        self.has_status(404) && !self.is_not_from_api()
    }

    /// Whether the API reports a conflict with another object (409).
    pub fn is_conflict(&self) -> bool {
        self.has_status(409)
    }

    /// Whether the credential was rejected (401, or 400 or 403 during sign-in).
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(401)
            || (self.0.at_login && matches!(self.0.kind, Kind::Refused { status: 400 | 403, .. }))
    }

    fn has_status(&self, expected: u16) -> bool {
        matches!(self.0.kind, Kind::Refused { status, .. } if status == expected)
    }
}

impl std::error::Error for Error {}
