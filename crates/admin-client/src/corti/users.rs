//! Users: `/projects/{project}/customers/{customer}/users`. The email address cannot be changed, and the password is
//! never returned.
//!
//! A creation does not accept `enabled` (contracts/corti.md T3). Emails are returned in lower case (contracts/corti.md
//! 4, assumed).

use std::sync::Arc;
use std::time::Instant;

use futures::stream::{BoxStream, StreamExt};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Corti, CustomerIdentity, Customers, Pagination};
use crate::collections::List;
use crate::creation::{Created, Creation, NewItem};
use crate::deserialize;
use crate::error::{Error, Result};
use crate::listing::{Item, Page};
use crate::path::Path;
use crate::secret::InBody;

/// A user as the API returns it (contracts/corti.md 4).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// A UUID assigned by the server.
    #[serde(deserialize_with = "deserialize::id")]
    pub id: String,
    /// The address the user signs in with.
    pub email: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Whether the account is active and takes a seat.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Whether the user followed the link in the email. Set by the server.
    #[serde(default, deserialize_with = "deserialize::or_default")]
    pub email_verified: bool,
    /// RFC 3339; may be absent.
    #[serde(default)]
    pub created_at: Option<String>,
}

fn yes() -> bool {
    true
}

/// The request of a creation.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewUser<'a> {
    /// The address the user signs in with.
    pub email: &'a str,
    /// Given name.
    pub first_name: &'a str,
    /// Family name.
    pub last_name: &'a str,
    /// The initial password, 16 to 64 characters. If omitted, an invitation is probably sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<InBody<'a>>,
    /// Whether the caller disables the user as soon as it is created. It is not sent.
    #[serde(skip)]
    pub disabled_next: bool,
}

impl NewItem for NewUser<'_> {
    type Object = User;

    fn key(&self) -> String {
        deserialize::email(self.email)
    }

    /// No list contains passwords, so a user created with one cannot be identified. A user that is to be disabled is
    /// not adopted either, because that would change another client's user.
    fn matches(&self, object: &User) -> bool {
        self.password.is_none()
            && !self.disabled_next
            && object.enabled
            && object.first_name == self.first_name
            && object.last_name == self.last_name
    }
}

/// The request of an edit; `None` keeps the value.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserEdit<'a> {
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<&'a str>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<&'a str>,
    /// Whether the account is active.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// A new password, 16 to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<InBody<'a>>,
}

impl UserEdit<'_> {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, UserEdit { first_name: None, last_name: None, enabled: None, password: None })
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct UserPage {
    users: Vec<User>,
    pagination: Pagination,
}

impl From<UserPage> for Page<User> {
    fn from(it: UserPage) -> Self {
        Page { items: it.users, next: it.pagination.into() }
    }
}

impl Item for User {
    type Page = UserPage;
    const NOUN: &'static str = "user";
    const PAGED: bool = true;
    const HAS_CREATED_AT: bool = true;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn key(&self) -> String {
        deserialize::email(&self.email)
    }

    fn created_at(&self) -> Option<OffsetDateTime> {
        deserialize::instant(self.created_at.as_deref()?)
    }
}

#[derive(Deserialize)]
struct Consumption {
    consumption: f64,
}

/// The users of one customer.
#[derive(Debug)]
pub struct Users<'a> {
    pub(super) corti: &'a Corti,
    pub(super) customers: Customers<'a>,
    pub(super) project: String,
    pub(super) customer: String,
    pub(super) list: List<User>,
}

impl<'a> Users<'a> {
    /// All users; none if the customer itself is gone.
    pub async fn all(&self) -> Result<Vec<Arc<User>>> {
        let listed = self.list.all().await;
        Ok(self.unless_gone(listed.map(Some)).await?.unwrap_or_default())
    }

