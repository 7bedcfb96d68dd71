//! API keys: `/manage/api-keys`. The name is the only id, the secret comes once, and nothing can be changed.
//!
//! A 400 on creation means an invalid request, a name that is taken or a full quota; only the list can tell which.

use std::sync::Arc;

use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Cortecs;
use crate::collection::Collection;
use crate::creation::{Creation, Outcome};
use crate::deserialize;
use crate::error::Result;
use crate::listing::{Item, undivided};
use crate::secret::Secret;

/// A key as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ApiKey {
    /// Unique per account, case-sensitive.
    pub name: String,
    /// Unix seconds.
    #[serde(deserialize_with = "deserialize::unix_seconds")]
    pub created_at: i64,
    /// Whether it may use this API.
    #[serde(default, deserialize_with = "deserialize::or_default")]
    pub is_management_key: bool,
}

/// What a creation sends.
#[derive(Debug, Clone, Serialize)]
pub struct NewApiKey<'a> {
    /// Unique per account.
    pub name: &'a str,
    /// Whether it may use this API.
    pub is_management_key: bool,
}

/// A key that was created, with its secret.
#[derive(Debug, Clone)]
pub struct CreatedApiKey {
    /// Its name.
    pub name: String,
    /// Whether it may use this API.
    pub is_management_key: bool,
    /// The secret; it cannot be read again.
    pub api_key: Secret,
    /// Unix seconds, from a list read afterwards; `None` while the list lags behind or could not be read.
    pub created_at: Option<i64>,
}

undivided!(ApiKeyPage { api_keys: ApiKey });

impl Item for ApiKey {
    type Page = ApiKeyPage;
    const NOUN: &'static str = "API key";
    const PAGED: bool = false;

    fn id(&self) -> String {
        self.name.clone()
    }

    fn key(&self) -> String {
        self.name.clone()
    }

    fn made_at(&self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp(self.created_at).ok()
    }
}

#[derive(Deserialize)]
struct Answered {
    #[serde(deserialize_with = "deserialize::id")]
    name: String,
    #[serde(default, deserialize_with = "deserialize::or_default")]
    is_management_key: bool,
    api_key: Secret,
}

#[derive(Serialize)]
struct Removal<'a> {
    name: &'a str,
}

/// The keys of the account.
#[derive(Debug)]
pub struct ApiKeys<'a> {
    pub(super) cortecs: &'a Cortecs,
    pub(super) list: Arc<Collection<ApiKey>>,
}

impl ApiKeys<'_> {
    /// All of them.
    pub async fn all(&self) -> Result<Vec<Arc<ApiKey>>> {
        self.list.all().await
    }

    /// All of them, read now.
    pub fn stream(&self) -> BoxStream<'static, Result<ApiKey>> {
        self.list.stream()
    }

    /// One of them; `None` is certain.
    pub async fn find(&self, name: &str) -> Result<Option<Arc<ApiKey>>> {
        self.list.find(name).await
    }

    /// Makes one. If the answer with the secret was lost, the key it made is removed and made again, once: a key whose
    /// secret nobody has is of no use. The second such key is removed too.
    pub async fn create(&self, new: &NewApiKey<'_>) -> Result<CreatedApiKey> {
        let creation = Creation::begin(&self.list, new.name.to_owned(), true, true).await?;
        let post = || self.cortecs.client.post::<Answered>(self.list.path(), new);
        let answered = match creation.run(post).await? {
            Outcome::Answered(answered) => answered,
            Outcome::Adopted(_) => {
                self.delete(new.name).await.map_err(|error| error.suspecting(vec![new.name.to_owned()]))?;
                self.list.expect(new.name);
                match creation.run(post).await? {
                    Outcome::Answered(answered) => answered,
                    Outcome::Adopted(orphan) => {
                        let removal = self.delete(&orphan.name).await;
                        return Err(creation.lost_twice(&orphan.name, &removal));
                    }
                }
            }
        };
        let created_at = self.listed_at(&answered).await;
        Ok(CreatedApiKey {
            name: answered.name,
            is_management_key: answered.is_management_key,
            api_key: answered.api_key,
            created_at,
        })
    }

    /// Removes it; one that is not there is removed already. A 400 may mean that it is the key in use.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match self
            .list
            .after_write(self.cortecs.client.delete_with(self.list.path(), &Removal { name }).await)
        {
            Err(error) if error.is_not_found() => {}
            outcome => outcome?,
        }
        self.list.deleted(name);
        Ok(())
    }

    /// The answer of a creation lacks the time; the list has it. The key exists already, so a list that cannot be read is
    /// no error here.
    async fn listed_at(&self, answered: &Answered) -> Option<i64> {
        let listed = self.list.confirmed(&answered.name).await;
        if let Ok(Some(key)) = &listed {
            self.list.created(ApiKey::clone(key));
            return Some(key.created_at);
        }
        self.list.forget();
        None
    }
}
