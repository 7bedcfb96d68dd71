//! Read-only requests for `doctor`, which needs the raw status and body.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::admin::AdminClient;
use super::auth::AuthMethod;
use super::backoff::Idempotency;
use super::error::{Kind, Result};
use super::path::Path;
use super::wire::Call;
use reqwest::Method;

/// A response to a GET with any status.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body of a success; null for an error or if it is not JSON.
    pub body: Value,
    /// The time from the request to the last byte of the response.
    pub took: Duration,
    /// Whether the response has an `ETag` header.
    pub etag: bool,
}

impl Observation {
    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl AdminClient {
    /// Sends one GET. Error responses are returned, too; it fails only if there is no response.
    pub async fn observe(&self, path: &Path) -> Result<Observation> {
        let began = Instant::now();
        let call = Call::new(Method::GET, path, Idempotency::Safe);
        let (status, body, etag) = match self.send(&call).await {
            Ok(response) => {
                let body = serde_json::from_slice(&response.body).unwrap_or_default();
                (response.status, body, response.etag)
            }
            Err(error) => match error.kind() {
                Kind::Refused { status, .. } if !error.is_login() => (*status, Value::Null, false),
                _ => return Err(error),
            },
        };
        Ok(Observation { status, body, took: began.elapsed(), etag })
    }

    /// Signs in, if this API has sessions, and returns how long the token lives.
    pub async fn sign_in(&self) -> Result<Option<Duration>> {
        match &self.auth().0 {
            AuthMethod::Key(..) => Ok(None),
            AuthMethod::Login(login) => {
                login.header(self).await?;
                Ok(login.life().await)
            }
        }
    }

    /// The server's clock minus the local one, from the `Date` header of the latest response.
    pub fn clock_skew(&self) -> Option<time::Duration> {
        *self.0.clock.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The base URL of the requests.
    pub fn base_url(&self) -> &str {
        self.0.wire.base().as_str()
    }

    /// The proxy of the requests, without its credentials.
    pub fn proxy(&self) -> Option<String> {
        self.0.wire.proxy()
    }
}
