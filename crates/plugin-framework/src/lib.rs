//! The provider framework: values, schemas, the engine that plans and applies, the server of the plugin protocol, and
//! the plugin process.

pub mod engine;
pub mod masking;
pub mod plugin;
pub mod proto;
pub mod schema;
pub mod server;
pub mod value;
