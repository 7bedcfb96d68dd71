//! Looking at an API without changing anything: for a diagnosis, which wants the status and the body as they came.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::admin::AdminClient;
use super::auth::AuthMethod;
use super::backoff::Repeat;
use super::error::{Kind, Result};
use super::path::Path;
use super::wire::Call;
use reqwest::Method;

/// One answer to a GET, whatever its status.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body of a success; null when it is not JSON, or for a refusal.
    pub body: Value,
    /// From the request to the last byte of the answer.
    pub took: Duration,
    /// Whether the answer has an `ETag` header.
    pub etag: bool,
}

impl Observation {
    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl AdminClient {
    /// Sends one GET. A refusal is an observation, too; the error is that no answer came.
    pub async fn observe(&self, path: &Path) -> Result<Observation> {
        let began = Instant::now();
        let call = Call::new(Method::GET, path, Repeat::Read);
        let (status, body, etag) = match self.answer(&call).await {
            Ok(answer) => {
                let body = serde_json::from_slice(&answer.body).unwrap_or_default();
                (answer.status, body, answer.etag)
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

    /// The server's clock minus ours, from the `Date` header of the latest answer.
    pub fn clock_skew(&self) -> Option<time::Duration> {
        *self.0.clock.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Where requests go.
    pub fn base_url(&self) -> &str {
        self.0.wire.base().as_str()
    }

    /// The proxy requests go through, without its credentials.
    pub fn proxy(&self) -> Option<String> {
        self.0.wire.proxy()
    }
}
