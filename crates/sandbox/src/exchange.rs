//! One request to an API from arrival to answer. In this order:
//!
//! 1. latency: the configured delay and the fault's own; the fault is picked and the journal's entry is made on arrival,
//! 2. faults: what a second client does `before`, then a status or a cut that keeps the API from seeing the request,
//! 3. requests per minute: 429 with `Retry-After`,
//! 4. the API itself, then the state file,
//! 5. faults again: a cut, half an answer or another answer instead of the API's, and what a second client does
//!    `after`,
//! 6. journal: the entry gets its status.
//!
//! A client that goes away in between changes nothing: the request is worked off to the end, as a real server may do.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use crate::{
    accounts::is_authorized,
    call::{self, Call, Refusal, Reply},
    confident, cortecs, corti,
    faults::{self, Cut, Fault},
    journal::Entry,
    out_of_band::{Change, Problem},
    sandbox::{Inner, Sandbox},
    store::Product,
    wire::{Outcome, Raw, plain, raw, render, spelled},
    world::{World, machine_ms},
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Response, StatusCode},
};

const LARGEST_BODY: usize = 4 << 20;
const MINUTE_MS: i64 = 60_000;

/// Answers a request to any of the three APIs.
pub(crate) async fn exchange(State(sandbox): State<Arc<Sandbox>>, request: Request) -> Response<Body> {
    let worked_off = tokio::spawn(work_off(sandbox, request)).await;
    worked_off.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "the sandbox broke"))
}

async fn work_off(sandbox: Arc<Sandbox>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Some((product, path)) = mounted(head.uri.path()) else {
        return plain(StatusCode::NOT_FOUND, "not the path of an API");
    };
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large");
    };
    let call = Call::new(head.method.as_str(), path, head.uri.query(), head.headers, &body);

    let arrival = arrive(&mut sandbox.lock(), product, &call);
    if !arrival.delay.is_zero() {
        tokio::time::sleep(arrival.delay).await;
    }

    let mut inner = sandbox.lock();
    let outcome = outcome(&mut inner, product, &call, arrival.fault.as_ref());
    let saved = if call.method == "GET" { Ok(()) } else { sandbox.save(&inner) };
    let outcome = outcome.unwrap_or_else(|Problem(why)| {
        inner.journal.note(arrival.seq, format!("failed: {why}"));
        Outcome::Whole(raw(refused(product, &Refusal::new(500, format!("The planned change failed: {why}")))))
    });
    let status = match &outcome {
        Outcome::Whole(raw) | Outcome::Half(raw) => Some(raw.status),
        Outcome::Cut => None,
    };
    inner.journal.finish(arrival.seq, status);
    let request_id = inner.accounts.main_mut().store.uuid();
    drop(inner);
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

fn arrive(inner: &mut Inner, product: Product, call: &Call) -> Arrival {
    remember_secrets(inner, call);
    let fault = faults::pick(&mut inner.faults, product, call);
    let seq = inner.journal.begin(Entry {
        seq: 0,
        product,
        method: call.method.clone(),
        path: call.path.clone(),
        query: call.query.clone(),
        body: call.json(),
        status: None,
        authorized: inner.accounts.all().any(|(_, world)| is_authorized(world, product, call)),
        at_ms: machine_ms(),
        fault: fault.as_ref().map(Fault::summary),
    });
    let latency_ms = inner.accounts.of(product, call).1.settings.latency_ms;
    let delay_ms = latency_ms + fault.as_ref().map_or(0, |fault| fault.delay_ms);
    Arrival { seq, delay: Duration::from_millis(delay_ms), fault }
}

