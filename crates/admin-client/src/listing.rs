//! Reads a whole list: all pages or an error, each object once.
//!
//! Pages are not trusted: the server may cap their size, shift rows between them, repeat one, miscount, or never end
//! (contracts/corti.md 5, T7). According to the contracts an empty page is the end, so an early empty page ends a list,
//! too.

use std::collections::BTreeSet;

use futures::stream::{self, BoxStream, FuturesOrdered, StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use super::admin::AdminClient;
use super::error::{Error, Result};
use super::path::Path;

const PAGE_SIZE: &str = "100";
const MOST_PAGES: u64 = 1_000;
const MOST_OBJECTS: usize = 500_000;
const MOST_BYTES: usize = 128 * 1024 * 1024;
/// After this many pages in a row without a new object, the list has ended.
const MOST_STALE: u32 = 2;
const PAGES_AT_ONCE: usize = 8;

/// An object of a list.
pub(crate) trait Item:
    Clone + PartialEq + std::fmt::Debug + DeserializeOwned + Send + Sync + 'static
{
    /// The response type of the list.
    type Page: DeserializeOwned + Into<Page<Self>> + Send;
    /// Its noun in messages.
    const NOUN: &'static str;
    /// Whether the list takes `page` and `pageSize`.
    const PAGED: bool;
    /// Whether the server keeps the key unique, so that a second creation cannot create a second object.
    const KEY_IS_UNIQUE: bool = true;
    /// Whether the server returns the creation time.
    const HAS_CREATED_AT: bool = false;

    /// Its ID within the list.
    fn id(&self) -> String;
    /// Its natural key (such as a name or an email address), in the format in which the server compares it.
    fn key(&self) -> String;
    /// Its creation time, if the server returns it.
    fn created_at(&self) -> Option<OffsetDateTime> {
        None
    }
}

/// One page, independent of the vendor's field names.
#[derive(Debug)]
pub(crate) struct Page<T> {
    /// The objects on it.
    pub(crate) items: Vec<T>,
    /// What it says about further pages.
    pub(crate) next: Next,
}

/// Declares the response of a list without pages: a JSON object with this field.
macro_rules! undivided {
    ($(#[$serde:meta])* $page:ident { $member:ident: $item:ty }) => {
        #[derive(Debug, serde::Deserialize)]
        $(#[$serde])*
        pub(crate) struct $page {
            $member: Vec<$item>,
        }

        impl From<$page> for $crate::listing::Page<$item> {
            fn from(it: $page) -> Self {
                $crate::listing::Page { items: it.$member, next: $crate::listing::Next::None }
            }
        }
    };
}
pub(crate) use undivided;

/// What a page says about further pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The list has no pages.
    None,
    /// Whether another one follows.
    Follows(bool),
    /// The total number of objects, and the number per page.
    Of {
        /// Objects on all pages.
        total: u64,
        /// Objects on one page. The server may cap the requested number.
        page_size: u64,
    },
    /// Nothing: an empty page is the end.
    Unsaid,
}

struct Pages<T: Item> {
    client: AdminClient,
    path: Path,
    items: Vec<T>,
    seen: BTreeSet<String>,
    latest: Vec<String>,
    read: u64,
    bytes: usize,
    /// The number of pages since the last one with a new object.
    stale: u32,
}

/// A page and the size of its response.
type PageWithSize<T> = (Page<T>, usize);

pub(super) async fn read_all<T: Item>(client: &AdminClient, path: &Path) -> Result<Vec<T>> {
    let mut pages = Pages::new(client, path);
    if !T::PAGED {
        let page = page_with_size(client, path).await?;
        pages.take(page)?;
        return Ok(pages.items);
    }
    let first = fetch::<T>(client, path, 1).await?;
    if let Next::Of { total, page_size } = first.0.next {
        let on_page = u64::try_from(first.0.items.len()).unwrap_or(0);
        let size = if page_size > 0 { page_size } else { on_page.max(1) };
        pages.take(first)?;
        if on_page == 0 && total > 0 {
            return Err(pages.invalid_listing(&format!("an empty page reports {total} objects")));
        }
        pages.counted(total, size).await?;
    } else {
        pages.followed(first).await?;
    }
    Ok(pages.items)
}

/// The objects of the list, read page by page on demand, so that a caller that stops early causes no further requests.
/// Follows the same rules as reading the whole list, and ends after the first error.
pub(super) fn stream<T: Item>(client: &AdminClient, path: &Path) -> BoxStream<'static, Result<T>> {
    let pages = stream::try_unfold((Pages::new(client, path), Some(1)), |(mut pages, number)| async move {
        let Some(number) = number else { return Ok(None) };
        let follows = pages.page(number).await?;
        let items = std::mem::take(&mut pages.items);
        Ok(Some((items, (pages, follows.then_some(number + 1)))))
    });
    pages.map_ok(|items| stream::iter(items.into_iter().map(Ok))).try_flatten().boxed()
}

impl<T: Item> Pages<T> {
    fn new(client: &AdminClient, path: &Path) -> Self {
        let (items, seen, latest) = (Vec::new(), BTreeSet::new(), Vec::new());
        Pages { client: client.clone(), path: path.clone(), items, seen, latest, read: 0, bytes: 0, stale: 0 }
    }

    /// Reads one page and returns whether another one follows.
    async fn page(&mut self, number: u64) -> Result<bool> {
        let (client, path) = (&self.client, &self.path);
        if !T::PAGED {
            self.take(page_with_size(client, path).await?)?;
            return Ok(false);
        }
        let page = fetch::<T>(client, path, number).await?;
        let (next, size) = (page.0.next, page.0.items.len());
        self.take(page)?;
        match next {
            Next::None | Next::Follows(false) => Ok(false),
            Next::Follows(true) if size == 0 => {
                Err(self.invalid_listing("an empty page reports that another page follows"))
            }
            Next::Of { total, .. } if number == 1 && size == 0 && total > 0 => {
                Err(self.invalid_listing(&format!("an empty page reports {total} objects")))
            }
            Next::Of { total, .. } => Ok(size > 0 && !self.has(total)),
            Next::Follows(true) | Next::Unsaid => Ok(size > 0),
        }
    }

    /// Reads a known number of pages concurrently, in order. If rows shifted meanwhile, further pages are read one by
    /// one until the total is reached or a page is empty. If there are more objects than the total, the total is
    /// ignored.
    async fn counted(&mut self, total: u64, page_size: u64) -> Result<()> {
        let last = total.div_ceil(page_size);
        if last > MOST_PAGES {
            return Err(self.invalid_listing(&format!("the list reports {last} pages")));
        }
        let (client, path) = (&self.client.clone(), &self.path.clone());
        let mut rest =
            stream::iter(2..=last).map(|number| fetch::<T>(client, path, number)).buffered(PAGES_AT_ONCE);
        while let Some(page) = rest.try_next().await? {
            self.take(page)?;
            if self.stale == MOST_STALE || self.has(total) {
                return Ok(());
            }
        }
        drop(rest);
        let mut number = last.max(1) + 1;
        while !self.has(total) {
            let page = fetch::<T>(client, path, number).await?;
            if page.0.items.is_empty() {
                break;
            }
            self.take(page)?;
            number += 1;
        }
        Ok(())
    }

    fn has(&self, total: u64) -> bool {
        u64::try_from(self.seen.len()).is_ok_and(|count| count == total)
    }

    /// Reads pages that say only whether another one follows. The longer the list, the more pages are requested
    /// concurrently. So there are few requests beyond its end, whose responses are ignored: one for a list of up to a
    /// dozen pages, and at most seven.
    async fn followed(&mut self, first: PageWithSize<T>) -> Result<()> {
        let (client, path) = (&self.client.clone(), &self.path.clone());
        let mut numbers = 2..;
        let mut ahead = FuturesOrdered::new();
        let mut page = first;
        loop {
            let (next, empty) = (page.0.next, page.0.items.is_empty());
            self.take(page)?;
            match next {
                Next::None | Next::Follows(false) => return Ok(()),
                Next::Follows(true) if empty => {
                    return Err(self.invalid_listing("an empty page reports that another page follows"));
                }
                Next::Unsaid | Next::Of { .. } if empty => return Ok(()),
                Next::Follows(true) | Next::Unsaid | Next::Of { .. } => {}
            }
            let wanted = window(self.read).saturating_sub(ahead.len());
            ahead.extend(numbers.by_ref().take(wanted).map(|number| fetch::<T>(client, path, number)));
            let Some(response) = ahead.next().await else { return Ok(()) };
            page = response?;
        }
    }

    fn take(&mut self, (page, bytes): PageWithSize<T>) -> Result<()> {
        self.read += 1;
        self.bytes += bytes;
        if self.read > MOST_PAGES || self.seen.len() + page.items.len() > MOST_OBJECTS {
            return Err(self.invalid_listing("the list does not end"));
        }
        if self.bytes > MOST_BYTES {
            return Err(
                self.invalid_listing(&format!("the list is larger than {} MiB", MOST_BYTES / (1024 * 1024)))
            );
        }
        let ids: Vec<String> = page.items.iter().map(Item::id).collect();
        // A single object may come twice because rows shifted. A whole page does not.
        if ids.len() > 1 && ids == self.latest {
            return Err(self.invalid_listing("the same page was returned twice"));
        }
        let before = self.seen.len();
        for (item, id) in page.items.into_iter().zip(&ids) {
            if self.seen.insert(id.clone()) {
                self.items.push(item);
            }
        }
        self.stale = if self.seen.len() > before { 0 } else { self.stale + 1 };
        if self.stale >= MOST_STALE && !ids.is_empty() {
            return Err(self.invalid_listing("several pages contain nothing new"));
        }
        self.latest = ids;
        Ok(())
    }

    fn invalid_listing(&self, what: &str) -> Error {
        let reason = format!("{what} (after {} pages and {} objects)", self.read, self.seen.len());
        Error::unreadable("GET", self.path.shown(), reason).after(1)
    }
}

/// How many pages are requested concurrently after `read` pages.
fn window(read: u64) -> usize {
    match usize::try_from(read) {
        Ok(0 | 1) => 1,
        Ok(read) => (read / 4).clamp(2, PAGES_AT_ONCE),
        Err(_) => PAGES_AT_ONCE,
    }
}

async fn fetch<T: Item>(client: &AdminClient, path: &Path, number: u64) -> Result<PageWithSize<T>> {
    page_with_size(client, &path.with_query(&[("page", &number.to_string()), ("pageSize", PAGE_SIZE)])).await
}

async fn page_with_size<T: Item>(client: &AdminClient, path: &Path) -> Result<PageWithSize<T>> {
    let (page, bytes) = client.get_with_size::<T::Page>(path).await?;
    Ok((page.into(), bytes))
}
