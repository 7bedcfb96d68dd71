//! Terraform's side: values, schemas, the engine that plans and settles, and the server of the plugin protocol.

pub mod engine;
pub mod schema;
pub mod value;
