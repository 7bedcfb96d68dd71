//! A collection of the organization or of a project: keys, members, invitations, roles, policies or permissions. This
//! file has what they have in common.
#![allow(
    private_bounds,
    reason = "the kinds of objects are this crate's, and callers name them by `Members`, `Roles`, …"
)]

use std::fmt::Display;
use std::sync::Arc;
use std::time::Instant;

use futures::stream::{BoxStream, StreamExt};
use serde::Serialize;

use super::{Confident, Scope};
use crate::admin::AdminClient;
use crate::collections::List;
use crate::creation::{Created, Creation, NewItem, Outcome};
use crate::deserialize;
use crate::error::Result;
use crate::listing::Item;
use crate::path::Path;

/// The objects of one kind in one scope.
#[derive(Debug)]
pub struct Scoped<'a, T: Item> {
    pub(super) confident: &'a Confident,
    pub(super) scope: Scope,
    pub(super) list: List<T>,
}

/// An object that is identified by its name within the scope.
pub(super) trait Named: Item {}

/// Declares an object of a list without pages that is identified by its name: its noun, and the response of its list.
macro_rules! named {
    ($item:ident, $noun:literal, $page:ident { $member:ident }) => {
        crate::listing::undivided!($page { $member: $item });

        impl crate::listing::Item for $item {
            type Page = $page;
            const NOUN: &'static str = $noun;
            const PAGED: bool = false;

            fn id(&self) -> String {
                self.id.clone()
            }

            fn key(&self) -> String {
                self.name.clone()
            }
        }

        impl super::scoped::Named for $item {}
    };
}
pub(super) use named;

/// An object that is identified by its email address within the scope.
pub(super) trait Addressed: Item {}

/// An object that a request creates or replaces as a whole.
pub(super) trait Replaceable: Named {
    /// Invalidates the lists that contain values of the object, after an edit.
    fn edited(replaced: &Scoped<'_, Self>) -> Result<()>;

    /// Invalidates the lists that contain values of the object, after its deletion.
    fn deleted(_: &Scoped<'_, Self>) -> Result<()> {
        Ok(())
    }
}

impl<T: Named> Scoped<'_, T> {
    /// The object with this name.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Arc<T>>> {
        Ok(self.find_by_key(name).await?.into_iter().next())
    }
}

impl<T: Addressed> Scoped<'_, T> {
    /// The object with this email address, compared without case.
    pub async fn find_by_email(&self, email: &str) -> Result<Option<Arc<T>>> {
        Ok(self.find_by_key(&deserialize::email(email)).await?.into_iter().next())
    }

    /// The object with this email address in the cached list, which may be older than the call.
    pub async fn listed_by_email(&self, email: &str) -> Result<Option<Arc<T>>> {
        Ok(self.listed_by_key(&deserialize::email(email)).await?.into_iter().next())
    }
}

impl<T: Replaceable> Scoped<'_, T> {
    /// Creates an object.
    pub async fn create<N: NewItem<Object = T> + Serialize>(&self, new: &N) -> Result<Created<T>> {
        let post = || self.client().post::<T>(self.list.path(), new);
        Ok(self.make(new, post).await?.created(&self.list))
    }

    /// Replaces all fields of the object, including the name.
    pub async fn edit<N: NewItem<Object = T> + Serialize>(&self, id: &str, new: &N) -> Result<T> {
        let edited: T = match self.wrote(self.client().put(&self.one(id)?, new).await).await {
            Err(error) => return Err(self.list.explain_conflict(error, id, &new.key()).await),
            Ok(edited) => edited,
        };
        self.list.edited(edited.clone());
        T::edited(self)?;
        Ok(edited)
    }

    /// Deletes the object. Succeeds if it does not exist.
    pub async fn delete(&self, id: &str) -> Result<()> {
        self.remove(id).await?;
        T::deleted(self)
    }
}

impl<'a, T: Item> Scoped<'a, T> {
    /// All objects; none if the project itself is gone.
    pub async fn all(&self) -> Result<Vec<Arc<T>>> {
        if self.is_gone() {
            return Ok(Vec::new());
        }
        let listed = self.list.all().await;
        Ok(self.unless_gone(listed.map(Some)).await?.unwrap_or_default())
    }

