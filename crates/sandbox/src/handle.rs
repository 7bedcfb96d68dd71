//! One request to an API from arrival to answer. In this order:
//!
//! 1. latency: the configured delay and the fault's own; the fault is picked and the journal's entry is made on arrival,
//! 2. faults: what a second client does `before`, then a status or a cut that keeps the API from seeing the request,
//! 3. requests per minute: 429 with `Retry-After`,
//! 4. the API itself, then the state file,
//! 5. faults again: a cut, half an answer or another answer instead of the API's, and what a second client does
//!    `after`,
//! 6. journal: the entry gets its status; an answer that is held back waits.
//!
//! If the client disconnects, the request is still completed, as a real server may do.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use crate::{
    account::{Account, system_time_ms},
    accounts::is_authorized,
    confident, cortecs, corti,
    faults::{self, Cut, Fault},
    journal::Entry,
    out_of_band::{Change, Problem},
    request::{self, ApiError, ApiRequest, ApiResponse},
    response::{Outcome, RawResponse, body_bytes, plain, raw, render},
    sandbox::{Inner, Sandbox},
    store::Product,
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Response, StatusCode},
};

const LARGEST_BODY: usize = 4 << 20;
const MINUTE_MS: i64 = 60_000;

/// Handles a request to any of the three APIs.
pub(crate) async fn handle(State(sandbox): State<Arc<Sandbox>>, request: Request) -> Response<Body> {
    let worked_off = tokio::spawn(process(sandbox, request)).await;
    worked_off.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "the sandbox broke"))
}

async fn process(sandbox: Arc<Sandbox>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Some((product, path)) = split_mount(head.uri.path()) else {
        return plain(StatusCode::NOT_FOUND, "not the path of an API");
    };
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large");
    };
    let request = ApiRequest::new(head.method.as_str(), path, head.uri.query(), head.headers, &body);

    let arrival = arrive(&mut sandbox.lock(), product, &request);
    if !arrival.delay.is_zero() {
        tokio::time::sleep(arrival.delay).await;
    }

    let (outcome, saved, request_id) = {
        let mut inner = sandbox.lock();
        let outcome = outcome(&mut inner, product, &request, arrival.fault.as_ref());
        let saved = if request.method == "GET" { Ok(()) } else { sandbox.save(&inner) };
        let outcome = outcome.unwrap_or_else(|Problem(why)| {
            inner.journal.note(arrival.seq, format!("failed: {why}"));
            Outcome::Whole(raw(error_response(
                product,
                &ApiError::new(500, format!("The planned change failed: {why}")),
            )))
        });
        let status = match &outcome {
            Outcome::Whole(raw) | Outcome::Half(raw) => Some(raw.status),
            Outcome::Cut => None,
        };
        inner.journal.finish(arrival.seq, status);
        let request_id = inner.accounts.main_mut().store.uuid();
        (outcome, saved, request_id)
    };
    let pause = arrival.fault.map_or(0, |fault| fault.answer_delay_ms);
    if pause > 0 {
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    match saved {
        Ok(()) => render(outcome, &request_id),
        Err(error) => plain(StatusCode::INTERNAL_SERVER_ERROR, &format!("the state was not saved: {error}")),
    }
}

struct Arrival {
    seq: u64,
    delay: Duration,
    fault: Option<Fault>,
}

fn arrive(inner: &mut Inner, product: Product, request: &ApiRequest) -> Arrival {
    remember_secrets(inner, request);
    let fault = faults::take_due_fault(&mut inner.faults, product, request);
    let seq = inner.journal.begin(Entry {
        seq: 0,
        product,
        method: request.method.clone(),
        path: request.path.clone(),
        query: request.query.clone(),
        body: request.json(),
        status: None,
        authorized: inner.accounts.all().any(|(_, account)| is_authorized(account, product, request)),
        at_ms: system_time_ms(),
        fault: fault.as_ref().map(Fault::summary),
    });
    let latency_ms = inner.accounts.of(product, request).1.settings.latency_ms;
    let delay_ms = latency_ms + fault.as_ref().map_or(0, |fault| fault.delay_ms);
    Arrival { seq, delay: Duration::from_millis(delay_ms), fault }
}

