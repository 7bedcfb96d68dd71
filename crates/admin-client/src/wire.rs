//! Sends requests: one connection pool with timeouts and certificates, redirects, and bounded responses.

use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, redirect};
use serde::Serialize;
use url::Url;

use super::backoff::Idempotency;
use super::certificates;
use super::error::{Error, NotSent, Result};
use super::path::Path;
use super::response::{self, Response};
use super::settings::{ConfigError, Settings, check_base_url, is_loopback};

const CONNECT_LIMIT: Duration = Duration::from_secs(10);
const MOST_REDIRECTS: usize = 5;

/// One call before it is sent.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    pub(super) path: &'a Path,
    pub(super) body: Option<Vec<u8>>,
    pub(super) idempotency: Idempotency,
}

/// The authentication header.
pub(super) type AuthHeader = (HeaderName, HeaderValue);

impl<'a> Call<'a> {
    pub(super) fn new(method: Method, path: &'a Path, idempotency: Idempotency) -> Self {
        Call { method, path, body: None, idempotency }
    }

    pub(super) fn with(mut self, body: &impl Serialize) -> Result<Self> {
        let json = serde_json::to_vec(body)
            .map_err(|_| self.impossible("the request body could not be serialized"))?;
        self.body = Some(json);
        Ok(self)
    }

    pub(super) fn method(&self) -> &'static str {
        match self.method {
            Method::GET => "GET",
            Method::POST => "POST",
            Method::PUT => "PUT",
            Method::PATCH => "PATCH",
            _ => "DELETE",
        }
    }

    pub(super) fn template(&self) -> &str {
        self.path.template()
    }

    /// The path for messages.
    pub(super) fn shown(&self) -> &str {
        self.path.shown()
    }

    fn impossible(&self, reason: &str) -> Error {
        Error::unsent(self.method(), self.shown(), NotSent::Invalid, reason)
    }
}

/// Makes requests. It is a trait object to save compile time: proving through reqwest's types that every future with a
/// client is `Send` takes minutes.
trait Connections: std::fmt::Debug + Send + Sync {
    fn request(&self, method: Method, url: Url) -> reqwest::RequestBuilder;
}

impl Connections for reqwest::Client {
    fn request(&self, method: Method, url: Url) -> reqwest::RequestBuilder {
        reqwest::Client::request(self, method, url)
    }
}

/// The connection to one server.
#[derive(Debug)]
pub(super) struct Wire {
    http: Box<dyn Connections>,
    base: Url,
}

impl Wire {
    /// Checks the settings; nothing is sent.
    pub(super) fn new(settings: &Settings, default_base_url: &str) -> Result<Self, ConfigError> {
        let base = check_base_url(settings.base_url.as_deref().unwrap_or(default_base_url))?;
        Ok(Wire { http: Box::new(connections(settings, &base)?), base })
    }

    /// The base URL.
    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    /// The proxy, without its credentials. `None` for a server on this machine.
    pub(super) fn proxy(&self) -> Option<String> {
        if is_loopback(&self.base) {
            return None;
        }
        let intercepted = Matcher::from_system().intercept(&self.base.as_str().parse().ok()?)?;
        let proxy = Url::parse(&intercepted.uri().to_string()).ok()?;
        let port = proxy.port().map(|port| format!(":{port}")).unwrap_or_default();
        Some(format!("{}://{}{port}", proxy.scheme(), proxy.host_str()?))
    }

    /// Sends one request. Redirects are followed only within the origin, so that the credential cannot leak. A write is
    /// redirected only if the method is kept (307, 308).
    pub(super) async fn send(&self, call: &Call<'_>, auth: Option<&AuthHeader>) -> Result<Response> {
        let text = format!("{}{}", self.base.as_str().trim_end_matches('/'), call.path.filled());
        let mut url = Url::parse(&text).map_err(|_| call.impossible("the URL is invalid"))?;
        let mut response = self.exchange(call, auth, url.clone()).await?;
        for _ in 0..MOST_REDIRECTS {
            let Some(next) = redirected(call, &url, &response) else { break };
            url = next;
            response = self.exchange(call, auth, url.clone()).await?;
        }
        Ok(response)
    }

