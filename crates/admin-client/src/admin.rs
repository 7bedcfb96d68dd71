//! The core of a product's client: shared state, and one function for each HTTP method that decodes the response.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::auth::Auth;
use super::backoff::Idempotency;
use super::error::{Error, Result};
use super::json;
use super::limits::Limits;
use super::path::Path;
use super::request_stats::{Counters, RequestStats};
use super::response::{Envelope, Response};
use super::settings::{ConfigError, Settings, Timing};
use super::stop::Stop;
use super::wire::{Call, Wire};

/// The properties of a product that the core needs.
#[derive(Debug, Clone)]
pub struct Product {
    /// Its short name, for logs.
    pub name: &'static str,
    /// The default base URL of its API.
    pub base_url: String,
    /// Whether responses are wrapped in `{"success": …, "data": …}` (`contracts/confident.md`).
    pub envelope: bool,
}

/// The client of one product with one credential. Clones share everything: connections, limits, session, counters.
#[derive(Clone)]
pub struct AdminClient(pub(super) Arc<Core>);

pub(super) struct Core {
    product: Product,
    pub(super) wire: Wire,
    pub(super) credential: String,
    pub(super) auth: Auth,
    pub(super) limits: Limits,
    pub(super) stop: Stop,
    pub(super) counters: Counters,
    pub(super) timing: Timing,
    pub(super) max_retries: u32,
    pub(super) notices: Mutex<Notices>,
    /// The server's clock minus the local one, from the `Date` header of the latest response.
    pub(super) clock: Mutex<Option<time::Duration>>,
}

impl fmt::Debug for AdminClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdminClient").field("product", &self.0.product.name).finish_non_exhaustive()
    }
}

/// Notices from response headers, each one once.
#[derive(Default)]
pub(super) struct Notices {
    pub(super) seen: BTreeSet<String>,
    pub(super) unreported: Vec<String>,
}

impl AdminClient {
    /// Checks the settings and prepares connections; nothing is sent.
    pub fn new(product: Product, settings: &Settings, auth: Auth) -> Result<Self, ConfigError> {
        let core = Core {
            wire: Wire::new(settings, &product.base_url)?,
            credential: settings.credential.clone(),
            auth,
            limits: Limits::new(settings)?,
            stop: Stop::default(),
            counters: Counters::default(),
            timing: settings.timing,
            max_retries: settings.max_retries,
            notices: Mutex::default(),
            clock: Mutex::default(),
            product,
        };
        Ok(AdminClient(Arc::new(core)))
    }

    /// The switch that cancels waits.
    pub fn stop(&self) -> &Stop {
        &self.0.stop
    }

    /// The request statistics so far.
    pub fn request_stats(&self) -> RequestStats {
        self.0.counters.read()
    }

    /// Takes the server's notices about the credential or the API version since the last call, each one once.
    pub fn take_notices(&self) -> Vec<String> {
        std::mem::take(&mut self.0.notices.lock().unwrap_or_else(PoisonError::into_inner).unreported)
    }

