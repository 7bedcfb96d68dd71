//! Policies of the organization or a project: `{scope}/policies`. A policy is a named set of permissions.
//!
//! Ids from the other scope's catalog are accepted and never match; a deletion detaches the policy from its roles without
//! a word (contracts/confident.md 3.7).

use std::sync::Arc;

use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};

use super::Scoped;
use crate::creation::{Created, NewItem, same_ids, same_text};
use crate::deserialize;
use crate::edit::Edit;
use crate::error::Result;
use crate::listing::{Item, undivided};

/// A policy (contracts/confident.md 3.7).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Policy {
    /// Opaque.
    #[serde(deserialize_with = "deserialize::id")]
    pub id: String,
    /// Unique in the scope.
    pub name: String,
    /// Free text.
    #[serde(default)]
    pub description: Option<String>,
    /// What it allows.
    #[serde(default)]
    pub permissions: Vec<PolicyPermission>,
}

/// A permission by name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PolicyPermission {
    /// Opaque.
    pub id: String,
    /// `resource:action`.
    pub name: String,
}

/// What a creation and an edit send: everything, each time.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewPolicy<'a> {
    /// Unique in the scope.
    pub name: &'a str,
    /// The complete set, from the catalog of the same scope.
    pub permission_ids: &'a [String],
    /// `Clear` removes it.
    #[serde(skip_serializing_if = "Edit::is_leave")]
    pub description: Edit<&'a str>,
}

impl NewItem for NewPolicy<'_> {
    type Object = Policy;

    fn key(&self) -> String {
        self.name.to_owned()
    }

    fn matches(&self, object: &Policy) -> bool {
        same_text(self.description.value().copied(), object.description.as_deref())
            && same_ids(self.permission_ids, object.permissions.iter().map(|it| it.id.as_str()))
    }
}

undivided!(PolicyPage { policies: Policy });

impl Item for Policy {
    type Page = PolicyPage;
    const NOUN: &'static str = "policy";
    const PAGED: bool = false;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn key(&self) -> String {
        self.name.clone()
    }
}

/// The policies of one scope.
#[derive(Debug)]
pub struct Policies<'a> {
    pub(super) scoped: Scoped<'a, Policy>,
}

impl<'a> Policies<'a> {
    /// All of them.
    pub async fn all(&self) -> Result<Vec<Arc<Policy>>> {
        self.scoped.all().await
    }

    /// All of them, read now page by page; an error when the project itself is gone.
    pub fn stream(self) -> BoxStream<'a, Result<Policy>> {
        self.scoped.stream()
    }

    /// One of them; `None` is certain.
    pub async fn find(&self, id: &str) -> Result<Option<Arc<Policy>>> {
        self.scoped.find(id).await
    }

    /// The one of this name.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Arc<Policy>>> {
        Ok(self.scoped.find_by_key(name).await?.into_iter().next())
    }

    /// Makes one.
    pub async fn create(&self, new: &NewPolicy<'_>) -> Result<Created<Policy>> {
        let list = &self.scoped.list;
        let post = || self.scoped.client().post::<Policy>(list.path(), new);
        Ok(self.scoped.make(new, post).await?.created(list))
    }

    /// Replaces name, description and permissions. Roles show the policy's name, so they are read again.
    pub async fn edit(&self, id: &str, new: &NewPolicy<'_>) -> Result<Policy> {
        let list = &self.scoped.list;
        let policy: Policy = self.scoped.renamed(id, new.name, new).await?;
        list.edited(policy.clone());
        self.roles_changed()?;
        Ok(policy)
    }

    /// Removes it from the scope and from every role; one that is not there is removed already.
    pub async fn delete(&self, id: &str) -> Result<()> {
        self.scoped.delete(id).await?;
        self.roles_changed()
    }

    fn roles_changed(&self) -> Result<()> {
        self.scoped.confident.roles(&self.scoped.scope)?.scoped.list.forget();
        Ok(())
    }
}
