//! API keys of the organization or a project: `{scope}/api-keys`. Names may repeat and never change.
//!
//! A secret is shown when it is made, afterwards only its mask: fifteen asterisks and the last six characters. The list
//! settles overdue rotations, the GET of one key does not (confident.md 3.3), so reading is listing.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Scoped;
use crate::client::creation::{Creation, Outcome};
use crate::client::edit::Edit;
use crate::client::error::Result;
use crate::client::lenient;
use crate::client::listing::{Item, Next, Page};
use crate::client::secret::Secret;
use std::sync::Arc;

const ASTERISKS: &str = "***************";
const SUFFIX: usize = 6;

/// A key as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Given by the server.
    #[serde(deserialize_with = "lenient::integer")]
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

impl ApiKey {
    /// Whether this secret is the key's: the current one, or the new one of a rotation under way.
    pub fn shows(&self, secret: &Secret) -> bool {
        let mask = masked(secret.expose());
        self.value == mask || self.shadow_value.as_ref() == Some(&mask)
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

fn masked(secret: &str) -> String {
    let length = secret.chars().count();
    let suffix: String = secret.chars().skip(length.saturating_sub(SUFFIX)).collect();
    format!("{ASTERISKS}{suffix}")
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

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiKeyPage {
    api_keys: Vec<ApiKey>,
}

impl From<ApiKeyPage> for Page<ApiKey> {
    fn from(it: ApiKeyPage) -> Self {
        Page { items: it.api_keys, next: Next::None }
    }
}

impl Item for ApiKey {
    type Page = ApiKeyPage;
    const NOUN: &'static str = "API key";
    const PAGED: bool = false;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn key(&self) -> String {
        self.name.clone().unwrap_or_default()
    }

    fn made_at(&self) -> Option<OffsetDateTime> {
        lenient::instant(&self.created_at)
    }
}

#[derive(Serialize)]
struct Validity {
    valid: bool,
}

/// The keys of one scope.
#[derive(Debug)]
pub struct ApiKeys<'a> {
    pub(super) scoped: Scoped<'a, ApiKey>,
    pub(super) key_in_use: &'a Secret,
}

impl ApiKeys<'_> {
    /// All of them.
    pub async fn all(&self) -> Result<Vec<Arc<ApiKey>>> {
        self.scoped.all().await
    }

    /// One of them; `None` is certain.
    pub async fn find(&self, id: i64) -> Result<Option<Arc<ApiKey>>> {
        self.scoped.find(&id.to_string()).await
    }

    /// Those of this name; there may be several.
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<Arc<ApiKey>>> {
        self.scoped.find_by_key(name).await
    }

    /// Whether this is the key the client itself uses, as far as its mask tells.
    pub fn is_in_use(&self, key: &ApiKey) -> bool {
        key.shows(self.key_in_use)
    }

    /// Makes one. If the answer with the secret was lost, the key it made is removed and made again, once.
    pub async fn create(&self, new: &NewApiKey<'_>) -> Result<SecretApiKey> {
        let list = &self.scoped.list;
        let creation = Creation::begin(list, new.name.to_owned(), false, true).await?;
        let post = || self.scoped.client().post::<ApiKey>(list.path(), new);
        let key = match creation.run(post).await? {
            Outcome::Answered(key) => key,
            Outcome::Adopted(orphan) => {
                self.delete(orphan.id)
                    .await
                    .map_err(|error| error.suspecting(vec![orphan.id.to_string()]))?;
                match creation.run(post).await? {
                    Outcome::Answered(key) => key,
                    Outcome::Adopted(orphan) => return Err(creation.lost_twice(&orphan.id.to_string())),
                }
            }
        };
        let made = SecretApiKey::revealed(key);
        list.created(made.key.clone());
        Ok(made)
    }

    /// Accepts or rejects the key from the next request on.
    pub async fn edit(&self, id: i64, valid: bool) -> Result<ApiKey> {
        let list = &self.scoped.list;
        let path = self.scoped.one(&id.to_string())?;
        let key: ApiKey = list.after_write(self.scoped.client().put(&path, &Validity { valid }).await)?;
        list.edited(key.clone());
        Ok(key)
    }

    /// Makes a new secret. Never repeated once it may have happened: each time makes the one before useless.
    pub async fn rotate(&self, id: i64, rotation: &Rotation) -> Result<SecretApiKey> {
        let list = &self.scoped.list;
        let path = self.scoped.one(&id.to_string())?.then("/rotate", &[])?;
        let key: ApiKey = list.after_write(self.scoped.client().post(&path, rotation).await)?;
        let made = SecretApiKey::revealed(key);
        list.edited(made.key.clone());
        Ok(made)
    }

    /// Revokes it for good; one that is not there is revoked already.
    pub async fn delete(&self, id: i64) -> Result<()> {
        self.scoped.delete(&id.to_string()).await
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiKey, SecretApiKey, masked};
    use crate::client::secret::Secret;

    fn key(value: &str, shadow_value: Option<&str>) -> ApiKey {
        ApiKey {
            id: 7,
            name: Some("k".to_owned()),
            valid: true,
            created_at: String::new(),
            expires_at: None,
            value: value.to_owned(),
            shadow_value: shadow_value.map(str::to_owned),
            rotates_at: None,
            last_used: None,
        }
    }

    fn check(answer: ApiKey, secret: &str, value: &str, shadow_value: Option<&str>) {
        let made = SecretApiKey::revealed(answer);
        assert_eq!(made.secret.expose(), secret);
        assert_eq!((made.key.value.as_str(), made.key.shadow_value.as_deref()), (value, shadow_value));
        assert!(made.key.shows(&made.secret));
        assert!(!made.key.shows(&Secret::new("another_000000")));
    }

    #[test]
    fn the_new_secret_is_taken_from_where_the_answer_has_it() {
        check(key("confident_us_org_abcdef", None), "confident_us_org_abcdef", "***************abcdef", None);
        let (old, new) = ("confident_us_org_abcdef", "confident_us_org_uvwxyz");
        check(key(old, Some(new)), new, "***************abcdef", Some("***************uvwxyz"));
        check(
            key("***************abcdef", Some(new)),
            new,
            "***************abcdef",
            Some("***************uvwxyz"),
        );
    }

    #[test]
    fn a_short_secret_is_masked_too() {
        assert_eq!(masked("abc"), "***************abc");
    }
}
