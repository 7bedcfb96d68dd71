//! One response of a server: its status, headers, bounded body and error message.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, ETAG, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::backoff;
use super::secret;

/// The maximum size of a response. The largest regular page has a few hundred kilobytes.
pub(super) const LARGEST: usize = 16 * 1024 * 1024;

/// The maximum size of an error body that is read.
const LONGEST_REFUSAL: usize = 64 * 1024;

/// The maximum length of a server's message that is shown.
const LONGEST_MESSAGE: usize = 500;

/// The headers in which the vendors and their gateways return the request ID. The first one present wins.
const REQUEST_IDS: [&str; 5] = ["x-request-id", "request-id", "x-correlation-id", "sb-request-id", "cf-ray"];

#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) request_id: Option<String>,
    pub(super) retry_after: Option<Duration>,
    pub(super) location: Option<String>,
    pub(super) date: Option<SystemTime>,
    /// What the server says about the credential in use (contracts/confident.md 3.3).
    pub(super) notices: Vec<String>,
    pub(super) etag: bool,
    pub(super) body: Vec<u8>,
}

impl Response {
    pub(super) fn new(status: u16, headers: &HeaderMap) -> Self {
        let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        Response {
            status,
            request_id: REQUEST_IDS
                .iter()
                .find_map(|name| headers.get(*name)?.to_str().ok().map(|id| cut(id, 128))),
            retry_after: text(&RETRY_AFTER).and_then(|value| backoff::retry_after(value, SystemTime::now())),
            location: text(&LOCATION).map(str::to_owned),
            date: text(&DATE).and_then(|value| httpdate::parse_http_date(value).ok()),
            notices: ["sunset", "x-api-key-warning"]
                .iter()
                .filter_map(|name| Some(format!("{name}: {}", cut(headers.get(*name)?.to_str().ok()?, 200))))
                .collect(),
            etag: headers.contains_key(ETAG),
            body: Vec::new(),
        }
    }

    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether a gateway responded instead of the API, so that the API may have processed the request (RFC 9110 15.6.3,
    /// 15.6.5; 52x are Cloudflare's).
    pub(super) fn is_from_gateway(&self) -> bool {
        matches!(self.status, 408 | 502 | 504 | 520..=524)
    }

    /// Whether there is a body that is not in the API's format: a JSON object, with `success` for `envelope` products.
    pub(super) fn is_not_from_api(&self, envelope: bool) -> bool {
        !self.body.is_empty()
            && !serde_json::from_slice::<Acknowledgment>(&self.body)
                .is_ok_and(|body| body.success.is_some() || !envelope)
    }

    /// Whether the body says that the request failed, regardless of the status.
    pub(super) fn is_soft_failure(&self) -> bool {
        serde_json::from_slice::<Acknowledgment>(&self.body).is_ok_and(|body| body.success == Some(false))
    }

    /// The server's message, or `otherwise` if there is none.
    pub(super) fn message_or(&self, otherwise: &str) -> String {
        Some(self.message()).filter(|message| !message.is_empty()).unwrap_or_else(|| otherwise.to_owned())
    }

    /// The server's error message without secrets. For a body that is not JSON, only a description of it.
    pub(super) fn message(&self) -> String {
        if self.body.is_empty() {
            return String::new();
        }
        if self.body.len() > LONGEST_REFUSAL {
            return format!("{} bytes, too long to show", self.body.len());
        }
        match serde_json::from_slice::<Value>(&self.body) {
            Ok(body) => cut(&secret::masked(&error_message(&body)), LONGEST_MESSAGE),
            Err(_) => format!("{} bytes that are not JSON", self.body.len()),
        }
    }
}

/// The envelope of every response of Confident AI (contracts/confident.md 2.4).
#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    pub(super) success: Option<bool>,
    #[serde(borrow)]
    pub(super) data: Option<&'a RawValue>,
    #[serde(default)]
    pub(super) deprecated: Option<bool>,
}

/// The field by which all three APIs report whether a write succeeded.
#[derive(Deserialize)]
pub(super) struct Acknowledgment {
    #[serde(default)]
    pub(super) success: Option<bool>,
}

fn error_message(body: &Value) -> String {
    const PLACES: [&str; 6] = ["error", "message", "detail", "msg", "error_description", "title"];
    let mut said = PLACES
        .iter()
        .find_map(|place| match body.get(*place)? {
            Value::String(text) => Some(text.clone()),
            inner @ Value::Object(_) => Some(error_message(inner)),
            _ => None,
        })
        .unwrap_or_default();
    let details: Vec<String> = ["usage", "limit"]
        .iter()
        .filter_map(|name| Some(format!("{name} {}", body.get("details")?.get(*name)?.as_str()?)))
        .collect();
    if !details.is_empty() {
        said = format!("{said}; {}", details.join(", "));
    }
    said
}

pub(super) fn cut(text: &str, longest: usize) -> String {
    let mut cut: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(longest).collect();
    if text.chars().nth(longest).is_some() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::Response;
    use crate::secret::Secret;
    use reqwest::header::HeaderMap;

    fn check(body: &str, message: &str) {
        let mut response = Response::new(400, &HeaderMap::new());
        response.body = body.as_bytes().to_vec();
        assert_eq!(response.message(), message, "{body}");
    }

    #[test]
    fn the_servers_words_are_found_wherever_they_are() {
        check("", "");
        check("{}", "");
        check("[1]", "");
        check(r#"{"error":"name taken"}"#, "name taken");
        check(r#"{"error":{"message":"deep"}}"#, "deep");
        check(r#"{"code":401,"message":"Invalid JWT"}"#, "Invalid JWT");
        check(
            r#"{"success":false,"error":"limit","details":{"usage":"3","limit":"3"}}"#,
            "limit; usage 3, limit 3",
        );
        check("<html>Bad Gateway</html>", "24 bytes that are not JSON");
        check(r#"{"error":"trunc"#, "15 bytes that are not JSON");
        check(r#"{"error":"two\nlines"}"#, "two lines");
        check(&"[".repeat(70_000), "70000 bytes, too long to show");
    }

    #[test]
    fn an_echoed_secret_is_masked() {
        let secret = Secret::new("echoed-secret-1234");
        check(r#"{"error":"bad password echoed-secret-1234"}"#, "bad password (sensitive)");
        assert_eq!(secret.expose(), "echoed-secret-1234");
    }
}
