//! What the author of a list resource writes, and where the objects go: `terraform query` and `export` read a resource
//! type's objects through it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use futures::future::pending;
use futures::stream::BoxStream;
use serde::de::DeserializeOwned;
use tokio::sync::{Notify, mpsc};

use super::any::Declared;
use super::api::ErrorOf;
use super::context::Context;
use super::error::Error;
use super::id::Id;
use super::resource::Resource;
use crate::schema::Schema;
use crate::value::DynamicValue;

/// How many lists may be read at the same time.
const MOST_AHEAD: u64 = 8;

/// A resource whose objects can be listed.
#[async_trait]
pub trait ListResource: Resource {
    /// One field per argument of the `config` block, in the order of its schema.
    type Config: DeserializeOwned + Send + Sync;

    /// The declaration of the `config` block.
    fn list_schema() -> Schema;

    /// Pushes every object that can be managed, each as an import would read it.
    ///
    /// # Errors
    /// When something asked for does not exist or cannot be read: a list is never shorter than it should be.
    async fn list(
        &self,
        ctx: &Context<Self::Api>,
        config: Self::Config,
        results: &ListResults<Self::Model>,
    ) -> Result<(), ErrorOf<Self::Api>>;
}

/// Where a list resource puts what it found.
#[derive(Debug)]
pub struct ListResults<M> {
    sender: mpsc::Sender<M>,
    left: AtomicU64,
    complete: Arc<Notify>,
}

impl<M: Send> ListResults<M> {
    /// Results of at most `limit` objects, where they arrive, and what is notified when there are as many.
    pub(super) fn new(limit: Option<u64>) -> (ListResults<M>, mpsc::Receiver<M>, Arc<Notify>) {
        let (sender, receiver) = mpsc::channel(1);
        let complete = Arc::new(Notify::new());
        let left = AtomicU64::new(limit.unwrap_or(u64::MAX));
        (ListResults { sender, left, complete: Arc::clone(&complete) }, receiver, complete)
    }

    /// Adds an object. After the last one that was asked for this does not return, so that no further request is sent.
    pub async fn push(&self, object: M) {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 || self.sender.send(object).await.is_err() {
            return pending().await;
        }
        self.left.store(left - 1, Ordering::Relaxed);
        if left == 1 {
            self.complete.notify_one();
            pending::<()>().await;
        }
    }

    /// How many lists to read at the same time, when the objects are spread over several: no more than objects are wanted.
    pub fn concurrency(&self) -> usize {
        usize::try_from(self.left.load(Ordering::Relaxed).clamp(1, MOST_AHEAD)).unwrap_or(1)
    }
}

/// What to list.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// The `config` block.
    pub config: DynamicValue,
    /// Whether the whole object is wanted beside its id.
    pub include_resource: bool,
    /// The most objects to read; `None` for all.
    pub limit: Option<u64>,
}

/// One object of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedResource {
    /// The id, whose parts are also the identity.
    pub id: Id,
    /// What people know the object by.
    pub display_name: String,
    /// The whole object without secrets, as an import would store it; only when it was asked for.
    pub object: Option<DynamicValue>,
}

/// What a list brings forth.
#[derive(Clone, Debug, PartialEq)]
pub enum ListEvent {
    Found(ListedResource),
    Warning(Error),
    /// The list is incomplete; nothing follows.
    Failed(Error),
}

/// A list resource as the server and the command line see it.
pub trait AnyListResource: Declared {
    /// The objects as they arrive. Dropping the stream ends the requests under way.
    fn list(self: Arc<Self>, request: ListRequest) -> BoxStream<'static, ListEvent>;
}
