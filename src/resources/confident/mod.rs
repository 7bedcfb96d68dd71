//! Confident AI: the organization, its projects, and API keys, members, roles and policies of both.

mod member;
mod member_plan;
mod membership;
mod organization;
mod ownership;
mod permission_names;
mod policy;
mod project;
mod role;
mod role_choice;
mod scoped_id;

pub use member::MemberResource;
pub use policy::PolicyResource;
pub use project::ProjectResource;
pub use role::RoleResource;
