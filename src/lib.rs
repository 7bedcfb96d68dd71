//! Terraform providers for administering Corti, Cortecs and Confident AI.
//!
//! The modules in reading order: [`framework`] is Terraform's side and has never heard of HTTP or of a product; [`client`]
//! is the APIs' side and has never heard of Terraform; [`resources`] is where the two meet; [`provider`] reads the
//! configuration; [`registry`] lists what is served; [`cli`] is the executable as a command line tool.

pub mod cli;
pub mod client;
pub mod framework;
pub mod provider;
pub mod registry;
pub mod resources;
