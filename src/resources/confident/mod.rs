//! Confident AI: the organization, its projects, and API keys, members, roles and policies of both.

mod member;
mod member_plan;
mod membership;
mod organization;
mod ownership;
mod project;
mod role_choice;

pub use member::MemberResource;
pub use project::ProjectResource;

/// What every call takes, for documentation (confident.md, 2.2).
const ORGANIZATION_KEY: &str = "An organization API key. A project key is refused.";
