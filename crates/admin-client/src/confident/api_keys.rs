//! API keys of the organization or a project: `{scope}/api-keys`. Names may repeat and never change.
//!
//! A secret is shown when it is made, afterwards only its mask: fifteen asterisks and the last six characters. The list
//! settles overdue rotations, the GET of one key does not (contracts/confident.md 3.3), so reading is listing.

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

/// A key as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Given by the server.
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
    /// The mask of the new secret while a rotation with grace is under way.
    #[serde(default)]
    pub shadow_value: Option<String>,
    /// RFC 3339: when the outgoing secret stops being accepted.
    #[serde(default)]
    pub rotates_at: Option<String>,
    /// RFC 3339.
    #[serde(default)]
    pub last_used: Option<String>,
}

/// Whether a secret of a key is still valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretStatus {
    /// It is the key's only one.
    Current,
    /// It is the new one of a rotation whose grace period has not ended.
    New,
    /// It is the previous one of such a rotation, valid until the grace period ends.
    Previous,
    /// It is no longer valid: the key has another one.
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

    /// How the secrets end that the key shows.
    pub fn secret_suffixes(&self) -> Vec<String> {
        let shown = [Some(&self.value), self.shadow_value.as_ref()].into_iter().flatten();
        shown.map(|mask| ending(mask.trim_start_matches('*'))).filter(|it| !it.is_empty()).collect()
    }

    /// Whether this secret is the key's: the current one, or the new one of a rotation under way.
    pub fn shows(&self, secret: &Secret) -> bool {
        self.secret_status(&ending(secret.expose())) != SecretStatus::Replaced
    }
}

/// A key together with the secret that was just made for it.
#[derive(Debug, Clone)]
pub struct SecretApiKey {
    /// The key, its secrets masked.
    pub key: ApiKey,
    /// The secret; it cannot be read again.
    pub secret: Secret,
}

impl SecretApiKey {
    /// The end of the secret, by which lists tell it from others.
    pub fn ending(&self) -> String {
        ending(self.secret.expose())
    }

    /// Takes the secret out of an answer: a rotation with grace has it in `shadowValue`, everything else in `value`.
    pub(super) fn revealed(mut key: ApiKey) -> Self {
        let shown = match &mut key.shadow_value {
            Some(new) => new,
            None => &mut key.value,
        };
        let secret = Secret::new(std::mem::take(shown));
        *shown = masked(secret.expose());
        // A rotation's answer may show the outgoing secret too.
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

/// Whether the mask is that of a secret that ends so. A server that showed less of it would not be taken at its word that
/// every secret is another one.
fn masks(mask: &str, ending: &str) -> bool {
    let shown = mask.trim_start_matches('*');
    !shown.is_empty() && (shown.ends_with(ending) || ending.ends_with(shown))
}

/// What a creation sends.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewApiKey<'a> {
    /// Its name for good.
    pub name: &'a str,
    /// Its life in days; without it the key never expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<i64>,
}

impl NewItem for NewApiKey<'_> {
    type Object = ApiKey;

    fn key(&self) -> String {
        self.name.to_owned()
    }

    /// Nobody can adopt a key without its secret.
    fn matches(&self, _: &ApiKey) -> bool {
        false
    }
}

/// A key that was created, and others that may have been.
#[derive(Debug, Clone)]
pub struct CreatedApiKey {
    /// The key with its secret.
    pub created: SecretApiKey,
    /// Keys of the same name that a request whose response was lost may have created, or another run.
    pub candidates: Vec<Candidate>,
}

/// What a rotation sends.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rotation {
    /// How long the outgoing secret stays accepted, in hours; absent = 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_period_in_hours: Option<i64>,
    /// A new life in days; `Clear` = never expires, `Leave` = as it was.
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
    /// Those of this name; there may be several.
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<Arc<ApiKey>>> {
        self.find_by_key(name).await
    }

    /// Whether this is the key the client itself uses, as far as its mask tells.
    pub fn is_in_use(&self, key: &ApiKey) -> bool {
        key.shows(&self.confident.key)
    }

    /// Creates one. If the response with the secret was lost, another key is created, once, since names may repeat. Keys that
    /// may be the result of the first request may as well be another run's: they are reported and left alone.
    pub async fn create(&self, new: &NewApiKey<'_>) -> Result<CreatedApiKey> {
        let list = &self.list;
        let creation = Creation::begin(list, new).await?;
        let post = || self.client().post::<ApiKey>(list.path(), new);
        let mut candidates = Vec::new();
        let mut outcome = self.named(creation.run(post).await).await;
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

    /// Accepts or rejects the key from the next request on.
    pub async fn edit(&self, id: i64, valid: bool) -> Result<ApiKey> {
        let list = &self.list;
        let path = self.one(&id.to_string())?;
        let key: ApiKey = self.wrote(self.client().put(&path, &Validity { valid }).await).await?;
        list.edited(key.clone());
        Ok(key)
    }

    /// Makes a new secret. Never repeated once it may have happened: each time makes the one before useless.
    pub async fn rotate(&self, id: i64, rotation: &Rotation) -> Result<SecretApiKey> {
        let list = &self.list;
        let path = self.one(&id.to_string())?.then("/rotate", &[])?;
        let key: ApiKey = self.wrote(self.client().post(&path, rotation).await).await?;
        let made = SecretApiKey::revealed(key);
        list.edited(made.key.clone());
        Ok(made)
    }

    /// Revokes it for good; one that is not there is revoked already.
    pub async fn delete(&self, id: i64) -> Result<()> {
        self.remove(&id.to_string()).await
    }
}

#[cfg(test)]
mod tests;
