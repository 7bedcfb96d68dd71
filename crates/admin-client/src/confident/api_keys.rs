//! API keys of the organization or a project: `{scope}/api-keys`. Names may repeat and never change.
//!
//! A secret is returned only when it is created. Afterwards the API returns its mask: fifteen asterisks and the last
//! six characters. The list completes overdue rotations, but the GET of one key does not (contracts/confident.md 3.3),
//! so keys are read from the list.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Scoped;
use crate::creation::{Creation, NewItem, Outcome};
use crate::deserialize;
use crate::edit::Edit;
use crate::error::{Candidate, Error, Result};
use crate::listing::{Item, undivided};
use crate::secret::Secret;
use std::sync::Arc;

const ASTERISKS: &str = "***************";
const SUFFIX: usize = 6;

/// A key as a list returns it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Assigned by the server.
    #[serde(deserialize_with = "deserialize::integer")]
    pub id: i64,
    /// Its name; old keys may have none.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it is accepted.
    pub valid: bool,
    /// RFC 3339.
    #[serde(rename = "created_at")]
    pub created_at: String,
    /// RFC 3339; `None` = never.
    #[serde(default)]
    pub expires_at: Option<String>,
    /// The mask of the secret.
    pub value: String,
    /// The mask of the new secret during a grace period.
    #[serde(default)]
    pub shadow_value: Option<String>,
    /// RFC 3339: when the previous secret expires.
    #[serde(default)]
    pub rotates_at: Option<String>,
    /// RFC 3339.
    #[serde(default)]
    pub last_used: Option<String>,
}

/// Whether a secret of a key is still valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretStatus {
    /// It is the key's only secret.
    Current,
    /// It is the new secret of a rotation whose grace period has not ended.
    New,
    /// It is the previous secret of such a rotation, valid until the grace period ends.
    Previous,
    /// It is no longer valid: the key has another secret.
    Replaced,
}

impl ApiKey {
    /// Whether the secret with this ending is still valid.
    pub fn secret_status(&self, ending: &str) -> SecretStatus {
        match &self.shadow_value {
            Some(new) if masks(new, ending) => SecretStatus::New,
            Some(_) if masks(&self.value, ending) => SecretStatus::Previous,
            None if masks(&self.value, ending) => SecretStatus::Current,
            _ => SecretStatus::Replaced,
        }
    }

    /// The last characters of the key's secrets, from their masks.
    pub fn secret_suffixes(&self) -> Vec<String> {
        let shown = [Some(&self.value), self.shadow_value.as_ref()].into_iter().flatten();
        shown.map(|mask| ending(mask.trim_start_matches('*'))).filter(|it| !it.is_empty()).collect()
    }

    /// Whether this secret belongs to the key: the current one, or one of a rotation in its grace period.
    pub fn shows(&self, secret: &Secret) -> bool {
        self.secret_status(&ending(secret.expose())) != SecretStatus::Replaced
    }
}

/// A key and the secret that was just created for it.
#[derive(Debug, Clone)]
pub struct SecretApiKey {
    /// The key, its secrets masked.
    pub key: ApiKey,
    /// The secret. It cannot be read again.
    pub secret: Secret,
}

impl SecretApiKey {
    /// The last characters of the secret, which identify it in lists.
    pub fn ending(&self) -> String {
        ending(self.secret.expose())
    }

    /// Takes the secret out of a response: a rotation with a grace period returns it in `shadowValue`, everything else
    /// in `value`.
    pub(super) fn revealed(mut key: ApiKey) -> Self {
        let shown = match &mut key.shadow_value {
            Some(new) => new,
            None => &mut key.value,
        };
        let secret = Secret::new(std::mem::take(shown));
        *shown = masked(secret.expose());
        // The response to a rotation may contain the previous secret, too.
        if key.shadow_value.is_some() && !key.value.starts_with(ASTERISKS) {
            key.value = masked(Secret::new(std::mem::take(&mut key.value)).expose());
        }
        SecretApiKey { key, secret }
    }
}

fn ending(secret: &str) -> String {
    let length = secret.chars().count();
    secret.chars().skip(length.saturating_sub(SUFFIX)).collect()
}

fn masked(secret: &str) -> String {
    format!("{ASTERISKS}{}", ending(secret))
}

/// Whether the mask matches a secret with this ending. If the server shows fewer characters, only those are compared,
/// so that no secret is reported as replaced by mistake.
fn masks(mask: &str, ending: &str) -> bool {
    let shown = mask.trim_start_matches('*');
    !shown.is_empty() && (shown.ends_with(ending) || ending.ends_with(shown))
}

