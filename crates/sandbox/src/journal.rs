//! The requests to the APIs in order, including rejected ones and those with faults.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::store::Product;

/// A request. The status is null while the request is in progress, and stays null if its connection was cut.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) seq: u64,
    pub(crate) product: Product,
    pub(crate) method: String,
    /// As it was sent, percent-encoding included, without the mount.
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) body: Value,
    pub(crate) status: Option<u16>,
    /// Whether the request has credentials that the API accepts.
    pub(crate) authorized: bool,
    /// The system clock on arrival.
    pub(crate) at_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fault: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: BTreeMap<u64, Entry>,
    last_seq: u64,
}

impl Journal {
    /// Adds a request on its arrival. Returns the number of the entry.
    pub(crate) fn begin(&mut self, entry: Entry) -> u64 {
        self.last_seq += 1;
        self.entries.insert(self.last_seq, Entry { seq: self.last_seq, ..entry });
        self.last_seq
    }

    /// Completes an entry, unless the journal was cleared in the meantime.
    pub(crate) fn finish(&mut self, seq: u64, status: Option<u16>) {
        if let Some(entry) = self.entries.get_mut(&seq) {
            entry.status = status;
        }
    }

    /// Adds the effect of a fault to its entry.
    pub(crate) fn note(&mut self, seq: u64, fault: String) {
        if let Some(entry) = self.entries.get_mut(&seq) {
            entry.fault = Some(fault);
        }
    }

    pub(crate) fn entries(&self) -> Vec<&Entry> {
        self.entries.values().collect()
    }

    /// Clears the entries. The numbers continue.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}
