//! Terraform providers for administering Corti, Cortecs and Confident AI.
//!
//! The modules in reading order: [`resources`] is where Terraform's side (the crate `plugin_framework`) and the APIs' side
//! (the crate `admin_client`) meet; [`provider`] reads the configuration; [`registry`] lists what is served; [`cli`] is the
//! executable as a command-line tool.

pub mod cli;
pub mod provider;
pub mod registry;
pub mod resources;

/// The crates whose log lines are the provider's own.
pub const OWN_CRATES: &[&str] = &["aiadmin", "admin_client"];