/// The response, after all changes of this request and its fault.
fn outcome(
    inner: &mut Inner,
    product: Product,
    request: &ApiRequest,
    fault: Option<&Fault>,
) -> Result<Outcome, Problem> {
    let (place, account) = inner.accounts.of(product, request);
    let recent = inner.recent.entry((place, product)).or_default();
    let mut answer = |account: &mut Account| {
        raw(over_limit(account, recent, product).unwrap_or_else(|| match product {
            Product::Corti => corti::answer(account, request),
            Product::Cortecs => cortecs::answer(account, request),
            Product::Confident => confident::answer(account, request),
        }))
    };
    let Some(fault) = fault else {
        let is_read = request.method == "GET";
        return Ok(Outcome::Whole(if is_read { answer(account) } else { account.write(answer) }));
    };
    account.write(|account| {
        for change in &fault.before {
            planned_change(account, change, (product, request))?;
        }
        let outcome = with_fault(product, fault, || answer(account));
        for change in &fault.after {
            planned_change(account, change, (product, request))?;
        }
        Ok(outcome)
    })
}

/// Makes a change that is part of a fault. It fails if nothing changes, because then a test could pass for the wrong
/// reason.
fn planned_change(
    account: &mut Account,
    change: &Change,
    hit: (Product, &ApiRequest),
) -> Result<(), Problem> {
    match change.make(account, Some(hit))? {
        made if made["changed"] == 0 => Err(Problem(format!("no row matches {change:?}"))),
        _ => Ok(()),
    }
}

fn with_fault(product: Product, fault: &Fault, answer: impl FnOnce() -> RawResponse) -> Outcome {
    if fault.cut == Some(Cut::BeforeWrite) {
        return Outcome::Cut;
    }
    if let Some(status) = fault.status {
        return Outcome::Whole(planned(product, status, fault));
    }
    let raw = answer();
    match &fault.answer {
        _ if fault.cut == Some(Cut::AfterWrite) => Outcome::Cut,
        _ if fault.truncate => Outcome::Half(raw),
        None => Outcome::Whole(raw),
        Some(answer) => {
            let (body, content_type) = body_bytes(&answer.body, answer.content_type.as_deref());
            let headers = vec![("content-type".to_owned(), content_type)];
            Outcome::Whole(RawResponse {
                status: answer.status.unwrap_or(raw.status),
                headers,
                body: Some(body),
            })
        }
    }
}

/// The error for a request above the rate limit. The window is the last minute of the sandbox's clock.
fn over_limit(account: &Account, recent: &mut VecDeque<i64>, product: Product) -> Option<ApiResponse> {
    let limit = account.settings.requests_per_minute;
    let now = account.now_ms();
    while recent.front().is_some_and(|then| now - then >= MINUTE_MS) {
        recent.pop_front();
    }
    if limit == 0 || recent.len() < limit {
        recent.push_back(now);
        return None;
    }
    let oldest = recent.front().copied().unwrap_or(now);
    let seconds = ((oldest + MINUTE_MS - now + 999) / 1000).max(1);
    let mut response = error_response(product, &ApiError::new(429, "Too many requests"));
    response.headers.push(("retry-after", seconds.to_string()));
    Some(response)
}

fn planned(product: Product, status: u16, fault: &Fault) -> RawResponse {
    let mut planned = raw(error_response(product, &ApiError::new(status, "Planned fault")));
    if let Some(body) = &fault.body {
        let (body, content_type) = body_bytes(body, fault.content_type.as_deref());
        planned.body = Some(body);
        planned.headers = vec![("content-type".to_owned(), content_type)];
    }
    planned.headers.extend(fault.headers.clone());
    planned
}

fn error_response(product: Product, error: &ApiError) -> ApiResponse {
    match product {
        Product::Corti => corti::error_response(error),
        Product::Cortecs => cortecs::error_response(error),
        Product::Confident => confident::error_response(error),
    }
}

fn remember_secrets(inner: &mut Inner, request: &ApiRequest) {
    let password = match &request.body {
        request::Body::Json(body) => body["password"].as_str(),
        request::Body::Empty | request::Body::Unreadable => None,
    };
    let sent = [password, request.bearer(), request.header("confident_api_key")];
    let secrets = &mut inner.accounts.main_mut().store.secrets;
    for secret in sent.into_iter().flatten().filter(|secret| !secret.is_empty()) {
        if !secrets.contains(secret) {
            secrets.insert(secret.to_owned());
        }
    }
}

fn split_mount(path: &str) -> Option<(Product, &str)> {
    let mounts =
        [("/corti/", Product::Corti), ("/cortecs/", Product::Cortecs), ("/confident/", Product::Confident)];
    mounts.into_iter().find(|(mount, _)| path.starts_with(mount)).map(|(mount, product)| {
        let (_, path) = path.split_at(mount.len() - 1);
        (product, path)
    })
}
