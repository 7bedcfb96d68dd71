//! Data source `confident_policies`: the policies of the organization or a project.

use std::sync::Arc;

use async_trait::async_trait;

use super::listing::{Listed, listed_project_id};
use super::policy;
use crate::resources::Result;
use admin_client::confident::{Confident, Policy, Scope};
use plugin_framework::schema::{Attr, set_of_text, text};

/// The policies of a scope.
#[derive(Debug)]
pub struct PoliciesData;

#[async_trait]
impl Listed for PoliciesData {
    const NAME: &'static str = "confident_policies";
    const ATTRIBUTE: &'static str = "policies";
    const NOUNS: &'static str = "policies";
    const SORTED_BY: &'static str = "name";
    const DESCRIPTION: &'static str =
        "Lists all policies of the organization or a project. Built-in roles have no policies.";
    const CALLS: &'static [&'static str] = scoped_calls!(GET "/policies");
    type Object = Arc<Policy>;
    type Element = policy::Model;

    fn attrs() -> Vec<Attr> {
        vec![
            text("id", "The ID of the policy.").computed(),
            text("name", "The name of the policy.").computed(),
            set_of_text("permissions", "The names of the permissions that the policy grants.").computed(),
            listed_project_id(),
            text("description", "What the policy is for.").computed(),
        ]
    }

    async fn all(confident: &Confident, scope: &Scope) -> Result<Vec<Arc<Policy>>> {
        Ok(confident.policies(scope)?.all().await?)
    }

    fn sort(policies: &mut [Arc<Policy>]) {
        policies.sort_by(|a, b| a.name.cmp(&b.name));
    }

    fn element(scope: &Scope, policy: Arc<Policy>) -> policy::Model {
        policy::model(scope, &policy)
    }
}