/// What is sent, after everything this request and its fault change.
fn outcome(
    inner: &mut Inner,
    product: Product,
    call: &Call,
    fault: Option<&Fault>,
) -> Result<Outcome, Problem> {
    let (place, world) = inner.accounts.of(product, call);
    let recent = inner.recent.entry((place, product)).or_default();
    let mut answer = |world: &mut World| {
        raw(over_limit(world, recent, product).unwrap_or_else(|| match product {
            Product::Corti => corti::answer(world, call),
            Product::Cortecs => cortecs::answer(world, call),
            Product::Confident => confident::answer(world, call),
        }))
    };
    let Some(fault) = fault else {
        let is_read = call.method == "GET";
        return Ok(Outcome::Whole(if is_read { answer(world) } else { world.write(answer) }));
    };
    world.write(|world| {
        for change in &fault.before {
            planned_change(world, change, (product, call))?;
        }
        let outcome = faulty(product, fault, || answer(world));
        for change in &fault.after {
            planned_change(world, change, (product, call))?;
        }
        Ok(outcome)
    })
}

/// A change that is part of a fault. One that changes nothing would let a test pass for the wrong reason.
fn planned_change(world: &mut World, change: &Change, hit: (Product, &Call)) -> Result<(), Problem> {
    match change.make(world, Some(hit))? {
        made if made["changed"] == 0 => Err(Problem(format!("no row matches {change:?}"))),
        _ => Ok(()),
    }
}

fn faulty(product: Product, fault: &Fault, answer: impl FnOnce() -> Raw) -> Outcome {
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
            let (body, content_type) = spelled(&answer.body, answer.content_type.as_deref());
            let headers = vec![("content-type".to_owned(), content_type)];
            Outcome::Whole(Raw { status: answer.status.unwrap_or(raw.status), headers, body: Some(body) })
        }
    }
}

/// The refusal of a request that comes too soon. The window is the last minute of the sandbox's clock.
fn over_limit(world: &World, recent: &mut VecDeque<i64>, product: Product) -> Option<Reply> {
    let limit = world.settings.requests_per_minute;
    let now = world.now_ms();
    while recent.front().is_some_and(|then| now - then >= MINUTE_MS) {
        recent.pop_front();
    }
    if limit == 0 || recent.len() < limit {
        recent.push_back(now);
        return None;
    }
    let oldest = recent.front().copied().unwrap_or(now);
    let seconds = ((oldest + MINUTE_MS - now + 999) / 1000).max(1);
    let mut reply = refused(product, &Refusal::new(429, "Too many requests"));
    reply.headers.push(("retry-after", seconds.to_string()));
    Some(reply)
}

fn planned(product: Product, status: u16, fault: &Fault) -> Raw {
    let mut planned = raw(refused(product, &Refusal::new(status, "Planned fault")));
    if let Some(body) = &fault.body {
        let (body, content_type) = spelled(body, fault.content_type.as_deref());
        planned.body = Some(body);
        planned.headers = vec![("content-type".to_owned(), content_type)];
    }
    planned.headers.extend(fault.headers.clone());
    planned
}

fn refused(product: Product, refusal: &Refusal) -> Reply {
    match product {
        Product::Corti => corti::refused(refusal),
        Product::Cortecs => cortecs::refused(refusal),
        Product::Confident => confident::refused(refusal),
    }
}

fn remember_secrets(inner: &mut Inner, call: &Call) {
    let password = match &call.body {
        call::Body::Json(body) => body["password"].as_str(),
        call::Body::Empty | call::Body::Unreadable => None,
    };
    let sent = [password, call.bearer(), call.header("confident_api_key")];
    let secrets = &mut inner.accounts.main_mut().store.secrets;
    for secret in sent.into_iter().flatten().filter(|secret| !secret.is_empty()) {
        if !secrets.contains(secret) {
            secrets.insert(secret.to_owned());
        }
    }
}

fn mounted(path: &str) -> Option<(Product, &str)> {
    let mounts =
        [("/corti/", Product::Corti), ("/cortecs/", Product::Cortecs), ("/confident/", Product::Confident)];
    mounts.into_iter().find(|(mount, _)| path.starts_with(mount)).map(|(mount, product)| {
        let (_, path) = path.split_at(mount.len() - 1);
        (product, path)
    })
}
