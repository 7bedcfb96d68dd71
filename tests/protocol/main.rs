//! The plugin as Terraform meets it: the built executable, driven by a client of our own.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[cfg(feature = "sandbox")]
mod actions;
mod conformance;
#[cfg(feature = "sandbox")]
mod degradation;
mod descriptors;
mod functions;
mod in_memory;
mod linter;
#[cfg(feature = "sandbox")]
mod lists;
#[cfg(feature = "sandbox")]
mod moves;
#[cfg(unix)]
mod process;
mod terraform;
mod upgrades;

#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../acceptance/journal.rs"]
mod journal;
#[cfg(feature = "sandbox")]
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../acceptance/sandbox.rs"]
mod sandbox;
