//! The requests and responses of an API, independent of the product.
//!
//! The path is stored twice: as it was sent (for the journal and faults) and in decoded segments (for handlers), so
//! that an ID with a percent-encoded slash is one segment.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// A request without its mount (`/corti`, …).
#[derive(Debug, Default)]
pub(crate) struct ApiRequest {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) segments: Vec<String>,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

/// The body of the request.
#[derive(Debug, Default)]
pub(crate) enum Body {
    #[default]
    Empty,
    Json(Value),
    Unreadable,
}

/// The response of an API. No body means a response without one (204).
#[derive(Debug)]
pub(crate) struct ApiResponse {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// The error of an API; each product has its own error body.
#[derive(Debug)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) message: String,
    /// Confident AI's `details` (`usage` and `limit`), for limits of the plan.
    pub(crate) details: Option<Value>,
}

/// The JSON type of a field of a body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Text,
    TextOrNull,
    Flag,
    FlagOrNull,
    Integer,
    IntegerOrNull,
    Texts,
    Object,
}

/// A field that a body may have.
#[derive(Debug)]
pub(crate) struct Member {
    name: &'static str,
    kind: Kind,
    required: bool,
}

pub(crate) const fn required(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, required: true }
}

pub(crate) const fn optional(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, required: false }
}

impl ApiRequest {
    /// Splits a request target. `path` starts with a slash and is still percent-encoded.
    pub(crate) fn new(
        method: &str,
        path: &str,
        query: Option<&str>,
        headers: HeaderMap,
        body: &[u8],
    ) -> Self {
        let segments = path.trim_start_matches('/').split('/').map(decoded).collect();
        let query = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
        let body = match serde_json::from_slice(body) {
            _ if body.is_empty() => Body::Empty,
            Ok(value) => Body::Json(value),
            Err(_) => Body::Unreadable,
        };
        Self { method: method.to_owned(), path: path.to_owned(), segments, query, headers, body }
    }

    /// The body as JSON; null if there is none or it cannot be parsed.
    pub(crate) fn json(&self) -> Value {
        match &self.body {
            Body::Json(value) => value.clone(),
            Body::Empty | Body::Unreadable => Value::Null,
        }
    }

    pub(crate) fn parts(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The token of an `Authorization: Bearer …` header.
    pub(crate) fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    }

    /// A query parameter that must be an integer of at least 1.
    pub(crate) fn positive(&self, name: &str, default: usize) -> Result<usize, ApiError> {
        let Some(text) = self.query.get(name) else { return Ok(default) };
        match text.parse() {
            Ok(number) if number >= 1 => Ok(number),
            _ => Err(ApiError::invalid(format!("{name} must be a whole number of at least 1"))),
        }
    }

    /// The fields of a JSON body. Rejects missing and unknown fields and wrong types.
    pub(crate) fn members(&self, allowed: &[Member]) -> Result<&Map<String, Value>, ApiError> {
        let Body::Json(Value::Object(members)) = &self.body else {
            return Err(ApiError::invalid("the request body must be a JSON object".to_owned()));
        };
        closed(members, allowed)?;
        Ok(members)
    }
}

/// Validates an object against the fields that it may have.
pub(crate) fn closed(members: &Map<String, Value>, allowed: &[Member]) -> Result<(), ApiError> {
    if let Some(unknown) = members.keys().find(|name| allowed.iter().all(|member| member.name != *name)) {
        return Err(ApiError::invalid(format!("unknown member {unknown:?}")));
    }
    for member in allowed {
        match members.get(member.name) {
            None if member.required => return Err(ApiError::invalid(format!("{} is required", member.name))),
            Some(value) if !member.kind.fits(value) => {
                return Err(ApiError::invalid(format!("{} has the wrong type", member.name)));
            }
            _ => {}
        }
    }
    Ok(())
}

impl Kind {
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::TextOrNull => value.is_string() || value.is_null(),
            Self::Flag => value.is_boolean(),
            Self::FlagOrNull => value.is_boolean() || value.is_null(),
            Self::Integer => value.is_i64(),
            Self::IntegerOrNull => value.is_i64() || value.is_null(),
            Self::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            Self::Object => value.is_object(),
        }
    }
}

impl ApiResponse {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, body: Some(body), headers: Vec::new() }
    }

    pub(crate) fn empty() -> Self {
        Self { status: 204, body: None, headers: Vec::new() }
    }
}

impl ApiError {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), details: None }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    pub(crate) fn absent(what: &str) -> Self {
        Self::new(404, format!("{what} not found"))
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, message)
    }
}

/// Whether a string may be an email address: one `@`, a name before it, and a domain with a dot after it.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty()
        && !domain.contains('@')
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
        && !text.contains(char::is_whitespace)
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}
