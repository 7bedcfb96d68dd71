//! Confident AI: the organization, its projects, and API keys, members, roles and policies of both.

#[macro_use]
mod scoped_calls;

mod api_key;
mod api_key_ephemeral;
mod api_key_plan;
mod api_keys_data;
mod existence;
mod functions;
mod invitation_messages;
mod invitations_data;
mod key_in_use;
mod key_note;
mod key_secret;
mod listing;
mod lists;
mod member;
mod member_list;
mod member_move;
mod member_plan;
mod members_data;
mod members_exclusive;
mod members_exclusive_plan;
mod membership;
mod organization;
mod organization_data;
mod ownership;
mod people;
mod permission_names;
mod permissions_data;
mod policies_data;
mod policy;
mod project;
mod project_data;
mod projects_data;
mod resend_invitation_action;
mod role;
mod role_choice;
mod role_data;
mod roles_data;
mod rotate_api_key_action;
mod rotation;
mod scope_lists;
mod scoped_id;

pub use api_key::ApiKeyResource;
pub use api_key_ephemeral::ApiKeyEphemeral;
pub use api_keys_data::ApiKeysData;
pub use functions::{ImportId, MembersByEmail};
pub use invitations_data::InvitationsData;
pub use listing::Listing;
pub use member::MemberResource;
pub use members_data::MembersData;
pub use members_exclusive::MembersExclusiveResource;
pub use organization::OrganizationResource;
pub use organization_data::OrganizationData;
pub use permissions_data::PermissionsData;
pub use policies_data::PoliciesData;
pub use policy::PolicyResource;
pub use project::ProjectResource;
pub use project_data::ProjectData;
pub use projects_data::ProjectsData;
pub use resend_invitation_action::ResendInvitation;
pub use role::RoleResource;
pub use role_data::RoleData;
pub use roles_data::RolesData;
pub use rotate_api_key_action::RotateApiKey;

use std::ops::Deref;

use admin_client::confident::Confident;
use async_trait::async_trait;
use plugin_framework::engine::Api;

use super::error::{CallError, Result};

/// The organization of an API key.
#[derive(Debug)]
pub struct Account(pub Confident);

impl Deref for Account {
    type Target = Confident;

    fn deref(&self) -> &Confident {
        &self.0
    }
}

#[async_trait]
impl Api for Account {
    type Error = CallError;
    const ACCOUNT_NOUN: &'static str = "organization";

    async fn account(&self) -> Result<Option<String>> {
        Ok(Some(self.organization_id().await?.to_string()))
    }
}

/// The permissions that every request needs, for documentation (contracts/confident.md, 2.2).
const ORGANIZATION_KEY: &str = "Requires an organization API key. Project API keys are rejected.";
