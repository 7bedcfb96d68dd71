//! Data source `confident_members`: everybody who is a member of the organization or a project.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::listing::{listed_project_id, of_existing, project_id};
use super::scoped_id;
use crate::resources::Result;
use admin_client::confident::{Member, Scope};
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Attr, Schema, list_of, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct MembersData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    project_id: Value<String>,
    members: Value<Vec<Element>>,
}

/// One member.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Element {
    id: Value<String>,
    email: Value<String>,
    project_id: Value<String>,
    role: Value<String>,
    role_id: Value<String>,
    status: Value<String>,
    user_id: Value<String>,
    name: Value<String>,
}

#[async_trait]
impl DataSource for MembersData {
    const NAME: &'static str = "confident_members";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let element = [
            text("id", "The ID, for importing the membership as a `confident_member`.").computed(),
            text("email", "The email address in lower case.").computed(),
            listed_project_id(),
            text("role", "The name of the role.").computed(),
            text("role_id", "The ID of the role.").computed(),
            text(
                "status",
                "Always `ACTIVE`. The data source `confident_invitations` lists people who have not \
                 accepted yet.",
            )
            .computed(),
            text("user_id", "The ID of the user.").computed(),
            text("name", "The name of the user.").computed(),
        ];
        let attrs: [Attr; 2] = [
            project_id("lists the organization's members"),
            list_of("members", "The members, sorted by email address.", element).computed(),
        ];
        Schema::new("Lists all members of the organization or a project.", attrs)
            .permissions(super::ORGANIZATION_KEY)
            .calls(&[
                "GET /v2/organization/members",
                "GET /v2/projects/{project_id}/members",
                "GET /v2/projects",
                "GET /v2/projects/{project_id}",
            ])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let confident = ctx.api()?.fresh();
        let scope = Scope::of(config.project_id.as_deref_option());
        let members = confident.members(&scope)?.all().await?;
        let mut members = of_existing(&confident, &scope, members).await?;
        members.sort_by(|a, b| a.email.cmp(&b.email));
        let members: Vec<_> = members.iter().map(|member| element(&scope, member)).collect();
        Ok(Model { project_id: config.project_id, members: members.into() })
    }
}

fn element(scope: &Scope, member: &Member) -> Element {
    let role = member.role.as_ref();
    Element {
        id: scoped_id::of(scope, &member.email.to_lowercase()).into(),
        email: member.email.clone().into(),
        project_id: scope.project().map(str::to_owned).into(),
        role: role.map(|role| role.name.clone()).into(),
        role_id: role.map(|role| scoped_id::of(scope, &role.id)).into(),
        status: "ACTIVE".to_owned().into(),
        user_id: member.id.clone().into(),
        name: member.name.clone().into(),
    }
}
