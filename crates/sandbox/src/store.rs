//! Everything the three accounts hold, as JSON rows in named tables, and the source of new ids and secrets.
//!
//! A row carries the API's own member names plus what the API does not show (owner ids, passwords, whole secrets).
//! Ids and secrets are drawn from a seeded sequence: unlike in every sandbox, and good for nothing but play.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{BuildHasher, Hasher, RandomState},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The APIs, by the name they are mounted under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Product {
    Corti,
    Cortecs,
    Confident,
}

impl Product {
    /// The name it is mounted under.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Corti => "corti",
            Self::Cortecs => "cortecs",
            Self::Confident => "confident",
        }
    }
}

/// Where rows of one kind are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Table(pub(crate) Product, pub(crate) &'static str);

type Tables = BTreeMap<String, Vec<Value>>;

/// The whole store; this is also the format of `--state` and of the control path's `state`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Store {
    tables: BTreeMap<Product, Tables>,
    /// Every secret given out, configured or received.
    pub(crate) secrets: BTreeSet<String>,
    sequence: u64,
    last_number: u64,
}

impl Store {
    /// A store with no table at all.
    pub(crate) fn empty() -> Self {
        let sequence = RandomState::new().build_hasher().finish();
        Self { tables: BTreeMap::new(), secrets: BTreeSet::new(), sequence, last_number: 1000 }
    }

    pub(crate) fn rows(&self, table: Table) -> &[Value] {
        let rows = self.tables.get(&table.0).and_then(|tables| tables.get(table.1));
        rows.map_or(&[], Vec::as_slice)
    }

    pub(crate) fn rows_mut(&mut self, table: Table) -> &mut Vec<Value> {
        self.tables.entry(table.0).or_default().entry(table.1.to_owned()).or_default()
    }

    /// The first row the condition holds for.
    pub(crate) fn find(&self, table: Table, wanted: impl Fn(&Value) -> bool) -> Option<&Value> {
        self.rows(table).iter().find(|row| wanted(row))
    }

    pub(crate) fn find_mut(&mut self, table: Table, wanted: impl Fn(&Value) -> bool) -> Option<&mut Value> {
        self.rows_mut(table).iter_mut().find(|row| wanted(row))
    }

    /// Takes out every row the condition holds for.
    pub(crate) fn take(&mut self, table: Table, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let rows = self.rows_mut(table);
        let (taken, kept) = std::mem::take(rows).into_iter().partition(|row| wanted(row));
        *rows = kept;
        taken
    }

    /// The next whole-number id.
    pub(crate) fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// A new id in the shape of a UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.next_random(), self.next_random());
        let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
        format!("{a:08x}-{b:04x}-4{c:03x}-a{:03x}-{:012x}", low >> 48 & 0xfff, low & 0xffff_ffff_ffff)
    }

    /// A new id in the shape Confident AI gives projects and people.
    pub(crate) fn cuid(&mut self) -> String {
        format!("c{:016x}{:08x}", self.next_random(), self.next_random() >> 32)
    }

    /// A new secret, remembered for the control path's `secrets`.
    pub(crate) fn secret(&mut self, prefix: &str) -> String {
        let secret = format!("{prefix}{:016x}{:016x}", self.next_random(), self.next_random());
        self.secrets.insert(secret.clone());
        secret
    }

    /// The `SplitMix64` generator.
    fn next_random(&mut self) -> u64 {
        self.sequence = self.sequence.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.sequence ^ self.sequence >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

/// The text of a row's member, empty when it is absent or null.
pub(crate) fn text<'a>(row: &'a Value, member: &str) -> &'a str {
    row[member].as_str().unwrap_or_default()
}