    async fn exchange(&self, call: &Call<'_>, auth: Option<&AuthHeader>, url: Url) -> Result<Response> {
        let mut request = self.http.request(call.method.clone(), url).header(ACCEPT, "application/json");
        if let Some((header, value)) = auth {
            request = request.header(header, value);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let mut received = request.send().await.map_err(|error| self.failed(call, &error))?;
        let mut response = Response::new(received.status().as_u16(), received.headers());
        loop {
            match received.chunk().await {
                Ok(None) => return Ok(response),
                Ok(Some(chunk)) if response.body.len() + chunk.len() <= response::LARGEST => {
                    response.body.extend_from_slice(&chunk);
                }
                // An error response counts even if its body is incomplete.
                Ok(Some(_)) | Err(_) if !response.is_success() => return Ok(response),
                Ok(Some(_)) => {
                    let reason =
                        format!("the response is larger than {} MiB", response::LARGEST / (1024 * 1024));
                    let error = Error::unreadable(call.method(), call.shown(), reason);
                    return Err(error.with_request_id(response.request_id));
                }
                Err(error) => return Err(self.failed(call, &error).with_request_id(response.request_id)),
            }
        }
    }

    fn failed(&self, call: &Call<'_>, error: &reqwest::Error) -> Error {
        let (method, path) = (call.method(), call.shown());
        if error.is_builder() {
            Error::unsent(method, path, NotSent::Invalid, causes(error))
        } else if error.is_connect() {
            let host = self.base.host_str().unwrap_or_default();
            Error::unsent(method, path, NotSent::Unreachable, format!("{host}: {}", causes(error)))
        } else if error.is_timeout() {
            Error::unanswered(method, path, None, "the request timed out")
        } else {
            Error::unanswered(method, path, None, causes(error))
        }
    }
}

fn connections(settings: &Settings, base: &Url) -> Result<reqwest::Client, ConfigError> {
    let limit = settings.request_timeout();
    if limit.is_zero() {
        return Err(ConfigError::new("request_timeout", "must be greater than zero"));
    }
    // An error means that a provider is already installed.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    let extra = match &settings.ca_certificate_file {
        Some(file) => certificates::read(file)?,
        None => Vec::new(),
    };
    let builder = || {
        let builder = reqwest::Client::builder()
            .user_agent(&settings.user_agent)
            .connect_timeout(limit.min(CONNECT_LIMIT))
            .read_timeout(limit)
            .timeout(limit)
            .redirect(redirect::Policy::none());
        if is_loopback(base) { builder.no_proxy() } else { builder }
    };
    let unusable = |error| ConfigError::new("base_url", format!("cannot be used: {}", causes(&error)));
    if base.scheme() == "http" && extra.is_empty() {
        // No certificate is needed. Reading the system's takes longer than the first request to a server on this
        // machine.
        return builder().tls_certs_only([]).build().map_err(unusable);
    }
    if !extra.is_empty() && certificates::no_system_certificates() {
        return builder()
            .tls_certs_merge(extra)
            .tls_certs_merge(certificates::mozilla())
            .build()
            .map_err(unusable);
    }
    match builder().tls_certs_merge(extra).build() {
        // Checked only now, because reading the system's certificates twice would slow down every start.
        Err(_) if certificates::no_system_certificates() => {
            builder().tls_certs_only(certificates::mozilla()).build().map_err(unusable)
        }
        outcome => outcome.map_err(unusable),
    }
}

/// The target of a redirect, if it may be followed.
fn redirected(call: &Call<'_>, from: &Url, response: &Response) -> Option<Url> {
    let keeps_method = matches!(response.status, 307 | 308);
    let reads = matches!(response.status, 301..=303) && call.method == Method::GET;
    let next = from.join(response.location.as_deref()?).ok()?;
    ((keeps_method || reads) && next.origin() == from.origin()).then_some(next)
}

/// The innermost cause, because reqwest's own message contains the URL, and URLs contain IDs.
fn causes(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    if innermost.is::<reqwest::Error>() {
        "the request could not be built".to_owned()
    } else {
        innermost.to_string()
    }
}
