//! Data source `confident_roles`: the roles of the organization or a project, built-in ones included.

use std::sync::Arc;

use async_trait::async_trait;

use super::listing::{Listed, listed_project_id};
use super::role_data;
use crate::resources::Result;
use admin_client::confident::{Confident, Role, Scope};
use plugin_framework::schema::{Attr, text};

/// The roles of a scope.
#[derive(Debug)]
pub struct RolesData;

#[async_trait]
impl Listed for RolesData {
    const NAME: &'static str = "confident_roles";
    const ATTRIBUTE: &'static str = "roles";
    const NOUNS: &'static str = "roles";
    const SORTED_BY: &'static str = "name";
    const DESCRIPTION: &'static str =
        "Lists all roles of the organization or a project, custom and built-in.";
    const CALLS: &'static [&'static str] = role_data::CALLS;
    type Object = Arc<Role>;
    type Element = role_data::Model;

    fn attrs() -> Vec<Attr> {
        role_data::attrs([
            text("id", "The ID of the role.").computed(),
            text("name", "The name of the role.").computed(),
            listed_project_id(),
        ])
    }

    async fn all(confident: &Confident, scope: &Scope) -> Result<Vec<Arc<Role>>> {
        Ok(confident.roles(scope)?.all().await?)
    }

    fn sort(roles: &mut [Arc<Role>]) {
        roles.sort_by(|a, b| a.name.cmp(&b.name));
    }

    fn element(scope: &Scope, role: Arc<Role>) -> role_data::Model {
        role_data::model(scope, &role)
    }
}
