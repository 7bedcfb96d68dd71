//! Objects from several lists: the lists are requested concurrently and read in order.

use std::pin::Pin;

use futures::stream::{self, BoxStream, FuturesOrdered, Peekable, Stream, StreamExt};

use super::Result;

/// The objects of one list, whose first response has arrived.
pub(super) type Opened<'a, M> = Peekable<BoxStream<'a, Result<M>>>;

/// Each scope with its objects, in the order of the scopes. At most `concurrency` lists are requested at the same time,
/// and only the first page of each until it is its turn.
pub(super) fn read_ahead<'a, S, M, F>(
    scopes: BoxStream<'a, Result<S>>,
    open: F,
    concurrency: impl Fn() -> usize + Send + Sync,
) -> impl Stream<Item = Result<(S, Opened<'a, M>)>> + Send
where
    S: Send + 'a,
    M: Send + 'a,
    F: Fn(&S) -> Result<BoxStream<'a, Result<M>>> + Send + Sync + 'a,
{
    let opened = move |scope: Result<S>| {
        let objects = scope.and_then(|scope| Ok((open(&scope)?, scope)));
        async move {
            let (objects, scope) = objects?;
            let mut objects = objects.peekable();
            Pin::new(&mut objects).peek().await;
            Ok((scope, objects))
        }
    };
    let ahead = FuturesOrdered::new();
    stream::unfold((scopes.fuse(), ahead, opened, concurrency), |mut state| async move {
        let (scopes, ahead, opened, concurrency) = &mut state;
        while ahead.len() < concurrency() {
            let Some(scope) = scopes.next().await else { break };
            ahead.push_back(opened(scope));
        }
        Some((ahead.next().await?, state))
    })
}