/// The request of a creation.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewApiKey<'a> {
    /// Its name, which cannot be changed.
    pub name: &'a str,
    /// Its lifetime in days. If omitted, the key never expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<i64>,
}

impl NewItem for NewApiKey<'_> {
    type Object = ApiKey;

    fn key(&self) -> String {
        self.name.to_owned()
    }

    /// A key cannot be adopted without its secret.
    fn matches(&self, _: &ApiKey) -> bool {
        false
    }
}

/// A key that was created, and other keys that may have been.
#[derive(Debug, Clone)]
pub struct CreatedApiKey {
    /// The key with its secret.
    pub created: SecretApiKey,
    /// Keys of the same name that a request with a lost response, or another client, may have created.
    pub candidates: Vec<Candidate>,
}

/// The request of a rotation.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rotation {
    /// The grace period of the previous secret in hours; absent = 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_period_in_hours: Option<i64>,
    /// A new lifetime in days; `Clear` = never expires, `Leave` = unchanged.
    #[serde(skip_serializing_if = "Edit::is_leave")]
    pub expires_in_days: Edit<i64>,
}

undivided!(
    #[serde(rename_all = "camelCase")]
    ApiKeyPage { api_keys: ApiKey }
);

impl Item for ApiKey {
    type Page = ApiKeyPage;
    const NOUN: &'static str = "API key";
    const PAGED: bool = false;
    const KEY_IS_UNIQUE: bool = false;
    const HAS_CREATED_AT: bool = true;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> String {
        self.name.clone().unwrap_or_default()
    }

    fn created_at(&self) -> Option<OffsetDateTime> {
        deserialize::instant(&self.created_at)
    }
}

#[derive(Serialize)]
struct Validity {
    valid: bool,
}

/// The keys of one scope.
pub type ApiKeys<'a> = Scoped<'a, ApiKey>;

impl Scoped<'_, ApiKey> {
    /// The keys with this name; there may be several.
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<Arc<ApiKey>>> {
        self.find_by_key(name).await
    }

    /// Whether this is the key that the client itself uses, judged by its mask.
    pub fn is_in_use(&self, key: &ApiKey) -> bool {
        key.shows(&self.confident.key)
    }

    /// Creates a key. If the response with the secret is lost, another key is created, once, because names may repeat.
    /// Keys that may be the result of the first request may also belong to another client, so they are reported and not
    /// changed.
    pub async fn create(&self, new: &NewApiKey<'_>) -> Result<CreatedApiKey> {
        let list = &self.list;
        let creation = Creation::begin(list, new).await?;
        let post = || self.client().post::<ApiKey>(list.path(), new);
        let mut candidates = Vec::new();
        let mut outcome = self.explain_not_found(creation.run(post).await).await;
        if let Err(error) = &outcome
            && !error.candidates().is_empty()
            && !error.was_interrupted()
        {
            candidates = error.candidates().to_vec();
            outcome = creation.run(post).await;
        }
        let Outcome::Answered(key) = outcome? else {
            return Err(Error::unreadable(
                "POST",
                list.path().shown(),
                "the response, which contains the secret, was lost",
            ));
        };
        let created = SecretApiKey::revealed(key);
        list.created(created.key.clone());
        Ok(CreatedApiKey { created, candidates })
    }

    /// Enables or disables the key.
    pub async fn edit(&self, id: i64, valid: bool) -> Result<ApiKey> {
        let list = &self.list;
        let path = self.one(&id.to_string())?;
        let key: ApiKey = self.wrote(self.client().put(&path, &Validity { valid }).await).await?;
        list.edited(key.clone());
        Ok(key)
    }

    /// Creates a new secret. Never retried if it may have taken effect, because each rotation invalidates the secret
    /// before it.
    pub async fn rotate(&self, id: i64, rotation: &Rotation) -> Result<SecretApiKey> {
        let list = &self.list;
        let path = self.one(&id.to_string())?.then("/rotate", &[])?;
        let key: ApiKey = self.wrote(self.client().post(&path, rotation).await).await?;
        let made = SecretApiKey::revealed(key);
        list.edited(made.key.clone());
        Ok(made)
    }

    /// Deletes the key. Succeeds if it does not exist.
    pub async fn delete(&self, id: i64) -> Result<()> {
        self.remove(&id.to_string()).await
    }
}

#[cfg(test)]
mod tests;
