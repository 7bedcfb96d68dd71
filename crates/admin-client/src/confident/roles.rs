//! Roles of the organization or a project: `{scope}/roles`, custom and built-in ones in one list.
//!
//! A built-in role belongs to nobody and answers 404 to every write; a role somebody holds cannot be deleted.

use std::sync::Arc;

use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};

use super::Scoped;
use crate::creation::{Created, NewItem, same_ids, same_text};
use crate::deserialize;
use crate::edit::Edit;
use crate::error::Result;
use crate::listing::{Item, undivided};

/// A role (contracts/confident.md 3.6).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Role {
    /// Opaque.
    #[serde(deserialize_with = "deserialize::id")]
    pub id: String,
    /// Unique in the scope.
    pub name: String,
    /// Free text.
    #[serde(default)]
    pub description: Option<String>,
    /// Its policies; what it allows is their union.
    #[serde(default)]
    pub policies: Vec<RolePolicy>,
    /// The organization or project that made it; `None` = built-in.
    #[serde(default, rename = "organizationId", alias = "projectId")]
    pub owner_id: Option<String>,
}

impl Role {
    /// Whether it is one of Owner, Admin, Manager, Member as the vendor made them.
    pub fn is_built_in(&self) -> bool {
        self.owner_id.is_none()
    }
}

/// A policy by name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RolePolicy {
    /// Opaque.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What a creation and an edit send: everything, each time.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewRole<'a> {
    /// Unique in the scope, and no built-in name in any case.
    pub name: &'a str,
    /// The complete set.
    pub policy_ids: &'a [String],
    /// `Clear` removes it.
    #[serde(skip_serializing_if = "Edit::is_leave")]
    pub description: Edit<&'a str>,
}

impl NewItem for NewRole<'_> {
    type Object = Role;

    fn key(&self) -> String {
        self.name.to_owned()
    }

    fn matches(&self, object: &Role) -> bool {
        same_text(self.description.value().copied(), object.description.as_deref())
            && same_ids(self.policy_ids, object.policies.iter().map(|it| it.id.as_str()))
    }
}

undivided!(RolePage { roles: Role });

impl Item for Role {
    type Page = RolePage;
    const NOUN: &'static str = "role";
    const PAGED: bool = false;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn key(&self) -> String {
        self.name.clone()
    }
}

/// The roles of one scope.
#[derive(Debug)]
pub struct Roles<'a> {
    pub(super) scoped: Scoped<'a, Role>,
}

impl<'a> Roles<'a> {
    /// All of them, built-in ones included.
    pub async fn all(&self) -> Result<Vec<Arc<Role>>> {
        self.scoped.all().await
    }

    /// All of them, read now page by page; an error when the project itself is gone.
    pub fn stream(self) -> BoxStream<'a, Result<Role>> {
        self.scoped.stream()
    }

    /// One of them; `None` is certain.
    pub async fn find(&self, id: &str) -> Result<Option<Arc<Role>>> {
        self.scoped.find(id).await
    }

    /// The one of this name.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Arc<Role>>> {
        Ok(self.scoped.find_by_key(name).await?.into_iter().next())
    }

    /// Makes one.
    pub async fn create(&self, new: &NewRole<'_>) -> Result<Created<Role>> {
        let list = &self.scoped.list;
        let post = || self.scoped.client().post::<Role>(list.path(), new);
        Ok(self.scoped.make(new, post).await?.created(list))
    }

    /// Replaces name, description and policies. The role's name is part of every member's entry, so those are read again.
    pub async fn edit(&self, id: &str, new: &NewRole<'_>) -> Result<Role> {
        let list = &self.scoped.list;
        let role: Role = self.scoped.renamed(id, new.name, new).await?;
        list.edited(role.clone());
        self.scoped.confident.members(&self.scoped.scope)?.scoped.list.forget();
        Ok(role)
    }

    /// Removes it; one that is not there is removed already.
    pub async fn delete(&self, id: &str) -> Result<()> {
        self.scoped.delete(id).await
    }
}
