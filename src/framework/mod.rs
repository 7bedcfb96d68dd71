//! The Terraform wing: it has never heard of HTTP or of a product.

pub mod proto;
