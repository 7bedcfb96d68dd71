//! Data source `confident_members`: the members of the organization or a project.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::listing::{Listed, listed_project_id};
use super::membership::id_of;
use super::scoped_id;
use crate::resources::Result;
use admin_client::confident::{Confident, Member, Scope};
use plugin_framework::schema::{Attr, text};
use plugin_framework::value::Value;

/// The members of a scope.
#[derive(Debug)]
pub struct MembersData;

/// One member.
#[derive(Debug, Serialize, Deserialize)]
pub struct Element {
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
impl Listed for MembersData {
    const NAME: &'static str = "confident_members";
    const ATTRIBUTE: &'static str = "members";
    const NOUNS: &'static str = "members";
    const SORTED_BY: &'static str = "email address";
    const DESCRIPTION: &'static str = "Lists all members of the organization or a project.";
    const CALLS: &'static [&'static str] = scoped_calls!(GET "/members");
    type Object = Arc<Member>;
    type Element = Element;

    fn attrs() -> Vec<Attr> {
        vec![
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
        ]
    }

    async fn all(confident: &Confident, scope: &Scope) -> Result<Vec<Arc<Member>>> {
        Ok(confident.members(scope)?.all().await?)
    }

    fn sort(members: &mut [Arc<Member>]) {
        members.sort_by(|a, b| a.email.cmp(&b.email));
    }

    fn element(scope: &Scope, member: Arc<Member>) -> Element {
        let role = member.role.as_ref();
        Element {
            id: id_of(scope.project(), &member.email).into(),
            email: member.email.clone().into(),
            project_id: scope.project().map(str::to_owned).into(),
            role: role.map(|role| role.name.clone()).into(),
            role_id: role.map(|role| scoped_id::of(scope, &role.id)).into(),
            status: "ACTIVE".to_owned().into(),
            user_id: member.id.clone().into(),
            name: member.name.clone().into(),
        }
    }
}
