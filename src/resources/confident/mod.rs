//! Confident AI: the organization, its projects, and who may do what in them.

mod member;
mod member_plan;
mod membership;
mod ownership;
mod role_choice;

pub use member::MemberResource;
