//! List resources of Confident AI: projects, API keys, roles and policies. Members are in `member_list`.

use async_trait::async_trait;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use plugin_framework::engine::{Context, ListResource, ListResults};
use plugin_framework::schema::Schema;
use serde::Deserialize;

use super::scope_lists::ScopeConfig;
use super::{Account, ApiKeyResource, PolicyResource, ProjectResource, RoleResource};
use super::{api_key, policy, project, role};
use crate::resources::Result;
use admin_client::confident::{Confident, Scope};

/// The `config` block of what has no arguments.
#[derive(Debug, Deserialize)]
pub struct NoConfig {}

#[async_trait]
impl ListResource for ProjectResource {
    type Config = NoConfig;

    fn list_schema() -> Schema {
        Schema::new("Lists the projects of the organization.", [])
            .permissions(super::ORGANIZATION_KEY)
            .calls(&["GET /v2/projects"])
    }

    async fn list(
        &self,
        ctx: &Context<Account>,
        _: NoConfig,
        results: &ListResults<project::Model>,
    ) -> Result<()> {
        let mut projects = ctx.api()?.projects()?.stream();
        while let Some(project) = projects.try_next().await? {
            results.push(project::model(&project, None)).await;
        }
        Ok(())
    }
}

#[async_trait]
impl ListResource for ApiKeyResource {
    type Config = ScopeConfig;

    fn list_schema() -> Schema {
        ScopeConfig::schema(
            "API keys",
            &[
                "GET /v2/organization/api-keys",
                "GET /v2/projects",
                "GET /v2/projects/{project_id}",
                "GET /v2/projects/{project_id}/api-keys",
            ],
        )
    }

    async fn list(
        &self,
        ctx: &Context<Account>,
        config: ScopeConfig,
        results: &ListResults<api_key::Model>,
    ) -> Result<()> {
        config.push_all(ctx, results, api_keys).await
    }
}

fn api_keys<'a>(confident: &'a Confident, scope: &Scope) -> Result<BoxStream<'a, Result<api_key::Model>>> {
    let (keys, scope) = (confident.api_keys(scope)?.stream(), scope.clone());
    Ok(keys.map(move |key| Ok(api_key::model(scope.project(), &key?))).boxed())
}

#[async_trait]
impl ListResource for RoleResource {
    type Config = ScopeConfig;

    fn list_schema() -> Schema {
        ScopeConfig::schema(
            "custom roles",
            &[
                "GET /v2/organization/roles",
                "GET /v2/projects",
                "GET /v2/projects/{project_id}",
                "GET /v2/projects/{project_id}/roles",
            ],
        )
    }

    async fn list(
        &self,
        ctx: &Context<Account>,
        config: ScopeConfig,
        results: &ListResults<role::Model>,
    ) -> Result<()> {
        config.push_all(ctx, results, roles).await
    }
}

/// The custom ones: built-in roles cannot be managed.
fn roles<'a>(confident: &'a Confident, scope: &Scope) -> Result<BoxStream<'a, Result<role::Model>>> {
    let (roles, scope) = (confident.roles(scope)?.stream(), scope.clone());
    let custom = roles.try_filter(|role| std::future::ready(!role.is_built_in()));
    Ok(custom.map(move |role| Ok(role::model(&scope, &role?))).boxed())
}

#[async_trait]
impl ListResource for PolicyResource {
    type Config = ScopeConfig;

    fn list_schema() -> Schema {
        ScopeConfig::schema(
            "policies",
            &[
                "GET /v2/organization/policies",
                "GET /v2/projects",
                "GET /v2/projects/{project_id}",
                "GET /v2/projects/{project_id}/policies",
            ],
        )
    }

    async fn list(
        &self,
        ctx: &Context<Account>,
        config: ScopeConfig,
        results: &ListResults<policy::Model>,
    ) -> Result<()> {
        config.push_all(ctx, results, policies).await
    }
}

fn policies<'a>(confident: &'a Confident, scope: &Scope) -> Result<BoxStream<'a, Result<policy::Model>>> {
    let (policies, scope) = (confident.policies(scope)?.stream(), scope.clone());
    Ok(policies.map(move |policy| Ok(policy::model(&scope, &policy?))).boxed())
}
