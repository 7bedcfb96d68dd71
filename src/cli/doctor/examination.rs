//! The steps that are the same for every product: sign in, read each path, and record the responses.

use std::collections::BTreeMap;
use std::time::Duration;

use admin_client::{AdminClient, Error, Kind, NotSent, Observation, Path, certificates};
use serde_json::Value;

use super::assumption::{Assumption, Facts};
use super::report::{ProductReport, ReadPermission};

/// `Ok`, or the reason why the examination ended early.
pub(super) type Outcome<T = ()> = Result<T, String>;

/// From this difference of the clocks on, tokens may seem to be issued in the future.
const SKEW: i64 = 60;

/// The examination of one product.
#[derive(Debug)]
pub(super) struct Examination<'a> {
    client: &'a AdminClient,
    report: &'a mut ProductReport,
    took: Vec<Duration>,
    pub(super) facts: Facts,
}

impl<'a> Examination<'a> {
    /// Records how the API is reached, and signs in if that is a separate step.
    pub(super) async fn begin(
        client: &'a AdminClient,
        report: &'a mut ProductReport,
        table: &[Assumption],
    ) -> Outcome<Examination<'a>> {
        report.base_url = Some(client.base_url().trim_end_matches('/').to_owned());
        report.proxy = client.proxy();
        report.certificates = Some(match certificates::source() {
            certificates::Source::System => "system",
            certificates::Source::Mozilla => "mozilla",
        });
        let mut it = Examination { client, report, took: Vec::new(), facts: Facts::default() };
        match client.sign_in().await {
            Ok(life) => it.report.token_lifetime_seconds = life.map(|life| life.as_secs()),
            Err(error) => {
                it.facts.sign_in_refused = error.status();
                return Err(it.end(table, described("signing in", &error)));
            }
        }
        Ok(it)
    }

    /// Reads something that the account should be allowed to read. If it is not, the result is a warning, or a failure
    /// if nothing works without it.
    pub(super) async fn read(&mut self, what: &'static str, essential: bool, path: &Path) -> Outcome<Value> {
        let seen = self.observe(what, path).await?;
        self.report.rights.push(ReadPermission { what, status: seen.status, allowed: seen.is_success() });
        if seen.status == 401 {
            return Err("The credentials were rejected (HTTP 401).".to_owned());
        }
        if !seen.is_success() {
            let problem = format!("Reading {what} failed (HTTP {}).", seen.status);
            if essential {
                return Err(problem);
            }
            self.report.warnings.push(problem);
        } else if seen.body.is_null() {
            return Err(format!("The response when reading {what} is not JSON. Check the base URL."));
        }
        Ok(seen.body)
    }

    /// Reads something of which only the status matters, such as an object that does not exist.
    pub(super) async fn probe(&mut self, what: &'static str, path: &Path) -> Outcome {
        self.observe(what, path).await.map(drop)
    }

    async fn observe(&mut self, what: &'static str, path: &Path) -> Outcome<Observation> {
        let seen =
            self.client.observe(path).await.map_err(|error| described(&format!("reading {what}"), &error))?;
        self.took.push(seen.took);
        self.facts.seen.insert(what, seen.clone());
        if seen.status == 429 {
            return Err(format!("Too many requests (HTTP 429 when reading {what}). Try again later."));
        }
        Ok(seen)
    }

    /// The identity of the credentials, without a name or an address.
    pub(super) fn identify(&mut self, identity: String) {
        self.report.identity = Some(identity);
    }

    pub(super) fn warn(&mut self, warning: &str) {
        self.report.warnings.push(warning.to_owned());
    }

    /// Adds the statistics and the assumptions of the contract. Returns `ended`.
    pub(super) fn finish(mut self, table: &[Assumption], ended: Outcome) -> Outcome {
        match ended {
            Ok(()) => {
                self.note(table);
                Ok(())
            }
            Err(problem) => Err(self.end(table, problem)),
        }
    }

    fn end(mut self, table: &[Assumption], problem: String) -> String {
        self.note(table);
        problem
    }

    fn note(&mut self, table: &[Assumption]) {
        let stats = self.client.request_stats();
        self.report.requests = stats.requests;
        self.facts.requests = stats.requests;
        self.facts.too_many = stats.too_many;
        self.took.sort_unstable();
        self.report.latency_ms = self.took.get(self.took.len() / 2).map(|took| millis(*took));
        self.report.clock_skew_seconds = self.client.clock_skew().map(time::Duration::whole_seconds);
        if let Some(skew) = self.report.clock_skew_seconds.filter(|skew| skew.abs() >= SKEW) {
            let side = if skew > 0 { "behind" } else { "ahead of" };
            self.warn(&format!("This machine's clock is {} s {side} the server's.", skew.abs()));
        }
        for notice in self.client.take_notices() {
            self.report.warnings.push(notice);
        }
        self.report.assumptions = table.iter().map(|assumption| assumption.examined(&self.facts)).collect();
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The text of an error without the server's message, which may contain personal data.
fn described(doing: &str, error: &Error) -> String {
    match error.kind() {
        Kind::Unsent { why: NotSent::Unreachable, reason } => {
            format!("The API could not be reached: {reason}.")
        }
        Kind::Unsent { reason, .. } => format!("No request was sent for {doing}: {reason}."),
        Kind::Unanswered { status: Some(status), .. } => {
            format!("A proxy or gateway returned HTTP {status} when {doing}.")
        }
        Kind::Unanswered { status: None, reason } => {
            format!("No response was received when {doing}: {reason}.")
        }
        Kind::Refused { status, .. } => format!("The API returned HTTP {status} when {doing}."),
        Kind::Unreadable { reason } => format!("The response could not be parsed when {doing}: {reason}."),
    }
}

/// The rows of a list in a body, for all products.
pub(super) fn rows<'a>(body: &'a Value, pointer: &str) -> &'a [Value] {
    body.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The repeated values.
pub(super) fn repeated<K: Ord>(values: impl IntoIterator<Item = K>) -> usize {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0_usize) += 1;
    }
    counts.values().filter(|count| **count > 1).count()
}
