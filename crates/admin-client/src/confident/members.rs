//! Members of the organization or a project: `{scope}/members`. Members cannot be added, only invited.
//!
//! These are the only lists of this API with pages. A person is either a member or has an invitation, so a search must
//! read both lists.

use serde::{Deserialize, Serialize};

use super::Scope;
use super::scoped::{Addressed, Scoped};
use crate::deserialize;
use crate::error::Result;
use crate::listing::{Item, Next, Page};

/// A member (contracts/confident.md 3.4). The two scopes differ only in the name of the role's field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// The id of the user.
    #[serde(deserialize_with = "deserialize::id")]
    pub id: String,
    /// Lower case.
    pub email: String,
    /// The person's name.
    #[serde(default)]
    pub name: Option<String>,
    /// The URL of a picture.
    #[serde(default)]
    pub image: Option<String>,
    /// The role in this scope.
    #[serde(default, rename = "organizationRole", alias = "projectRole")]
    pub role: Option<MemberRole>,
}

/// A role by name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MemberRole {
    /// Opaque.
    pub id: String,
    /// Its name.
    pub name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MemberPage {
    members: Vec<Member>,
    #[serde(default, alias = "totalOrganizationMembers", alias = "totalProjectMembers")]
    total: Option<u64>,
    #[serde(default)]
    page_size: Option<u64>,
}

impl From<MemberPage> for Page<Member> {
    fn from(it: MemberPage) -> Self {
        let next =
            it.total.map_or(Next::Unsaid, |total| Next::Of { total, page_size: it.page_size.unwrap_or(0) });
        Page { items: it.members, next }
    }
}

impl Item for Member {
    type Page = MemberPage;
    const NOUN: &'static str = "member";
    const PAGED: bool = true;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn key(&self) -> String {
        deserialize::email(&self.email)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Assignment<'a> {
    role_id: &'a str,
}

/// The members of one scope.
pub type Members<'a> = Scoped<'a, Member>;

impl Addressed for Member {}

impl Scoped<'_, Member> {
    /// Changes the member's role. The role `Owner` transfers the ownership and also changes the previous owner, so the
    /// list is read again afterwards.
    pub async fn edit(&self, id: &str, role_id: &str) -> Result<Member> {
        let list = &self.list;
        let member: Member =
            self.wrote(self.client().put(&self.one(id)?, &Assignment { role_id }).await).await?;
        list.edited(member.clone());
        if member.role.as_ref().is_some_and(|role| role.name == "Owner") {
            list.forget();
        }
        Ok(member)
    }

    /// Removes the member. Succeeds if it does not exist. Removing a member from the organization also removes it from
    /// every project and deletes its invitations.
    pub async fn delete(&self, id: &str) -> Result<()> {
        let member = self.list.known(id);
        self.remove(id).await?;
        if self.scope == Scope::Organization {
            let confident = self.confident;
            confident.members.deleted_where(|other| other.id == id);
            if let Some(member) = member {
                confident.invitations.deleted_where(|invitation| invitation.key() == member.key());
            }
        }
        Ok(())
    }
}
