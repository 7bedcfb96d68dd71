//! Terraform's side: values, schemas, the engine that plans and settles, the server of the plugin protocol, and the
//! process around it.

pub mod engine;
pub mod masking;
pub mod plugin;
pub mod proto;
pub mod schema;
pub mod server;
pub mod value;
