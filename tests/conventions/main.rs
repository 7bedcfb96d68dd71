//! The rules of this repository that a compiler does not hold: who may use whom, how files look, what is declared, and that
//! documentation and examples are those of the code.

mod conformance;
mod docs;
mod files;
mod golden;
mod guides;
mod messages;
mod products;
mod promises;
mod references;
mod registry;
mod served;
mod snapshots;
mod surface;
mod tests;
mod text;
#[allow(dead_code, reason = "the table of tests/acceptance and tests/faults, of which this needs a part")]
#[path = "../types/mod.rs"]
mod types;
