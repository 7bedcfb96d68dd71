//! API keys: `/manage/api-keys`. The name is the only ID, the secret is only returned on create, and nothing can be
//! changed.
//!
//! A 400 on create means an invalid request, a name that already exists or an exhausted quota. Only the list shows
//! which.

use std::sync::Arc;
use std::time::SystemTime;

use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::OffsetDateTime;

use super::{Cortecs, CreationTime};
use crate::collections::List;
use crate::creation::{Creation, NewItem, Outcome};
use crate::deserialize;
use crate::error::{Candidate, Result};
use crate::listing::{Item, undivided};
use crate::secret::Secret;

/// A key as the list returns it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ApiKey {
    /// Unique per account, case-sensitive.
    pub name: String,
    /// Unix seconds; `None` if this process created the key and no list has contained it since.
    #[serde(deserialize_with = "deserialize::unix_seconds")]
    pub created_at: Option<i64>,
    /// Whether it may use this API.
    #[serde(default, deserialize_with = "deserialize::or_default")]
    pub is_management_key: bool,
}

/// The request of a creation.
#[derive(Debug, Clone, Serialize)]
pub struct NewApiKey<'a> {
    /// Unique per account.
    pub name: &'a str,
    /// Whether it may use this API.
    pub is_management_key: bool,
    /// Whether the name was generated for this request, so that a key with this name is certainly its result. It is not
    /// sent.
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

    /// A key cannot be adopted without its secret.
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
    /// The secret. It cannot be read again.
    pub api_key: Secret,
    /// The times of the request and the response. The response lacks the creation time, and the list is not read for
    /// it.
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

/// The keys of the account.
#[derive(Debug)]
pub struct ApiKeys<'a> {
    pub(super) cortecs: &'a Cortecs,
    pub(super) list: List<ApiKey>,
}

impl ApiKeys<'_> {
    /// All keys.
    pub async fn all(&self) -> Result<Vec<Arc<ApiKey>>> {
        self.list.all().await
    }

    /// All keys, read now.
    pub fn stream(&self) -> BoxStream<'static, Result<ApiKey>> {
        self.list.stream()
    }

    /// The key with this name. `None` is certain.
    pub async fn find(&self, name: &str) -> Result<Option<Arc<ApiKey>>> {
        self.list.find(name).await
    }

    /// Creates a key. If the response with the secret is lost and the name was generated, the key is deleted and
    /// created again, once, because a key without its secret is useless. A second such key is deleted, too. A key with
    /// a configured name may belong to another client, so it is reported and not changed.
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
                self.list.forget_deletion(new.name);
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

    /// Deletes a key. A 404 counts as success only if the list lacks the key, too. A 400 may mean that it is the key in
    /// use.
    pub async fn delete(&self, name: &str) -> Result<()> {
        let deleted = self.cortecs.client.delete_with(self.list.path(), &json!({ "name": name })).await;
        match self.list.after_write(deleted) {
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

    /// Deletes the key if it is the caller's. If the list contains another key with this name, nothing is sent and that
    /// key is returned.
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
