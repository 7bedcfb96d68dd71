//! An account: its store, settings and clock, which a handler can access.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

use crate::{
    lag::Lagging,
    store::{Store, Table},
};

/// The settings of the sandbox. The control path's `settings` changes single fields.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The delay before every response of an API.
    pub(crate) latency_ms: u64,
    /// The rate limit, beyond which an API returns 429 with `Retry-After`; 0 means no limit.
    pub(crate) requests_per_minute: usize,
    /// The version of Corti's `pagination` object.
    pub(crate) corti_pagination: Pagination,
    /// The maximum number of rows per page of Corti's lists, regardless of the requested one.
    pub(crate) corti_page_cap: usize,
    /// Corti's `expiresIn`.
    pub(crate) token_seconds: u64,
    /// Moves the sandbox's clock.
    pub(crate) clock_offset_seconds: i64,
    /// How many keys a Cortecs user may have; 0 means any number.
    pub(crate) cortecs_key_limit: usize,
    /// How many projects the Confident AI plan allows; 0 means any number.
    pub(crate) confident_project_limit: usize,
}

/// See `contracts/corti.md`, section 5.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Pagination {
    /// With `hasNextPage`.
    New,
    /// With `total`.
    Old,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            latency_ms: 0,
            requests_per_minute: 0,
            corti_pagination: Pagination::New,
            corti_page_cap: 100,
            token_seconds: 3600,
            clock_offset_seconds: 0,
            cortecs_key_limit: 0,
            confident_project_limit: 0,
        }
    }
}

/// What a handler works on.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    pub(crate) lag: Lagging,
}

impl Account {
    pub(crate) fn new(store: Store, settings: Settings) -> Self {
        Self { store, settings, lag: Lagging::default() }
    }

    /// Runs a change. Lists that lag keep returning the previous rows.
    pub(crate) fn write<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.lag.before(&self.store);
        let written = write(self);
        let now = self.now_ms();
        self.lag.after(&self.store, before, now);
        written
    }

    /// The sandbox's clock: Unix time in milliseconds.
    pub(crate) fn now_ms(&self) -> i64 {
        system_time_ms() + self.settings.clock_offset_seconds * 1000
    }

    /// The sandbox's clock as an RFC 3339 string.
    pub(crate) fn now(&self) -> String {
        rfc3339(self.now_ms())
    }

    /// Adds a row.
    pub(crate) fn insert(&mut self, table: Table, row: Value) {
        self.store.rows_mut(table).push(row);
    }

    /// The rows of a table as a list returns them, in the order of their creation; previous rows if the list lags.
    pub(crate) fn listed(&self, table: Table) -> impl Iterator<Item = &Value> {
        self.lag.listed(table, self.now_ms()).unwrap_or_else(|| self.store.rows(table)).iter()
    }
}

/// The system clock: Unix time in milliseconds.
pub(crate) fn system_time_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// An instant with three fractional digits and `Z`; empty beyond the year 9999.
pub(crate) fn rfc3339(ms: i64) -> String {
    let shape = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let instant = OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000);
    instant.ok().and_then(|instant| instant.format(&shape).ok()).unwrap_or_default()
}

/// The Unix time in milliseconds of an RFC 3339 string.
pub(crate) fn parse_rfc3339(text: &str) -> Option<i64> {
    let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(instant.unix_timestamp_nanos() / 1_000_000).ok()
}
