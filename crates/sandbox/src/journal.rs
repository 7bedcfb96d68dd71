//! What the APIs were asked, in order, including what was refused, faulted or cut.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::store::Product;

/// One request. The status is null while the request is in work and for ever when its connection was cut.
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
    /// Whether the request carried credentials the API accepts.
    pub(crate) authorized: bool,
    /// The machine's clock on arrival.
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
    /// Takes note of a request on its arrival; the number is the entry's.
    pub(crate) fn begin(&mut self, entry: Entry) -> u64 {
        self.last_seq += 1;
        self.entries.insert(self.last_seq, Entry { seq: self.last_seq, ..entry });
        self.last_seq
    }

    /// Completes an entry, unless the journal was cleared in between.
    pub(crate) fn finish(&mut self, seq: u64, status: Option<u16>) {
        if let Some(entry) = self.entries.get_mut(&seq) {
            entry.status = status;
        }
    }

    /// Says in an entry what became of its fault.
    pub(crate) fn note(&mut self, seq: u64, fault: String) {
        if let Some(entry) = self.entries.get_mut(&seq) {
            entry.fault = Some(fault);
        }
    }

    pub(crate) fn entries(&self) -> Vec<&Entry> {
        self.entries.values().collect()
    }

    /// Forgets the entries; the numbers go on.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}
