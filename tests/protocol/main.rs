//! The plugin as Terraform meets it: the built executable, driven by a client of our own.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod descriptors;
mod in_memory;
#[cfg(unix)]
mod process;
