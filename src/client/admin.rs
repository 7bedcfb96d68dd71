//! The core of a product's client: one call, from its turn over its attempts to a value or a sorted error.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Certificate, Method, redirect};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::answer::{self, Answer, Envelope};
use super::auth::{Auth, Way};
use super::error::{Error, Kind, NotSent, Result};
use super::limits::{Limits, NoTurn};
use super::path::Path;
use super::retry::{self, Repeat, Verdict};
use super::settings::{ConfigError, Settings, Timing, check_base_url};
use super::stop::{self, Stop};
use super::tally::{Counters, Tally};

const TARGET: &str = "aiadmin::client";
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
const MOST_REDIRECTS: usize = 5;

/// What the core must know of a product.
#[derive(Debug, Clone)]
pub struct Product {
    /// Its short name, for logs.
    pub name: &'static str,
    /// Where its API is unless the settings say otherwise.
    pub base_url: String,
    /// Whether answers are wrapped in `{"success": …, "data": …}` (confident.md 2.4).
    pub envelope: bool,
}

/// The client of one product with one credential. Clones share everything: connections, limits, session, counters.
#[derive(Clone)]
pub struct AdminClient(Arc<Core>);

struct Core {
    product: Product,
    base: Url,
    http: reqwest::Client,
    auth: Auth,
    limits: Limits,
    stop: Stop,
    counters: Counters,
    timing: Timing,
    max_retries: u32,
    naive: bool,
    notices: Mutex<Notices>,
    /// Server time minus ours, from the `Date` header of the latest answer.
    clock: Mutex<Option<time::Duration>>,
}

impl fmt::Debug for AdminClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdminClient").field("product", &self.0.product.name).finish_non_exhaustive()
    }
}

/// What the server said beside its answers, each sentence once.
#[derive(Default)]
struct Notices {
    seen: BTreeSet<String>,
    untold: Vec<String>,
}

/// One call before it is sent.
struct Call<'a> {
    method: Method,
    path: &'a Path,
    body: Option<Vec<u8>>,
    repeat: Repeat,
}

impl AdminClient {
    /// Checks the settings and prepares connections; nothing is sent.
    pub fn new(product: Product, settings: &Settings, auth: Auth) -> Result<Self, ConfigError> {
        let (base, loopback) = check_base_url(settings.base_url.as_deref().unwrap_or(&product.base_url))?;
        let core = Core {
            http: connections(settings, loopback, base.scheme() == "http")?,
            base,
            auth,
            limits: Limits::new(settings)?,
            stop: Stop::default(),
            counters: Counters::default(),
            timing: settings.timing,
            max_retries: settings.max_retries,
            naive: settings.naive,
            notices: Mutex::default(),
            clock: Mutex::default(),
            product,
        };
        Ok(AdminClient(Arc::new(core)))
    }

    /// The switch that cuts waits short.
    pub fn stop(&self) -> &Stop {
        &self.0.stop
    }

    /// The numbers so far.
    pub fn tally(&self) -> Tally {
        self.0.counters.read()
    }

    /// Takes what the server said about our credential or the version of the API since the last time: each sentence once.
    pub fn take_notices(&self) -> Vec<String> {
        std::mem::take(&mut self.0.notices.lock().unwrap_or_else(PoisonError::into_inner).untold)
    }

