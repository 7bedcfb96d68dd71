//! What went wrong with a call, sorted by the question the caller must answer: did it happen?
//!
//! Its words are in `error_text.rs`; no piece of them holds a body or a secret.

use std::time::Duration;

/// The answer of every call of the client.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A call that failed. Cheap to clone: all who waited for one list get the same error.
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
    /// Where callers set the credential that was refused.
    credential: Option<String>,
    responder: Responder,
}

/// Who refused, by how it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Responder {
    Api,
    /// Its words are not the API's JSON, so it may be another server.
    Foreign,
}

/// The four ways a call can fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The request never reached the server.
    Unsent {
        /// Why not.
        why: NotSent,
        /// The reason in words.
        reason: String,
    },
    /// The request was sent and no answer of the API came back: it may have been carried out.
    Unanswered {
        /// The reason in words.
        reason: String,
        /// The status of a gateway that answered in the API's place (502, 504 and the like).
        status: Option<u16>,
    },
    /// The API answered and did not do it.
    Refused {
        /// The HTTP status; Confident AI may refuse with 200 (contracts/confident.md 2.4).
        status: u16,
        /// The server's own words without secrets; empty when it had none.
        message: String,
        /// How long the server asked to wait before the next request.
        retry_after: Option<Duration>,
    },
    /// The API did it, and its answer cannot be read.
    Unreadable {
        /// What is wrong, with the place in the JSON.
        reason: String,
    },
}

/// Why a request was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSent {
    /// No connection: refused, name not found, TLS.
    Unreachable,
    /// The request itself is impossible, such as an empty id.
    Invalid,
    /// The caller was stopped while the request waited to be sent.
    Stopped,
    /// The server asked everybody for a pause longer than this call may wait.
    Paused,
}

/// Whether the change a call asked for was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// Certainly not.
    No,
    /// Unknown: look before doing it again.
    Perhaps,
    /// Yes, only the answer is lost.
    Yes,
}

/// The object that stands in the way of a creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Existing {
    /// What it is: "customer", "API key".
    pub what: &'static str,
    /// Its id, when a list could tell.
    pub id: Option<String>,
}

/// An object that a creation may have made and that is not certainly ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// When it was created, if the server says so.
    pub created_at: Option<time::OffsetDateTime>,
}

/// What a call names beside its own object, and what does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What it is: "project".
    pub what: &'static str,
    /// What callers know its id by: `project_id`.
    pub key: &'static str,
    /// Its id, as it was asked for.
    pub id: String,
    /// Where it was looked for, as the end of a sentence.
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

    /// Marks that an attempt before the last one may have been carried out.
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

    pub(super) fn foreign_if(mut self, foreign: bool) -> Self {
        self.0.responder = if foreign { Responder::Foreign } else { Responder::Api };
        self
    }

    pub(super) fn credential(&self) -> &str {
        self.0.credential.as_deref().unwrap_or("the credential")
    }

    /// Whether it was refused in words that are not the API's, so that it may be another server's refusal.
    pub fn is_foreign(&self) -> bool {
        self.0.responder == Responder::Foreign
    }

    /// Which of the four it is.
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The HTTP method; empty when the request could not even be built.
    pub fn method(&self) -> &'static str {
        self.0.method
    }

    /// The path with its ids, without the query.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// How many requests were put on the wire for this call.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The server's name for the last request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Whether a stop cut the waiting short, so that fewer attempts were made than allowed.
    pub fn was_interrupted(&self) -> bool {
        self.0.interrupted
    }

    /// Whether it was the sign-in that failed, not the call itself.
    pub fn is_login(&self) -> bool {
        self.0.at_login
    }

    /// Objects that this call may have created, and that another run may have created as well.
    pub fn candidates(&self) -> &[Candidate] {
        &self.0.candidates
    }

    /// The object that was there before a creation that was refused for it.
    pub fn existing(&self) -> Option<&Existing> {
        self.0.existing.as_ref()
    }

    /// What the call is not possible without, when it was found out that it does not exist.
    pub fn missing(&self) -> Option<&Missing> {
        self.0.missing.as_ref()
    }

    /// The HTTP status, when there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self.0.kind {
            Kind::Refused { status, .. } => Some(status),
            Kind::Unanswered { status, .. } => status,
            Kind::Unsent { .. } | Kind::Unreadable { .. } => None,
        }
    }

    /// The server's words, or the reason in ours.
    pub fn message(&self) -> &str {
        match &self.0.kind {
            Kind::Refused { message, .. } => message,
            Kind::Unsent { reason, .. } | Kind::Unanswered { reason, .. } | Kind::Unreadable { reason } => {
                reason
            }
        }
    }

    /// Whether the change was made.
    ///
    /// A refusal with a 5xx status may have been made half-way, except 501 and a 503 that says when to come back. A
    /// repeated call may have been made by an earlier attempt, whatever the last one met.
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

    /// Whether the API says, in its own form, that there is no such object (404). A proxy's 404 says nothing about it.
    pub fn is_not_found(&self) -> bool {
        self.has_status(404) && !self.is_foreign()
    }

    /// Whether the API says another object is in the way (409).
    pub fn is_conflict(&self) -> bool {
        self.has_status(409)
    }

    /// Whether the credential was not accepted (401, or 400 or 403 at the sign-in).
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(401)
            || (self.0.at_login && matches!(self.0.kind, Kind::Refused { status: 400 | 403, .. }))
    }

    /// Whether the credential was accepted and is not enough (403).
    pub fn is_forbidden(&self) -> bool {
        self.has_status(403)
    }

    fn has_status(&self, expected: u16) -> bool {
        matches!(self.0.kind, Kind::Refused { status, .. } if status == expected)
    }
}

impl std::error::Error for Error {}
