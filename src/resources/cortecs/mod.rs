//! Cortecs: API keys of an LLM gateway, the project's settings, the balance.

mod api_key;
mod fresh_name;
mod key_failures;
mod timestamp;

pub use api_key::ApiKeyResource;

/// What every call takes, for documentation (cortecs.md).
const MANAGEMENT: &str = "A management API key. An ordinary key is refused.";
