//! Confident AI: the organization, its projects, and API keys, members, roles and policies of both.

mod organization;
mod project;

pub use project::ProjectResource;
