//! The data of an account as JSON rows in named tables, and the source of new IDs and secrets.
//!
//! A row has the API's field names plus fields that the API does not return (owner IDs, passwords, whole secrets). IDs
//! and secrets come from a seeded sequence, which differs for every sandbox. They are not secure.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{BuildHasher, Hasher, RandomState},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The APIs, by the name of their mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Product {
    Corti,
    Cortecs,
    Confident,
}

impl Product {
    /// The name of its mount.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Corti => "corti",
            Self::Cortecs => "cortecs",
            Self::Confident => "confident",
        }
    }
}

/// A table for rows of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Table(pub(crate) Product, pub(crate) &'static str);

type Tables = BTreeMap<String, Vec<Value>>;

/// The whole store. This is also the format of `--state` and of the control path's `state`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Store {
    tables: BTreeMap<Product, Tables>,
    /// All secrets that were created, configured or received.
    pub(crate) secrets: BTreeSet<String>,
    sequence: u64,
    last_number: u64,
}

impl Store {
    /// A store without tables.
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

    /// The first row that matches the condition.
    pub(crate) fn find(&self, table: Table, wanted: impl Fn(&Value) -> bool) -> Option<&Value> {
        self.rows(table).iter().find(|row| wanted(row))
    }

    pub(crate) fn find_mut(&mut self, table: Table, wanted: impl Fn(&Value) -> bool) -> Option<&mut Value> {
        self.rows_mut(table).iter_mut().find(|row| wanted(row))
    }

    /// Removes and returns all rows that match the condition.
    pub(crate) fn take(&mut self, table: Table, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let rows = self.rows_mut(table);
        let (taken, kept) = std::mem::take(rows).into_iter().partition(|row| wanted(row));
        *rows = kept;
        taken
    }

    /// The next integer ID.
    pub(crate) fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// A new ID in UUID format.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.next_random(), self.next_random());
        let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
        format!("{a:08x}-{b:04x}-4{c:03x}-a{:03x}-{:012x}", low >> 48 & 0xfff, low & 0xffff_ffff_ffff)
    }

    /// A new ID in the format of Confident AI's projects and people.
    pub(crate) fn cuid(&mut self) -> String {
        format!("c{:016x}{:08x}", self.next_random(), self.next_random() >> 32)
    }

    /// A new secret, which is stored for the control path's `secrets`.
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

/// The string of a row's field; empty if it is absent or null.
pub(crate) fn text<'a>(row: &'a Value, member: &str) -> &'a str {
    row[member].as_str().unwrap_or_default()
}
