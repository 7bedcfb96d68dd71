//! Data source `confident_api_keys`: the keys of the organization or of one project, without their secrets.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::api_key::reported;
use super::listing::Listed;
use super::scoped_id;
use crate::resources::Result;
use admin_client::confident::{ApiKey, Confident, Scope};
use plugin_framework::schema::{Attr, flag, text};
use plugin_framework::value::Value;

/// The keys of a scope.
#[derive(Debug)]
pub struct ApiKeysData;

/// One key.
#[derive(Debug, Serialize, Deserialize)]
pub struct Element {
    id: Value<String>,
    name: Value<String>,
    project_id: Value<String>,
    enabled: Value<bool>,
    key_id: Value<String>,
    created_at: Value<String>,
    expires_at: Value<String>,
    rotates_at: Value<String>,
    last_used_at: Value<String>,
}

#[async_trait]
impl Listed for ApiKeysData {
    const NAME: &'static str = "confident_api_keys";
    const ATTRIBUTE: &'static str = "api_keys";
    const NOUNS: &'static str = "API keys";
    const SORTED_BY: &'static str = "creation time";
    const DESCRIPTION: &'static str =
        "Lists all API keys of the organization or a project, without their secrets.";
    const CALLS: &'static [&'static str] = scoped_calls!(GET "/api-keys");
    type Object = Arc<ApiKey>;
    type Element = Element;

    fn attrs() -> Vec<Attr> {
        let mut one = vec![
            text("id", "The ID, as `<key_id>` or `<project_id>/<key_id>`.").computed(),
            text("name", "The name of the key. Null for old keys without a name.").computed(),
            text("project_id", "The ID of the project. Null for a key of the organization.").computed(),
            flag("enabled", "Whether the key is valid.").computed(),
        ];
        one.extend(reported());
        one.push(
            text("last_used_at", "When the key was last used, in RFC 3339 format. Null if it never was.")
                .computed(),
        );
        one
    }

    async fn all(confident: &Confident, scope: &Scope) -> Result<Vec<Arc<ApiKey>>> {
        Ok(confident.api_keys(scope)?.all().await?)
    }

    fn sort(keys: &mut [Arc<ApiKey>]) {
        keys.sort_by_key(|key| key.id);
    }

    fn element(scope: &Scope, key: Arc<ApiKey>) -> Element {
        let key_id = key.id.to_string();
        Element {
            id: scoped_id::of(scope, &key_id).into(),
            name: key.name.clone().into(),
            project_id: scope.project().map(str::to_owned).into(),
            enabled: key.valid.into(),
            key_id: key_id.into(),
            created_at: key.created_at.clone().into(),
            expires_at: key.expires_at.clone().into(),
            rotates_at: key.rotates_at.clone().into(),
            last_used_at: key.last_used.clone().into(),
        }
    }
}