    pub(super) fn product(&self) -> &'static str {
        self.0.product.name
    }

    pub(super) fn counters(&self) -> &Counters {
        &self.0.counters
    }

    pub(super) fn timing(&self) -> &Timing {
        &self.0.timing
    }

    pub(super) fn is_naive(&self) -> bool {
        self.0.naive
    }

    pub(super) fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// Our clock read as the server's, once an answer told how they differ.
    pub(super) fn server_time(&self, ours: SystemTime) -> time::OffsetDateTime {
        let ahead = self.0.clock.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_default();
        time::OffsetDateTime::from(ours) + ahead
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, path: &Path) -> Result<T> {
        self.value(Call { method: Method::GET, path, body: None, repeat: Repeat::Read }).await
    }

    pub(super) async fn post<T: DeserializeOwned>(&self, path: &Path, body: &impl Serialize) -> Result<T> {
        let body = json("POST", path, body)?;
        self.value(Call { method: Method::POST, path, body: Some(body), repeat: Repeat::Once }).await
    }

    pub(super) async fn put<T: DeserializeOwned>(&self, path: &Path, body: &impl Serialize) -> Result<T> {
        let body = json("PUT", path, body)?;
        self.value(Call { method: Method::PUT, path, body: Some(body), repeat: Repeat::Absolute }).await
    }

    /// A PUT without a body that has an effect each time.
    pub(super) async fn put_once<T: DeserializeOwned>(&self, path: &Path) -> Result<T> {
        self.value(Call { method: Method::PUT, path, body: None, repeat: Repeat::Once }).await
    }

    pub(super) async fn patch<T: DeserializeOwned>(&self, path: &Path, body: &impl Serialize) -> Result<T> {
        let body = json("PATCH", path, body)?;
        self.value(Call { method: Method::PATCH, path, body: Some(body), repeat: Repeat::Absolute }).await
    }

    /// Whatever a success answers is enough.
    pub(super) async fn delete(&self, path: &Path) -> Result<()> {
        self.done(Call { method: Method::DELETE, path, body: None, repeat: Repeat::Absolute }).await
    }

    pub(super) async fn delete_with(&self, path: &Path, body: &impl Serialize) -> Result<()> {
        let body = json("DELETE", path, body)?;
        self.done(Call { method: Method::DELETE, path, body: Some(body), repeat: Repeat::Absolute }).await
    }

    /// A POST without a session: the log-in itself.
    pub(super) async fn before_login<T: DeserializeOwned>(
        &self,
        path: &Path,
        body: &impl Serialize,
        repeat: Repeat,
    ) -> Result<T> {
        let call = Call { method: Method::POST, path, body: Some(json("POST", path, body)?), repeat };
        let answer = self.attempts(&call, None).await?;
        answer::read(&answer.body).map_err(|reason| {
            Error::unreadable("POST", path.template(), reason).with_request_id(answer.request_id)
        })
    }

    async fn value<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T> {
        let answer = self.answer(&call).await?;
        self.decode(&call, answer)
    }

    async fn done(&self, call: Call<'_>) -> Result<()> {
        let answer = self.answer(&call).await?;
        if !self.0.product.envelope || answer.body.is_empty() {
            return Ok(());
        }
        match self.decode::<IgnoredAny>(&call, answer) {
            Err(error) if matches!(error.kind(), Kind::Refused { .. }) => Err(error),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    fn decode<T: DeserializeOwned>(&self, call: &Call<'_>, answer: Answer) -> Result<T> {
        let (method, template) = (name(&call.method), call.path.template());
        let unreadable = |reason: String, id: Option<String>| {
            Err(Error::unreadable(method, template, reason).after(1).with_request_id(id))
        };
        if !self.0.product.envelope {
            return answer::read(&answer.body).or_else(|reason| unreadable(reason, answer.request_id));
        }
        let read = answer::read::<Envelope<T>>(&answer.body);
        if let Ok(Envelope { success: Some(true) | None, data: Some(data), deprecated }) = read {
            if deprecated == Some(true) {
                self.notice(format!("the server calls {method} {template} deprecated"));
            }
            return Ok(data);
        }
        let refused = answer::read::<Envelope<IgnoredAny>>(&answer.body)
            .is_ok_and(|envelope| envelope.success == Some(false));
        if refused {
            let message = answer.message();
            return Err(Error::refused(method, template, answer.status, message, None)
                .after(1)
                .with_request_id(answer.request_id));
        }
        unreadable(read.err().unwrap_or_else(|| "`data` is missing".to_owned()), answer.request_id)
    }

    /// The call with its authentication. After a 401 a log-in is renewed once, and the call, which was not carried out, is
    /// made once more.
    async fn answer(&self, call: &Call<'_>) -> Result<Answer> {
        let login = match &self.0.auth.0 {
            Way::Key(header, key) => return self.attempts(call, Some((header.clone(), key.clone()))).await,
            Way::Login(login) => login,
        };
        let header = login.header(self).await?;
        let pass = Some((reqwest::header::AUTHORIZATION, header.clone()));
        match self.attempts(call, pass).await {
            Err(error) if error.status() == Some(401) => {
                login.close(&header).await;
                let header = login.header(self).await?;
                self.attempts(call, Some((reqwest::header::AUTHORIZATION, header))).await
            }
            outcome => outcome,
        }
    }

    async fn attempts(&self, call: &Call<'_>, pass: Option<(HeaderName, HeaderValue)>) -> Result<Answer> {
        let core = &*self.0;
        let stop = core.stop.token();
        let mut budget = core.timing.budget;
        let mut waits = retry::backoff(&core.timing);
        let mut last: Option<Error> = None;
        let mut attempt = 0;
        loop {
            let turn = match core.limits.turn(&stop, &mut budget, &core.counters).await {
                Ok(turn) => turn,
                Err(reason) => return Err(no_turn(reason, call, last)),
            };
            attempt += 1;
            let sent = self.attempt(call, pass.as_ref(), attempt).await;
            drop(turn);
            let error = match sent {
                Ok(answer) => return Ok(answer),
                Err(error) => error.after(attempt),
            };
            let verdict = retry::decide(call.repeat, &error);
            let (Verdict::Again(asked) | Verdict::Calm(asked)) = verdict else {
                return Err(error);
            };
            let pause = asked.or_else(|| waits.next()).unwrap_or(core.timing.longest_wait);
            if matches!(verdict, Verdict::Calm(_)) {
                Counters::add(&core.counters.too_many);
                core.limits.gate.close(Instant::now(), pause);
            }
            if attempt > core.max_retries || pause > budget {
                return Err(error);
            }
            // The gate makes the refused request wait like all others.
            if matches!(verdict, Verdict::Again(_)) && !self.pause(&stop, pause, &mut budget).await {
                return Err(error.interrupted());
            }
            last = Some(error);
        }
    }

    async fn pause(&self, stop: &CancellationToken, time: Duration, budget: &mut Duration) -> bool {
        let undisturbed = stop::wait(stop, time).await;
        self.0.counters.waited(time);
        *budget = budget.saturating_sub(time);
        undisturbed
    }

    /// One attempt with its log line. Redirects are followed here, and only within the origin, so that the credential
    /// cannot be carried away; a write is redirected only where the method is kept (307, 308).
    async fn attempt(
        &self,
        call: &Call<'_>,
        pass: Option<&(HeaderName, HeaderValue)>,
        attempt: u32,
    ) -> Result<Answer> {
        let began = Instant::now();
        let mut url = self.url(call)?;
        Counters::add(&self.0.counters.requests);
        if attempt > 1 {
            Counters::add(&self.0.counters.retries);
        }
        let mut outcome = self.exchange(call, pass, url.clone()).await;
        for _ in 0..MOST_REDIRECTS {
            let Some(next) = outcome.as_ref().ok().and_then(|answer| redirected(call, &url, answer)) else {
                break;
            };
            url = next;
            outcome = self.exchange(call, pass, url.clone()).await;
        }
        let outcome = outcome.and_then(|answer| self.sort(call, answer));
        let (status, request_id) = match &outcome {
            Ok(answer) => (Some(answer.status), answer.request_id.as_deref()),
            Err(error) => (error.status(), error.request_id()),
        };
        tracing::debug!(
            target: TARGET,
            product = self.product(),
            method = name(&call.method),
            path = call.path.template(),
            status,
            ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            attempt,
            request_id,
            "request"
        );
        outcome
    }

    fn url(&self, call: &Call<'_>) -> Result<Url> {
        let text = format!("{}{}", self.0.base.as_str().trim_end_matches('/'), call.path.filled());
        Url::parse(&text).map_err(|_| {
            Error::unsent(
                name(&call.method),
                call.path.template(),
                NotSent::Invalid,
                "the address is not a URL",
            )
        })
    }

    async fn exchange(
        &self,
        call: &Call<'_>,
        pass: Option<&(HeaderName, HeaderValue)>,
        url: Url,
    ) -> Result<Answer> {
        let (method, template) = (name(&call.method), call.path.template());
        let mut request = self.0.http.request(call.method.clone(), url).header(ACCEPT, "application/json");
        if let Some((header, value)) = pass {
            request = request.header(header, value);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let mut response = request.send().await.map_err(|error| unanswered(method, template, &error))?;
        let mut answer = Answer::new(response.status().as_u16(), response.headers());
        self.learn(&answer);
        loop {
            match response.chunk().await {
                Ok(None) => return Ok(answer),
                Ok(Some(chunk)) if answer.body.len() + chunk.len() <= answer::LARGEST => {
                    answer.body.extend_from_slice(&chunk);
                }
                Ok(Some(_)) => {
                    let reason = format!("the answer is larger than {} MiB", answer::LARGEST / (1024 * 1024));
                    return Err(
                        Error::unreadable(method, template, reason).with_request_id(answer.request_id)
                    );
                }
                // A refusal is a refusal without its last words too.
                Err(_) if !answer.is_success() => return Ok(answer),
                Err(error) => {
                    return Err(unanswered(method, template, &error).with_request_id(answer.request_id));
                }
            }
        }
    }

    fn sort(&self, call: &Call<'_>, answer: Answer) -> Result<Answer> {
        let (method, template) = (name(&call.method), call.path.template());
        if answer.status != 429 {
            self.0.limits.gate.ease();
        }
        if answer.is_success() {
            return Ok(answer);
        }
        let error = if answer.is_from_gateway() {
            Error::unanswered(method, template, Some(answer.status), answer.message())
        } else {
            let mut message = answer.message();
            if answer.location.is_some() {
                "a redirect to another address, which is not followed".clone_into(&mut message);
            }
            Error::refused(method, template, answer.status, message, answer.retry_after)
        };
        Err(error.with_request_id(answer.request_id))
    }

    fn learn(&self, answer: &Answer) {
        if let Some(date) = answer.date {
            let ahead = time::OffsetDateTime::from(date) - time::OffsetDateTime::now_utc();
            *self.0.clock.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
        for notice in &answer.notices {
            self.notice(format!("the server says about the credential in use: {notice}"));
        }
    }

    fn notice(&self, notice: String) {
        let mut notices = self.0.notices.lock().unwrap_or_else(PoisonError::into_inner);
        if notices.seen.insert(notice.clone()) {
            tracing::warn!(target: TARGET, product = self.product(), notice, "notice");
            notices.untold.push(notice);
        }
    }
}

fn connections(settings: &Settings, loopback: bool, plain: bool) -> Result<reqwest::Client, ConfigError> {
    let limit = settings.request_timeout();
    if limit.is_zero() {
        return Err(ConfigError::new("request_timeout", "must be longer than nothing"));
    }
    // An error means that a provider is installed already, which is just as well.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    let mut builder = reqwest::Client::builder()
        .user_agent(&settings.user_agent)
        .connect_timeout(limit.min(CONNECT_LIMIT))
        .read_timeout(limit)
        .timeout(limit)
        .redirect(redirect::Policy::none());
    if loopback {
        builder = builder.no_proxy();
    }
    if let Some(file) = &settings.ca_certificate_file {
        let unusable = |problem: &str| ConfigError::new("ca_certificate_file", problem);
        let pem = std::fs::read(file).map_err(|error| unusable(&format!("cannot be read: {error}")))?;
        let certificates =
            Certificate::from_pem_bundle(&pem).map_err(|_| unusable("is not a PEM file of certificates"))?;
        if certificates.is_empty() {
            return Err(unusable("holds no certificate"));
        }
        builder = builder.tls_certs_merge(certificates);
    } else if plain {
        // No certificate will be seen. Reading the system's takes longer than the first request to a server on this
        // machine, and a minimal container has none.
        builder = builder.tls_certs_only([]);
    }
    builder
        .build()
        .map_err(|error| ConfigError::new("base_url", format!("cannot be used: {}", causes(&error))))
}

/// Where the answer sends the call, if it may be followed.
fn redirected(call: &Call<'_>, from: &Url, answer: &Answer) -> Option<Url> {
    let keeps_method = matches!(answer.status, 307 | 308);
    let reads = matches!(answer.status, 301..=303) && call.method == Method::GET;
    let next = from.join(answer.location.as_deref()?).ok()?;
    ((keeps_method || reads) && next.origin() == from.origin()).then_some(next)
}

fn no_turn(reason: NoTurn, call: &Call<'_>, last: Option<Error>) -> Error {
    let (method, template) = (name(&call.method), call.path.template());
    match (reason, last) {
        (NoTurn::Stopped, Some(error)) => error.interrupted(),
        (NoTurn::Paused(_), Some(error)) => error,
        (NoTurn::Stopped, None) => {
            Error::unsent(method, template, NotSent::Stopped, "it was interrupted before its turn")
                .interrupted()
        }
        (NoTurn::Paused(time), None) => {
            let reason =
                format!("the server asked for a pause of {} s, longer than is waited", time.as_secs());
            Error::unsent(method, template, NotSent::Paused, reason)
        }
    }
}

fn unanswered(method: &'static str, template: &str, error: &reqwest::Error) -> Error {
    if error.is_builder() {
        Error::unsent(method, template, NotSent::Invalid, causes(error))
    } else if error.is_connect() {
        Error::unsent(method, template, NotSent::Unreachable, causes(error))
    } else if error.is_timeout() {
        Error::unanswered(method, template, None, "the time limit of the request passed")
    } else {
        Error::unanswered(method, template, None, causes(error))
    }
}

/// The innermost cause: reqwest's own sentences name the URL, and URLs hold ids.
fn causes(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    if innermost.is::<reqwest::Error>() {
        "the request cannot be built".to_owned()
    } else {
        innermost.to_string()
    }
}

fn json(method: &'static str, path: &Path, body: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(body).map_err(|_| {
        Error::unsent(method, path.template(), NotSent::Invalid, "the body cannot be written as JSON")
    })
}

fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        _ => "DELETE",
    }
}