    /// All users, read now page by page; an error if the customer is gone.
    pub fn stream(self) -> BoxStream<'a, Result<User>> {
        let (corti, project, customer) = (self.corti, self.project, self.customer);
        let explained = move |read| {
            let (project, customer) = (project.clone(), customer.clone());
            async move { corti.explain_not_found(&project, Some(&customer), read).await }
        };
        self.list.stream().then(explained).boxed()
    }

    /// The user with this ID. `None` is certain: a complete list lacks the user, or the customer is gone.
    pub async fn find(&self, id: &str) -> Result<Option<Arc<User>>> {
        let found = self.list.find(id).await;
        self.unless_gone(found).await
    }

    /// The user with this ID in the cached list, which may be older than the call.
    pub async fn find_cached(&self, id: &str) -> Result<Option<Arc<User>>> {
        let listed = self.list.find_cached(id).await;
        self.unless_gone(listed).await
    }

    /// The user with this email address, compared without case.
    pub async fn find_by_email(&self, email: &str) -> Result<Option<Arc<User>>> {
        let found = self.list.find_by_key(&deserialize::email(email)).await;
        self.unless_gone(found.map(|found| found.into_iter().next())).await
    }

    /// Creates a user.
    pub async fn create(&self, new: &NewUser<'_>) -> Result<Created<User>> {
        let creation = Creation::begin(&self.list, new).await?;
        let post = || self.corti.client.post::<User>(self.list.path(), new);
        Ok(self.explain_not_found(creation.run(post).await).await?.created(&self.list))
    }

    /// Changes the fields of the edit.
    pub async fn edit(&self, id: &str, edit: &UserEdit<'_>) -> Result<User> {
        let outcome = self.corti.client.patch(&self.one(id)?, edit).await;
        let user: User = self.explain_not_found(self.list.after_write(outcome)).await?;
        self.list.edited(user.clone());
        Ok(user)
    }

    /// Deletes the user, even if its customer was renamed meanwhile (see [`Users::locate`]). A 404 is not trusted,
    /// because the path of this request is uncertain (contracts/corti.md, T2), so new lists must lack the user, too.
    pub async fn delete(&self, id: &str, identity: Option<&CustomerIdentity>) -> Result<()> {
        let error = match self.remove(id).await {
            Err(error) if error.is_not_found() => error,
            outcome => return outcome,
        };
        self.list.forget();
        self.customers.list.forget();
        match self.locate(id, identity).await? {
            Some(found) if found.customer_id == self.customer => Err(error),
            Some(found) => self.corti.users(&self.project, &found.customer_id)?.remove(id).await,
            None => {
                self.list.deleted(id);
                Ok(())
            }
        }
    }

    async fn remove(&self, id: &str) -> Result<()> {
        self.list.after_write(self.corti.client.delete(&self.one(id)?).await)?;
        self.list.deleted(id);
        Ok(())
    }

    /// The credits that a user consumed from `from` to `to`, both inclusive. Days are in `time_zone` (IANA name,
    /// default UTC). See contracts/corti.md 6.
    pub async fn consumption(
        &self,
        id: &str,
        from: OffsetDateTime,
        to: OffsetDateTime,
        time_zone: Option<&str>,
    ) -> Result<f64> {
        let instant = |time: OffsetDateTime| time.format(&Rfc3339).unwrap_or_default();
        let (from, to) = (instant(from), instant(to));
        let mut query = vec![("from", from.as_str()), ("to", to.as_str())];
        query.extend(time_zone.map(|zone| ("windowTimeZone", zone)));
        let path = self.one(id)?.then("/consumption", &[])?.with_query(&query);
        Ok(self.explain_not_found(self.corti.client.get::<Consumption>(&path).await).await?.consumption)
    }

    async fn explain_not_found<R>(&self, outcome: Result<R>) -> Result<R> {
        self.corti.explain_not_found(&self.project, Some(&self.customer), outcome).await
    }

    fn one(&self, id: &str) -> Result<Path> {
        self.list.path().then("/{user}", &[("user", &id)])
    }

    /// A 404 for a list means no users only if a complete list lacks the customer, too (contracts/corti.md T9).
    async fn unless_gone<R>(&self, outcome: Result<Option<R>>) -> Result<Option<R>> {
        let error: Error = match outcome {
            Err(error) if error.is_not_found() => error,
            outcome => return outcome,
        };
        // A list of customers may be older than the 404, which all users of this customer share.
        // Lists that began later prove the absence for all of them.
        let since = self.list.failed_at().unwrap_or_else(Instant::now);
        if self.customers.find_since(&self.customer, since).await?.is_some() {
            return Err(error);
        }
        Ok(None)
    }
}
