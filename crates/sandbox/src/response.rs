//! Sends responses: whole, truncated or cut.

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use futures::{StreamExt, stream};
use serde_json::Value;

use crate::request::ApiResponse;

/// The outcome of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    Whole(RawResponse),
    Half(RawResponse),
    Cut,
}

/// A response in bytes.
#[derive(Debug)]
pub(crate) struct RawResponse {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

/// Converts an API's response to bytes.
pub(crate) fn raw(response: ApiResponse) -> RawResponse {
    let mut headers: Vec<(String, String)> =
        response.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    if response.body.is_some() {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    RawResponse {
        status: response.status,
        headers,
        body: response.body.map(|body| body.to_string().into_bytes()),
    }
}

/// A planned body in bytes: a string as it is, anything else as JSON.
pub(crate) fn body_bytes(body: &Value, content_type: Option<&str>) -> (Vec<u8>, String) {
    let (bytes, usual) = match body {
        Value::String(text) => (text.clone().into_bytes(), "text/plain"),
        _ => (body.to_string().into_bytes(), "application/json"),
    };
    (bytes, content_type.unwrap_or(usual).to_owned())
}

/// The HTTP response. Every response of an API has an `x-request-id`.
pub(crate) fn render(outcome: Outcome, request_id: &str) -> Response<Body> {
    match outcome {
        // hyper writes the head only together with the first piece of the body, so an error there drops the
        // connection before anything is sent.
        Outcome::Cut => Response::new(broken_after(Bytes::new())),
        Outcome::Whole(raw) => {
            let body = raw.body.clone().map_or_else(Body::empty, Body::from);
            with_headers(&raw, body, request_id)
        }
        Outcome::Half(raw) => {
            let bytes = raw.body.clone().unwrap_or_default();
            let half = Bytes::copy_from_slice(&bytes[..bytes.len() / 2]);
            let mut response = with_headers(&raw, broken_after(half), request_id);
            response.headers_mut().insert(header::CONTENT_LENGTH, bytes.len().into());
            response
        }
    }
}

/// A body that ends in an error, which makes hyper drop the connection.
fn broken_after(start: Bytes) -> Body {
    let started = !start.is_empty();
    let sent = stream::iter(started.then_some(Ok(start)));
    let broken = stream::once(async move {
        if started {
            // The pause ensures that the bytes before it are sent.
            tokio::task::yield_now().await;
        }
        Err::<Bytes, _>(std::io::Error::other("cut on purpose"))
    });
    Body::from_stream(sent.chain(broken))
}

fn with_headers(raw: &RawResponse, body: Body, request_id: &str) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(raw.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let id = ("x-request-id".to_owned(), request_id.to_owned());
    for (name, value) in raw.headers.iter().chain([&id]) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// A response of the sandbox itself and not of an API.
pub(crate) fn plain(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(text.to_owned()));
    *response.status_mut() = status;
    response
}
