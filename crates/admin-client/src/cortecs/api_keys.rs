//! API keys: `/manage/api-keys`. The name is the only id, the secret comes once, and nothing can be changed.
//!
//! A 400 on creation means an invalid request, a name that is taken or a full quota; only the list can tell which.

use std::sync::Arc;
use std::time::SystemTime;

use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Cortecs, CreationTime};
use crate::collections::List;
use crate::creation::{Creation, NewItem, Outcome};
use crate::deserialize;
use crate::error::{Candidate, Result};
use crate::listing::{Item, undivided};
use crate::secret::Secret;

/// A key as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ApiKey {
    /// Unique per account, case-sensitive.
    pub name: String,
    /// Unix seconds; `None` of a key that this process created and no list has shown since.
    #[serde(deserialize_with = "deserialize::unix_seconds")]
    pub created_at: Option<i64>,
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
    /// Whether the name was generated for this request, so that a key of this name can only be ours. It is not sent.
    #[serde(skip)]
    pub is_generated_name: bool,
}

impl NewItem for NewApiKey<'_> {
    type Object = ApiKey;

    fn key(&self) -> String {
        self.name.to_owned()
    }

    fn has_generated_key(&self) -> bool {
        self.is_generated_name
    }

    /// Nobody can adopt a key without its secret.
    fn matches(&self, _: &ApiKey) -> bool {
        false
    }
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
    /// When it was requested and answered. The response lacks the time of the creation, and the list is not read for it.
    pub creation: CreationTime,
}

undivided!(ApiKeyPage { api_keys: ApiKey });

impl Item for ApiKey {
    type Page = ApiKeyPage;
    const NOUN: &'static str = "API key";
    const PAGED: bool = false;
    const HAS_CREATED_AT: bool = true;

    fn id(&self) -> String {
        self.name.clone()
    }

    fn key(&self) -> String {
        self.name.clone()
    }

    fn created_at(&self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp(self.created_at?).ok()
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
    pub(super) list: List<ApiKey>,
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

    /// Creates one. If the response with the secret was lost and the name is a generated one, the key is deleted and created
    /// again, once: a key whose secret nobody has is of no use. The second such key is deleted too. A key of a chosen name may
    /// be another run's; it is reported and left alone.
    pub async fn create(&self, new: &NewApiKey<'_>) -> Result<CreatedApiKey> {
        let creation = Creation::begin(&self.list, new).await?;
        let post = || self.cortecs.client.post::<Answered>(self.list.path(), new);
        let requested = SystemTime::now();
        let answered = match creation.run(post).await? {
            Outcome::Answered(answered) => answered,
            Outcome::Adopted(_) => {
                self.delete(new.name).await.map_err(|error| {
                    error.with_candidates(vec![Candidate { id: new.name.to_owned(), created_at: None }])
                })?;
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
        let Answered { name, is_management_key, api_key } = answered;
        let creation = CreationTime {
            requested_at: self.server_seconds(requested),
            answered_at: self.cortecs.client.clock_skew().map(|_| self.server_seconds(SystemTime::now())),
        };
        self.list.created(ApiKey { name: name.clone(), created_at: None, is_management_key });
        Ok(CreatedApiKey { name, is_management_key, api_key, creation })
    }

    /// Deletes it. One that is not found is gone if the list lacks it too. A 400 may mean that it is the key in use.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match self
            .list
            .after_write(self.cortecs.client.delete_with(self.list.path(), &Removal { name }).await)
        {
            Err(error) if error.is_not_found() => {
                if !self.list.confirms_not_found(name).await? {
                    return Err(error);
                }
            }
            outcome => outcome?,
        }
        self.list.deleted(name);
        Ok(())
    }

    /// Deletes it if it is the caller's. Nothing is sent if the list shows another key of this name, which is returned.
    pub async fn delete_if(
        &self,
        name: &str,
        is_ours: impl FnOnce(&ApiKey) -> bool,
    ) -> Result<Option<Arc<ApiKey>>> {
        match self.find(name).await? {
            Some(listed) if !is_ours(&listed) => Ok(Some(listed)),
            _ => self.delete(name).await.map(|()| None),
        }
    }

    fn server_seconds(&self, time: SystemTime) -> i64 {
        self.cortecs.client.server_time(time).unix_timestamp()
    }
}
