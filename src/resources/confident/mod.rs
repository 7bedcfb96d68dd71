//! Confident AI: the organization, its projects, and API keys, members, roles and policies of both.

mod organization;
mod project;

pub use project::ProjectResource;

/// What every call takes, for documentation (confident.md, 2.2).
const ORGANIZATION_KEY: &str = "An organization API key. A project key is refused.";
