//! Shared code of the list resources of the organization and of projects: selects the scopes to read, and fails if one
//! does not exist.

use std::pin::pin;

use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use serde::Deserialize;

use super::Account;
use crate::resources::Result;
use crate::resources::error::unknown;
use crate::resources::read_ahead::read_ahead;
use admin_client::confident::{Confident, Scope};
use plugin_framework::engine::{Context, ListResults};
use plugin_framework::schema::{Schema, flag, text};
use plugin_framework::value::Value;

/// The `config` block.
#[derive(Debug, Deserialize)]
pub struct ScopeConfig {
    project_id: Value<String>,
    all_projects: Value<bool>,
}

impl ScopeConfig {
    /// Its schema; `nouns` names the listed objects.
    pub(super) fn schema(nouns: &str, calls: &'static [&'static str]) -> Schema {
        let project_id = format!("The ID of the project. If omitted, lists the organization's {nouns}.");
        let all_projects =
            format!("Whether to list the {nouns} of every project, without the organization's own.");
        Schema::new(
            format!("Lists the {nouns} of the organization, of one project, or of every project."),
            [text("project_id", project_id).optional(), flag("all_projects", all_projects).optional()],
        )
        .at_most_one(&["project_id", "all_projects"])
        .permissions(super::ORGANIZATION_KEY)
        .calls(calls)
    }

    /// Pushes the objects of every scope; `read` reads those of one.
    ///
    /// # Errors
    /// If a scope does not exist or cannot be read.
    pub(super) async fn push_all<M: Send>(
        self,
        ctx: &Context<Account>,
        results: &ListResults<M>,
        read: for<'a> fn(&'a Confident, &Scope) -> Result<BoxStream<'a, Result<M>>>,
    ) -> Result<()> {
        let account = ctx.api()?;
        let confident: &Confident = &account;
        let all_projects = self.all_projects == Value::Value(true);
        let scopes = if all_projects {
            let projects = confident.projects()?.stream();
            projects.map(|project| Ok(Scope::Project(project?.id))).boxed()
        } else {
            let scope = Scope::of(self.project_id.as_deref_option());
            stream::once(std::future::ready(Ok(scope))).boxed()
        };
        let mut scopes =
            pin!(read_ahead(scopes, |scope: &Scope| read(confident, scope), || results.concurrency()));
        while let Some((scope, mut objects)) = scopes.try_next().await? {
            let mut is_empty = true;
            while let Some(object) = objects.try_next().await? {
                is_empty = false;
                results.push(object).await;
            }
            // Some lists of a project that does not exist are empty.
            if is_empty && let Some(missing) = confident.missing(&scope).await? {
                return Err(unknown(&missing).into());
            }
        }
        Ok(())
    }
}

/// Implements `ListResource` for a resource that exists in the organization and in projects: what is listed, the calls, and the
/// function that reads the objects of one scope.
macro_rules! list_in_scopes {
    ($resource:ty, $nouns:literal, $calls:expr, $read:path) => {
        #[async_trait::async_trait]
        impl plugin_framework::engine::ListResource for $resource {
            type Config = $crate::resources::confident::scope_lists::ScopeConfig;

            fn list_schema() -> plugin_framework::schema::Schema {
                Self::Config::schema($nouns, $calls)
            }

            async fn list(
                &self,
                ctx: &plugin_framework::engine::Context<$crate::resources::confident::Account>,
                config: Self::Config,
                results: &plugin_framework::engine::ListResults<Self::Model>,
            ) -> $crate::resources::Result<()> {
                config.push_all(ctx, results, $read).await
            }
        }
    };
}
pub(super) use list_in_scopes;