    /// All objects, read now page by page; an error if the project itself is gone.
    pub fn stream(self) -> BoxStream<'a, Result<T>> {
        let read = self.list.stream();
        let confident = self.confident;
        read.then(move |read| confident.explain_not_found(self.scope.clone(), read)).boxed()
    }

    /// The object with this ID. `None` is certain.
    pub async fn find(&self, id: impl Display + Send) -> Result<Option<Arc<T>>> {
        if self.is_gone() {
            return Ok(None);
        }
        let found = self.list.find(&id.to_string()).await;
        self.unless_gone(found).await
    }

    /// The object with this ID in the cached list, which may be older than the call.
    pub async fn find_cached(&self, id: impl Display + Send) -> Result<Option<Arc<T>>> {
        if self.is_gone() {
            return Ok(None);
        }
        let listed = self.list.find_cached(&id.to_string()).await;
        self.unless_gone(listed).await
    }

    pub(super) fn client(&self) -> &AdminClient {
        &self.confident.client
    }

    /// Whether the project of the scope is known to be gone.
    fn is_gone(&self) -> bool {
        self.scope.project().is_some_and(|project| self.confident.is_gone(project))
    }

    /// The path of one object.
    pub(super) fn one(&self, id: &str) -> Result<Path> {
        self.list.path().then("/{id}", &[("id", &id)])
    }

    pub(super) async fn listed_by_key(&self, key: &str) -> Result<Vec<Arc<T>>> {
        if self.is_gone() {
            return Ok(Vec::new());
        }
        let listed = self.list.listed_by_key(key).await;
        Ok(self.unless_gone(listed.map(Some)).await?.unwrap_or_default())
    }

    pub(super) async fn find_by_key(&self, key: &str) -> Result<Vec<Arc<T>>> {
        if self.is_gone() {
            return Ok(Vec::new());
        }
        let found = self.list.find_by_key(key).await;
        Ok(self.unless_gone(found.map(Some)).await?.unwrap_or_default())
    }

    /// Creates an object and returns the response.
    pub(super) async fn make<A, F, N>(&self, new: &N, post: impl Fn() -> F) -> Result<Outcome<A, T>>
    where
        F: Future<Output = Result<A>>,
        N: NewItem<Object = T>,
    {
        let made = async { Creation::begin(&self.list, new).await?.run(post).await };
        self.explain_not_found(made.await).await
    }

    /// Applies the outcome of a write to the list, and adds the missing project to a not-found error.
    pub(super) async fn wrote<R>(&self, outcome: Result<R>) -> Result<R> {
        self.explain_not_found(self.list.after_write(outcome)).await
    }

    pub(super) async fn explain_not_found<R>(&self, outcome: Result<R>) -> Result<R> {
        self.confident.explain_not_found(self.scope.clone(), outcome).await
    }

    /// Deletes an object. A 404 counts as success only if the list lacks the object, too, or if its project is gone.
    pub(super) async fn remove(&self, id: &str) -> Result<()> {
        match self.list.after_write(self.client().delete(&self.one(id)?).await) {
            Err(error) if error.is_not_found() => {
                let confirmed = self.list.confirms_not_found(id).await;
                if self.unless_gone(confirmed.map(Some)).await? == Some(false) {
                    return Err(error);
                }
            }
            outcome => outcome?,
        }
        self.list.deleted(id);
        Ok(())
    }

    /// A 404 for a list means an empty list only if the project is missing from a complete list, too.
    async fn unless_gone<R>(&self, outcome: Result<Option<R>>) -> Result<Option<R>> {
        let (error, project) = match (outcome, &self.scope) {
            (Err(error), Scope::Project(project)) if error.is_not_found() => (error, project),
            (outcome, _) => return outcome,
        };
        let projects = self.confident.projects()?;
        if projects.find(project).await?.is_some() {
            // The list of projects may be older than the 404, which all objects of this list share.
            projects.list.load_since(self.list.failed_at().unwrap_or_else(Instant::now)).await?;
            if projects.find(project).await?.is_some() {
                return Err(error);
            }
        }
        self.confident.note_gone(project);
        Ok(None)
    }
}
