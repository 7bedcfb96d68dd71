//! Cortecs: API keys of an LLM gateway, the project's settings, the balance.
