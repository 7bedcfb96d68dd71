//! Terraform providers for administering Corti, Cortecs and Confident AI.
//!
//! The modules in reading order: [`framework`] is Terraform's side and has never heard of HTTP or of a product.

pub mod cli;
pub mod framework;
