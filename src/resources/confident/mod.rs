//! Confident AI: the organization, its projects, and API keys, members, roles and policies of both.

mod api_key;
mod api_key_data;
mod api_key_ephemeral;
mod organization;
mod organization_data;
mod project;
mod project_data;
mod rotation;

pub use api_key::ApiKeyResource;
pub use api_key_data::ApiKeysData;
pub use api_key_ephemeral::EphemeralApiKey;
pub use organization::OrganizationResource;
pub use organization_data::OrganizationData;
pub use project::ProjectResource;
pub use project_data::{ProjectData, ProjectsData};
