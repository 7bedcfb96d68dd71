//! Lists that lag behind writes: for some time, or for some responses, they return the previous rows.

use std::{
    cell::Cell,
    collections::{BTreeMap, VecDeque},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    initial::TABLES,
    store::{Product, Store, Table},
};

/// Which lists lag, and for how long: either `ms` after each write or for the next `answers` responses of that list.
/// Without `collection` it applies to all lists of the product, without `product` to all lists.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lag {
    product: Option<Product>,
    collection: Option<String>,
    ms: Option<i64>,
    answers: Option<u32>,
}

/// The lags of an account and the rows that its lists still return.
#[derive(Debug, Default)]
pub(crate) struct Lagging {
    pub(crate) lags: Vec<Lag>,
    stale: BTreeMap<Table, VecDeque<Stale>>,
}

/// The rows of a table before a write.
#[derive(Debug)]
struct Stale {
    rows: Vec<Value>,
    until_ms: Option<i64>,
    answers: Cell<u32>,
}

impl Lag {
    /// The reason why this lag is invalid.
    pub(crate) fn contradiction(&self) -> Option<&'static str> {
        let known = |name: &str| {
            TABLES.iter().any(|table| table.1 == name && self.product.is_none_or(|it| it == table.0))
        };
        if self.collection.as_deref().is_some_and(|name| !known(name)) {
            return Some("there is no such collection");
        }
        (self.ms.is_some() == self.answers.is_some()).then_some("either ms or answers")
    }

    fn covers(&self, table: Table) -> bool {
        self.product.is_none_or(|product| product == table.0)
            && self.collection.as_ref().is_none_or(|name| name == table.1)
    }
}

impl Lagging {
    /// The rows of every table that lags.
    pub(crate) fn before(&self, store: &Store) -> Vec<(Table, Vec<Value>)> {
        let lagging = TABLES.into_iter().filter(|table| self.lags.iter().any(|lag| lag.covers(*table)));
        lagging.map(|table| (table, store.rows(table).to_vec())).collect()
    }

    /// Keeps the previous rows of the tables that a write changed.
    pub(crate) fn after(&mut self, store: &Store, before: Vec<(Table, Vec<Value>)>, now_ms: i64) {
        for (table, rows) in before {
            let Some(lag) = self.lags.iter().find(|lag| lag.covers(table)) else { continue };
            let until_ms = lag.ms.map(|ms| now_ms.saturating_add(ms));
            let stale = Stale { rows, until_ms, answers: Cell::new(lag.answers.unwrap_or(0)) };
            let kept = self.stale.entry(table).or_default();
            kept.retain(|stale| stale.is_shown(now_ms));
            if !same(&stale.rows, store.rows(table)) {
                kept.push_back(stale);
            }
        }
    }

    /// The stale rows for the next response of a list; `None` if it is up to date.
    pub(crate) fn listed(&self, table: Table, now_ms: i64) -> Option<&[Value]> {
        let kept = self.stale.get(&table)?;
        let shown = kept.iter().find(|stale| stale.is_shown(now_ms));
        let rows = shown.map(|stale| stale.rows.as_slice());
        for stale in kept {
            stale.answers.set(stale.answers.get().saturating_sub(1));
        }
        rows
    }

    /// Makes all lists current again.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Stale {
    fn is_shown(&self, now_ms: i64) -> bool {
        self.answers.get() > 0 || self.until_ms.is_some_and(|until| now_ms < until)
    }
}

/// Whether only the time of a key's last use changed, which is not a write.
fn same(before: &[Value], after: &[Value]) -> bool {
    let plain = |row: &Value| {
        let mut row = row.clone();
        row["lastUsed"] = Value::Null;
        row
    };
    before.len() == after.len() && before.iter().zip(after).all(|(old, new)| plain(old) == plain(new))
}