    pub(super) fn product(&self) -> &'static str {
        self.0.product.name
    }

    /// Whether responses are wrapped.
    pub(super) fn envelope(&self) -> bool {
        self.0.product.envelope
    }

    pub(super) fn counters(&self) -> &Counters {
        &self.0.counters
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(super) fn timing(&self) -> &Timing {
        &self.0.timing
    }

    pub(super) fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// Converts a local time to the server's clock, if a response has shown the difference.
    pub(super) fn server_time(&self, ours: SystemTime) -> time::OffsetDateTime {
        let ahead = self.0.clock.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_default();
        let ours = time::OffsetDateTime::from(ours);
        ours.checked_add(ahead).unwrap_or(ours)
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, path: &Path) -> Result<T> {
        self.value(Call::new(Method::GET, path, Idempotency::Safe)).await
    }

    /// The value and the size of its response.
    pub(super) async fn get_with_size<T: DeserializeOwned>(&self, path: &Path) -> Result<(T, usize)> {
        let call = Call::new(Method::GET, path, Idempotency::Safe);
        let response = self.send(&call).await?;
        let bytes = response.body.len();
        Ok((self.decode(&call, response)?, bytes))
    }

    pub(super) async fn post<T: DeserializeOwned>(&self, path: &Path, body: &impl Serialize) -> Result<T> {
        self.value(Call::new(Method::POST, path, Idempotency::NonIdempotent).with(body)?).await
    }

    pub(super) async fn put<T: DeserializeOwned>(&self, path: &Path, body: &impl Serialize) -> Result<T> {
        self.value(Call::new(Method::PUT, path, Idempotency::Idempotent).with(body)?).await
    }

    /// A PUT without a body that has an effect each time it is sent.
    pub(super) async fn put_once<T: DeserializeOwned>(&self, path: &Path) -> Result<T> {
        self.value(Call::new(Method::PUT, path, Idempotency::NonIdempotent)).await
    }

    pub(super) async fn patch<T: DeserializeOwned>(&self, path: &Path, body: &impl Serialize) -> Result<T> {
        self.value(Call::new(Method::PATCH, path, Idempotency::Idempotent).with(body)?).await
    }

    /// Deletes. Succeeds only if the response has the API's own format.
    pub(super) async fn delete(&self, path: &Path) -> Result<()> {
        self.done(Call::new(Method::DELETE, path, Idempotency::Idempotent)).await
    }

    pub(super) async fn delete_with(&self, path: &Path, body: &impl Serialize) -> Result<()> {
        self.done(Call::new(Method::DELETE, path, Idempotency::Idempotent).with(body)?).await
    }

    /// A POST without a session: the sign-in, which may be retried if there is no response.
    pub(super) async fn post_login<T: DeserializeOwned>(
        &self,
        path: &Path,
        body: &impl Serialize,
    ) -> Result<T> {
        let call = Call::new(Method::POST, path, Idempotency::Idempotent).with(body)?;
        let response = self.send_with_retries(&call, None).await?;
        self.decode(&call, response)
    }

    async fn value<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T> {
        let response = self.send(&call).await?;
        self.decode(&call, response)
    }

    async fn done(&self, call: Call<'_>) -> Result<()> {
        let response = self.send(&call).await?;
        self.check_success(&call, &response)
    }

    /// Whether the response to a write confirms success in the API's own format. A soft failure, which has a 2xx
    /// status, is a rejection. A foreign response, such as a proxy's page, does not show whether the API was reached.
    fn check_success(&self, call: &Call<'_>, response: &Response) -> Result<()> {
        let (method, path, status) = (call.method(), call.shown(), response.status);
        let error = if response.is_soft_failure() {
            Error::refused(method, path, status, response.message(), None)
        } else if response.is_not_from_api(self.envelope()) {
            Error::unanswered(
                method,
                path,
                Some(status),
                response.message_or("the response is not in the API's format"),
            )
        } else {
            return Ok(());
        };
        Err(error.after(1).with_request_id(response.request_id.clone()))
    }

    fn decode<T: DeserializeOwned>(&self, call: &Call<'_>, response: Response) -> Result<T> {
        if call.method != Method::GET {
            self.check_success(call, &response)?;
        }
        let read = if self.envelope() {
            self.unwrapped(call, &response.body)
                .and_then(|data| json::read_field("data", data.get().as_bytes()))
        } else {
            json::read(&response.body)
        };
        read.map_err(|reason| self.unreadable(call, response, reason))
    }

    fn unreadable(&self, call: &Call<'_>, response: Response, reason: String) -> Error {
        if response.is_soft_failure()
            && let Err(error) = self.check_success(call, &response)
        {
            return error;
        }
        Error::unreadable(call.method(), call.shown(), reason).after(1).with_request_id(response.request_id)
    }

    /// What is in Confident AI's envelope.
    fn unwrapped<'a>(&self, call: &Call<'_>, body: &'a [u8]) -> Result<&'a RawValue, String> {
        let Envelope { success: Some(true) | None, data: Some(data), deprecated } = json::read(body)? else {
            return Err("`data` is missing".to_owned());
        };
        if deprecated == Some(true) {
            self.notice(format!("{} {} is deprecated", call.method(), call.template()));
        }
        Ok(data)
    }
}
