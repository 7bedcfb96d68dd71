//! Confident AI: the organization, projects, members, roles, policies and API keys.
