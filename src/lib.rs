//! Terraform providers for administering Corti, Cortecs and Confident AI.

pub mod client;
