//! List resources of Confident AI: projects, API keys, roles and policies. Members are in `member_list`.

use async_trait::async_trait;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use plugin_framework::engine::{Context, ListResource, ListResults};
use plugin_framework::schema::Schema;
use serde::Deserialize;

use super::scope_lists::list_in_scopes;
use super::{Account, ApiKeyResource, PolicyResource, ProjectResource, RoleResource};
use super::{api_key, policy, project, role};
use crate::resources::Result;
use admin_client::confident::{Confident, Scope};

/// A `config` block without arguments.
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

list_in_scopes!(ApiKeyResource, "API keys", scoped_calls!(GET "/api-keys"), api_keys);

fn api_keys<'a>(confident: &'a Confident, scope: &Scope) -> Result<BoxStream<'a, Result<api_key::Model>>> {
    let (keys, scope) = (confident.api_keys(scope)?.stream(), scope.clone());
    Ok(keys.map(move |key| Ok(api_key::model(scope.project(), &key?))).boxed())
}

list_in_scopes!(RoleResource, "custom roles", scoped_calls!(GET "/roles"), roles);

/// Custom roles only, because built-in roles cannot be managed.
fn roles<'a>(confident: &'a Confident, scope: &Scope) -> Result<BoxStream<'a, Result<role::Model>>> {
    let (roles, scope) = (confident.roles(scope)?.stream(), scope.clone());
    let custom = roles.try_filter(|role| std::future::ready(!role.is_built_in()));
    Ok(custom.map(move |role| Ok(role::model(&scope, &role?))).boxed())
}

list_in_scopes!(PolicyResource, "policies", scoped_calls!(GET "/policies"), policies);

fn policies<'a>(confident: &'a Confident, scope: &Scope) -> Result<BoxStream<'a, Result<policy::Model>>> {
    let (policies, scope) = (confident.policies(scope)?.stream(), scope.clone());
    Ok(policies.map(move |policy| Ok(policy::model(&scope, &policy?))).boxed())
}
