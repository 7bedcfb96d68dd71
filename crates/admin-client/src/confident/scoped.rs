//! One list of the organization or of a project, and what all such lists have in common.

use std::sync::Arc;
use std::time::Instant;

use futures::stream::{BoxStream, StreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Confident, Scope};
use crate::admin::AdminClient;
use crate::collections::List;
use crate::creation::{Creation, NewItem, Outcome};
use crate::error::Result;
use crate::listing::Item;
use crate::path::Path;

/// One list of one scope, and what all such lists have in common.
#[derive(Debug)]
pub(super) struct Scoped<'a, T: Item> {
    pub(super) confident: &'a Confident,
    pub(super) scope: Scope,
    pub(super) list: List<T>,
}

impl<'a, T: Item> Scoped<'a, T> {
    pub(super) fn client(&self) -> &AdminClient {
        &self.confident.client
    }

    /// Whether the project of the scope is known to be gone, and everything in it with it.
    fn is_gone(&self) -> bool {
        self.scope.project().is_some_and(|project| self.confident.is_gone(project))
    }

    /// The path of one object.
    pub(super) fn one(&self, id: &str) -> Result<Path> {
        self.list.path().then("/{id}", &[("id", &id)])
    }

    /// All objects; none when the project itself is gone.
    pub(super) async fn all(&self) -> Result<Vec<Arc<T>>> {
        if self.is_gone() {
            return Ok(Vec::new());
        }
        let listed = self.list.all().await;
        Ok(self.unless_gone(listed.map(Some)).await?.unwrap_or_default())
    }

    /// All objects, read now page by page; an error when the project itself is gone.
    pub(super) fn stream(self) -> BoxStream<'a, Result<T>> {
        let read = self.list.stream();
        let confident = self.confident;
        read.then(move |read| confident.named(self.scope.clone(), read)).boxed()
    }

    pub(super) async fn find(&self, id: &str) -> Result<Option<Arc<T>>> {
        if self.is_gone() {
            return Ok(None);
        }
        let found = self.list.find(id).await;
        self.unless_gone(found).await
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

    /// Creates one, up to the response.
    pub(super) async fn make<A, F, N>(&self, new: &N, post: impl Fn() -> F) -> Result<Outcome<A, T>>
    where
        F: Future<Output = Result<A>>,
        N: NewItem<Object = T>,
    {
        let made = async { Creation::begin(&self.list, new).await?.run(post).await };
        self.named(made.await).await
    }

    /// Passes a write's outcome on: to the list, and with the project named if that is what is not found.
    pub(super) async fn wrote<R>(&self, outcome: Result<R>) -> Result<R> {
        self.named(self.list.after_write(outcome)).await
    }

    /// Replaces one that may get another name by it.
    pub(super) async fn renamed(&self, id: &str, name: &str, body: &impl Serialize) -> Result<T>
    where
        T: DeserializeOwned,
    {
        match self.wrote(self.client().put(&self.one(id)?, body).await).await {
            Err(error) => Err(self.list.blamed(error, id, name).await),
            outcome => outcome,
        }
    }

    pub(super) async fn named<R>(&self, outcome: Result<R>) -> Result<R> {
        self.confident.named(self.scope.clone(), outcome).await
    }

    /// Deletes one. One that is not found is gone if the list lacks it too, or if its project is gone.
    pub(super) async fn delete(&self, id: &str) -> Result<()> {
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

    /// A list that is not found means an empty one only if the project is gone from a complete list too.
    async fn unless_gone<R>(&self, outcome: Result<Option<R>>) -> Result<Option<R>> {
        let (error, project) = match (outcome, &self.scope) {
            (Err(error), Scope::Project(project)) if error.is_not_found() => (error, project),
            (outcome, _) => return outcome,
        };
        let projects = self.confident.projects()?;
        if projects.find(project).await?.is_some() {
            // The list of projects may be older than the 404, which all objects of the list share.
            projects.list.load_since(self.list.failed_at().unwrap_or_else(Instant::now)).await?;
            if projects.find(project).await?.is_some() {
                return Err(error);
            }
        }
        self.confident.note_gone(project);
        Ok(None)
    }
}
