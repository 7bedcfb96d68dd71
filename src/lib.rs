//! Terraform providers for administering Corti, Cortecs and Confident AI.
//!
//! The modules in reading order: [`resources`] implements the resources with the crates `plugin_framework` and
//! `admin_client`; [`provider`] reads the configuration; [`registry`] lists what is served; [`cli`] is the command-line
//! tool.

pub mod cli;
pub mod provider;
pub mod registry;
pub mod resources;

/// The provider's own crates, for logging.
pub const OWN_CRATES: &[&str] = &["aiadmin", "admin_client"];
