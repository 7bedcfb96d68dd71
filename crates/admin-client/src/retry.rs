//! Sends a call with all its retries and returns a response or a classified error.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use reqwest::header::AUTHORIZATION;
use tokio_util::sync::CancellationToken;

use super::admin::AdminClient;
use super::auth::AuthMethod;
use super::backoff::{self, Decision};
use super::error::{Error, Happened, NotSent, Result};
use super::limits::NotAdmitted;
use super::request_stats::Counters;
use super::response::Response;
use super::stop;
use super::trace;
use super::wire::{AuthHeader, Call};

/// The maximum number of distinct notices that are kept, since a server may send a different one with every response.
const MOST_NOTICES: usize = 20;

impl AdminClient {
    /// Sends the call with its authentication. After a 401 the session is renewed once and the call is sent again,
    /// because it had no effect.
    ///
    /// Boxed, like [`AdminClient::send_with_retries`], so that it is compiled once and not once for every caller.
    pub(super) fn send<'a>(&'a self, call: &'a Call<'a>) -> BoxFuture<'a, Result<Response>> {
        Box::pin(async move {
            let login = match &self.0.auth.0 {
                AuthMethod::Key(header, key) => {
                    return self.send_with_retries(call, Some((header.clone(), key.clone()))).await;
                }
                AuthMethod::Login(login) => login,
            };
            let header = login.header(self).await?;
            let auth = Some((AUTHORIZATION, header.clone()));
            match self.send_with_retries(call, auth).await {
                Err(error) if error.status() == Some(401) => {
                    login.close(&header).await;
                    let header = login.header(self).await?;
                    self.send_with_retries(call, Some((AUTHORIZATION, header))).await
                }
                outcome => outcome,
            }
        })
    }

    pub(super) fn send_with_retries<'a>(
        &'a self,
        call: &'a Call<'a>,
        auth: Option<AuthHeader>,
    ) -> BoxFuture<'a, Result<Response>> {
        Box::pin(self.retry_until_decided(call, auth))
    }

    async fn retry_until_decided(&self, call: &Call<'_>, auth: Option<AuthHeader>) -> Result<Response> {
        let core = &*self.0;
        let stop = core.stop.token();
        let mut budget = core.timing.budget;
        let mut waits = backoff::backoff(&core.timing);
        let mut last: Option<Error> = None;
        let mut attempt = 0;
        let mut doubtful = false;
        loop {
            let permit = match core.limits.admit(&stop, &mut budget, &core.counters).await {
                Ok(permit) => permit,
                Err(reason) => return Err(not_admitted(reason, call, last)),
            };
            attempt += 1;
            let sent = self.send_once(call, auth.as_ref(), attempt).await;
            drop(permit);
            let error = match sent {
                Ok(response) => return Ok(response),
                Err(error) => error.after(attempt).doubtful_if(doubtful),
            };
            doubtful = error.happened() != Happened::No;
            let decision = backoff::decide(call.idempotency, &error);
            let (Decision::Retry(asked) | Decision::RetryAndSlowDown(asked)) = decision else {
                return Err(error);
            };
            let pause = asked.or_else(|| waits.next()).unwrap_or(core.timing.longest_wait);
            if matches!(decision, Decision::RetryAndSlowDown(_)) {
                Counters::add(&core.counters.too_many);
                core.limits.throttle.pause(Instant::now(), pause);
            }
            if attempt > core.max_retries || pause > budget {
                return Err(error);
            }
            // The throttle makes the rejected request wait like all others.
            if matches!(decision, Decision::Retry(_)) && !self.pause(&stop, pause, &mut budget).await {
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

    /// Sends one attempt and logs it.
    async fn send_once(&self, call: &Call<'_>, auth: Option<&AuthHeader>, attempt: u32) -> Result<Response> {
        let began = Instant::now();
        Counters::add(&self.0.counters.requests);
        if attempt > 1 {
            Counters::add(&self.0.counters.retries);
        }
        let response = self.0.wire.send(call, auth).await;
        if tracing::enabled!(tracing::Level::TRACE) {
            let sent = call.body.as_deref().map(trace::body);
            let received = response.as_ref().ok().map(|response| trace::body(&response.body));
            let (product, method, path) = (self.product(), call.method(), call.template());
            tracing::trace!(product, method, path, sent, received, "bodies");
        }
        let outcome = response.and_then(|response| self.classify(call, response));
        let (status, request_id) = match &outcome {
            Ok(response) => (Some(response.status), response.request_id.as_deref()),
            Err(error) => (error.status(), error.request_id()),
        };
        tracing::debug!(
            product = self.product(),
            method = call.method(),
            path = call.template(),
            status,
            ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            attempt,
            request_id,
            "request"
        );
        outcome
    }

    fn classify(&self, call: &Call<'_>, response: Response) -> Result<Response> {
        let (method, path) = (call.method(), call.shown());
        self.record_headers(&response);
        if response.status != 429 {
            self.0.limits.throttle.speed_up();
        }
        if response.is_success() {
            return Ok(response);
        }
        let error = if response.is_from_gateway() {
            Error::unanswered(method, path, Some(response.status), response.message())
        } else {
            let mut message = response.message();
            if response.location.is_some() {
                "redirects to another host are not followed".clone_into(&mut message);
            }
            Error::refused(method, path, response.status, message, response.retry_after)
                .not_from_api_if(response.is_not_from_api(self.envelope()))
                .with_credential(&self.0.credential)
        };
        Err(error.with_request_id(response.request_id))
    }

    fn record_headers(&self, response: &Response) {
        if let Some(date) = response.date {
            let ahead = time::OffsetDateTime::from(date) - time::OffsetDateTime::now_utc();
            *self.0.clock.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
        for notice in &response.notices {
            self.notice(format!("the API sent a notice about the credentials: {notice}"));
        }
    }

    pub(super) fn notice(&self, notice: String) {
        let mut notices = self.0.notices.lock().unwrap_or_else(PoisonError::into_inner);
        if notices.seen.len() < MOST_NOTICES && notices.seen.insert(notice.clone()) {
            tracing::warn!(product = self.product(), notice, "notice");
            notices.unreported.push(notice);
        }
    }
}

fn not_admitted(reason: NotAdmitted, call: &Call<'_>, last: Option<Error>) -> Error {
    let (method, path) = (call.method(), call.shown());
    match (reason, last) {
        (NotAdmitted::Stopped, Some(error)) => error.interrupted(),
        (NotAdmitted::Paused(_), Some(error)) => error,
        (NotAdmitted::Stopped, None) => {
            Error::unsent(method, path, NotSent::Stopped, "interrupted before the request was sent")
                .interrupted()
        }
        (NotAdmitted::Paused(time), None) => {
            let reason = format!("Retry-After ({} s) is longer than the retry budget", time.as_secs());
            Error::unsent(method, path, NotSent::Paused, reason)
        }
    }
}
