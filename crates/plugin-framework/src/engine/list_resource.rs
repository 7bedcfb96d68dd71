//! The trait that a list resource implements, and the stream of its objects. `terraform query` and `export` list the
//! objects of a resource type with it.

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

    /// Pushes every object that can be managed, as an import would read it.
    ///
    /// # Errors
    /// If a scope does not exist or cannot be read. The result is never a shorter list.
    async fn list(
        &self,
        ctx: &Context<Self::Api>,
        config: Self::Config,
        results: &ListResults<Self::Model>,
    ) -> Result<(), ErrorOf<Self::Api>>;
}

/// Receives the objects that a list resource finds.
#[derive(Debug)]
pub struct ListResults<M> {
    sender: mpsc::Sender<M>,
    left: AtomicU64,
    complete: Arc<Notify>,
}

impl<M: Send> ListResults<M> {
    /// Returns the sender for at most `limit` objects, the receiver, and a notification for when the limit is reached.
    pub(super) fn new(limit: Option<u64>) -> (ListResults<M>, mpsc::Receiver<M>, Arc<Notify>) {
        let (sender, receiver) = mpsc::channel(1);
        let complete = Arc::new(Notify::new());
        let left = AtomicU64::new(limit.unwrap_or(u64::MAX));
        (ListResults { sender, left, complete: Arc::clone(&complete) }, receiver, complete)
    }

    /// Adds an object. Once the limit is reached this does not return, so that no further request is sent.
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

    /// How many lists to read concurrently if the objects are spread over several: at most as many as objects are still
    /// needed.
    pub fn concurrency(&self) -> usize {
        usize::try_from(self.left.load(Ordering::Relaxed).clamp(1, MOST_AHEAD)).unwrap_or(1)
    }
}

/// What to list.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// The `config` block.
    pub config: DynamicValue,
    /// Whether to include the whole object besides its ID.
    pub include_resource: bool,
    /// The maximum number of objects to read; `None` for all.
    pub limit: Option<u64>,
}

/// One object of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedResource {
    /// The id, whose parts are also the identity.
    pub id: Id,
    /// The display name of the object.
    pub display_name: String,
    /// The whole object without secrets, as an import would store it. Only if requested.
    pub object: Option<DynamicValue>,
}

/// An event of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum ListEvent {
    Found(ListedResource),
    Warning(Error),
    /// The list is incomplete. This is the last event.
    Failed(Error),
}

/// A list resource as the server and the command line see it.
pub trait AnyListResource: Declared {
    /// The objects as they arrive. Dropping the stream cancels the requests in progress.
    fn list(self: Arc<Self>, request: ListRequest) -> BoxStream<'static, ListEvent>;
}
