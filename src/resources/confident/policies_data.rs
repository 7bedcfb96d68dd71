//! Data source `confident_policies`: the policies of the organization or a project.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::listing::{listed_project_id, of_existing, project_id};
use super::scoped_id;
use crate::resources::Result;
use admin_client::confident::{Policy, Scope};
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Schema, list_of, set_of_text, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct PoliciesData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    project_id: Value<String>,
    policies: Value<Vec<Element>>,
}

/// One policy.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Element {
    id: Value<String>,
    name: Value<String>,
    permissions: Value<Vec<String>>,
    project_id: Value<String>,
    description: Value<String>,
}

#[async_trait]
impl DataSource for PoliciesData {
    const NAME: &'static str = "confident_policies";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let element = [
            text("id", "The ID of the policy.").computed(),
            text("name", "The name of the policy.").computed(),
            set_of_text("permissions", "The names of the permissions it grants.").computed(),
            listed_project_id(),
            text("description", "What the policy is for.").computed(),
        ];
        Schema::new(
            "Lists all policies of the organization or a project. Built-in roles have no policies.",
            [
                project_id("lists the organization's policies"),
                list_of("policies", "The policies, sorted by name.", element).computed(),
            ],
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(&[
            "GET /v2/organization/policies",
            "GET /v2/projects/{project_id}/policies",
            "GET /v2/projects",
            "GET /v2/projects/{project_id}",
        ])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let confident = ctx.api()?.fresh();
        let scope = Scope::of(config.project_id.as_deref_option());
        let policies = confident.policies(&scope)?.all().await?;
        let mut policies = of_existing(&confident, &scope, policies).await?;
        policies.sort_by(|a, b| a.name.cmp(&b.name));
        let policies: Vec<_> = policies.iter().map(|policy| element(&scope, policy)).collect();
        Ok(Model { project_id: config.project_id, policies: policies.into() })
    }
}

fn element(scope: &Scope, policy: &Policy) -> Element {
    let permissions = policy.permissions.iter().map(|permission| permission.name.clone());
    Element {
        id: scoped_id::of(scope, &policy.id).into(),
        name: policy.name.clone().into(),
        permissions: permissions.collect::<Vec<_>>().into(),
        project_id: scope.project().map(str::to_owned).into(),
        description: policy.description.clone().into(),
    }
}
