//! Reading one whole list: all pages or an error, each object once.
//!
//! Pages are hostile until proven otherwise: the server may cap their size, shift rows between them, repeat one, or never
//! end (corti.md 5, T7).

use std::collections::BTreeSet;

use futures::stream::{self, FuturesOrdered, StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use super::admin::AdminClient;
use super::error::{Error, Result};
use super::path::Path;

const PAGE_SIZE: &str = "100";
const MOST_PAGES: u64 = 1_000;
const MOST_OBJECTS: usize = 500_000;
const PAGES_AT_ONCE: usize = 4;
const PAGES_AHEAD: usize = 2;

/// An object that is read by listing.
pub(crate) trait Item: Clone + std::fmt::Debug + DeserializeOwned + Send + Sync + 'static {
    /// One answer of the list.
    type Page: DeserializeOwned + Into<Page<Self>> + Send;
    /// What it is called in messages.
    const NOUN: &'static str;
    /// Whether the list takes `page` and `pageSize`.
    const PAGED: bool;

    /// Its id within the list.
    fn id(&self) -> String;
    /// What a person knows it by, in the form in which the server compares it.
    fn key(&self) -> String;
    /// When it was made, if the server tells.
    fn made_at(&self) -> Option<OffsetDateTime>;
}

/// One page, whatever the vendor calls its members.
#[derive(Debug)]
pub(crate) struct Page<T> {
    /// The objects on it.
    pub(crate) items: Vec<T>,
    /// What it says about the pages after it.
    pub(crate) next: Next,
}

/// What a page says about those after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// There are none by contract.
    None,
    /// Whether another one follows.
    Follows(bool),
    /// How many objects there are on all pages, and how many the server puts on one.
    Of {
        /// Objects on all pages.
        total: u64,
        /// Objects on one page; the server may cap what was asked for.
        page_size: u64,
    },
    /// Nothing: an empty page is the end.
    Unsaid,
}

/// The whole list.
pub(super) struct Whole<T> {
    pub(super) items: Vec<T>,
    pub(super) pages: u64,
}

struct Pages<'a, T: Item> {
    client: &'a AdminClient,
    path: &'a Path,
    items: Vec<T>,
    seen: BTreeSet<String>,
    latest: Vec<String>,
    read: u64,
}

pub(super) async fn read_all<T: Item>(client: &AdminClient, path: &Path) -> Result<Whole<T>> {
    let mut pages =
        Pages { client, path, items: Vec::new(), seen: BTreeSet::new(), latest: Vec::new(), read: 0 };
    if !T::PAGED {
        let page: Page<T> = client.get::<T::Page>(path).await?.into();
        pages.take(page)?;
        return Ok(Whole { items: pages.items, pages: 1 });
    }
    let first = fetch::<T>(client, path, 1).await?;
    if let Next::Of { total, page_size } = first.next {
        let size =
            if page_size > 0 { page_size } else { u64::try_from(first.items.len()).unwrap_or(0).max(1) };
        pages.take(first)?;
        pages.counted(total, size).await?;
    } else {
        pages.followed(first).await?;
    }
    Ok(Whole { items: pages.items, pages: pages.read })
}

impl<T: Item> Pages<'_, T> {
    /// The number of pages is known: several at once, taken in their order. Rows may have shifted meanwhile; then single
    /// pages are read on until everything is there or a page is empty.
    async fn counted(&mut self, total: u64, page_size: u64) -> Result<()> {
        let last = total.div_ceil(page_size);
        if last > MOST_PAGES {
            return Err(self.endless(&format!("the list claims {last} pages")));
        }
        let (client, path) = (self.client, self.path);
        let mut rest =
            stream::iter(2..=last).map(|number| fetch::<T>(client, path, number)).buffered(PAGES_AT_ONCE);
        while let Some(page) = rest.try_next().await? {
            self.take(page)?;
        }
        drop(rest);
        let mut number = last.max(1) + 1;
        while u64::try_from(self.items.len()).unwrap_or(u64::MAX) < total {
            let page = fetch::<T>(client, path, number).await?;
            if page.items.is_empty() {
                break;
            }
            self.take(page)?;
            number += 1;
        }
        Ok(())
    }

    /// Each page tells only whether another one follows. The page after the next is asked for at the same time, which
    /// halves the wait at the price of one request beyond the end; what that one answers does not matter.
    async fn followed(&mut self, first: Page<T>) -> Result<()> {
        let (client, path) = (self.client, self.path);
        let mut numbers = 2..;
        let mut ahead = FuturesOrdered::new();
        let mut page = first;
        loop {
            let (next, empty) = (page.next, page.items.is_empty());
            self.take(page)?;
            match next {
                Next::None | Next::Follows(false) => return Ok(()),
                Next::Follows(true) if empty => {
                    return Err(self.endless("an empty page says that another one follows"));
                }
                Next::Unsaid | Next::Of { .. } if empty => return Ok(()),
                Next::Follows(true) | Next::Unsaid | Next::Of { .. } => {}
            }
            let wanted = PAGES_AHEAD - ahead.len();
            ahead.extend(numbers.by_ref().take(wanted).map(|number| fetch::<T>(client, path, number)));
            let Some(answer) = ahead.next().await else { return Ok(()) };
            page = answer?;
        }
    }

    fn take(&mut self, page: Page<T>) -> Result<()> {
        self.read += 1;
        if self.read > MOST_PAGES || self.items.len() + page.items.len() > MOST_OBJECTS {
            return Err(self.endless("the list does not end"));
        }
        let ids: Vec<String> = page.items.iter().map(Item::id).collect();
        // A lone object may come twice because rows shifted; a whole page does not.
        if ids.len() > 1 && ids == self.latest {
            return Err(self.endless("the same page came twice"));
        }
        for (item, id) in page.items.into_iter().zip(&ids) {
            if self.seen.insert(id.clone()) {
                self.items.push(item);
            }
        }
        self.latest = ids;
        Ok(())
    }

    fn endless(&self, what: &str) -> Error {
        let reason = format!("{what} (after {} pages and {} objects)", self.read, self.items.len());
        Error::unreadable("GET", self.path.template(), reason).after(1)
    }
}

async fn fetch<T: Item>(client: &AdminClient, path: &Path, number: u64) -> Result<Page<T>> {
    let path = path.with_query(&[("page", &number.to_string()), ("pageSize", PAGE_SIZE)]);
    Ok(client.get::<T::Page>(&path).await?.into())
}
