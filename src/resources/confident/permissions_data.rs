//! Data source `confident_permissions`: the permissions that policies of the organization or of projects can grant.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::listing::Listed;
use crate::resources::Result;
use admin_client::confident::{Confident, Permission, Scope};
use plugin_framework::schema::{Attr, text};
use plugin_framework::value::Value;

/// The permissions of a scope.
#[derive(Debug)]
pub struct PermissionsData;

/// One permission.
#[derive(Debug, Serialize, Deserialize)]
pub struct Element {
    id: Value<String>,
    name: Value<String>,
    description: Value<String>,
}

#[async_trait]
impl Listed for PermissionsData {
    const NAME: &'static str = "confident_permissions";
    const ATTRIBUTE: &'static str = "permissions";
    const NOUNS: &'static str = "permissions";
    const SORTED_BY: &'static str = "name";
    const DESCRIPTION: &'static str = "Lists the permissions that policies can grant. The organization and projects have different permissions; all \
         projects have the same.";
    const CALLS: &'static [&'static str] = scoped_calls!(GET "/permissions");
    type Object = Arc<Permission>;
    type Element = Element;

    fn attrs() -> Vec<Attr> {
        vec![
            text("id", "The ID of the permission.").computed(),
            text("name", "The name, as `resource:action`, for use in `confident_policy`.").computed(),
            text("description", "What the permission allows.").computed(),
        ]
    }

    fn project_id() -> Attr {
        let description = "The ID of any project. If set, lists the permissions for projects. If omitted, lists the \
                           permissions for the organization.";
        text("project_id", description).optional()
    }

    async fn all(confident: &Confident, scope: &Scope) -> Result<Vec<Arc<Permission>>> {
        Ok(confident.permissions(scope)?.all().await?)
    }

    fn sort(permissions: &mut [Arc<Permission>]) {
        permissions.sort_by(|a, b| a.name.cmp(&b.name));
    }

    fn element(_: &Scope, permission: Arc<Permission>) -> Element {
        Element {
            id: permission.id.clone().into(),
            name: permission.name.clone().into(),
            description: permission.description.clone().into(),
        }
    }
}
