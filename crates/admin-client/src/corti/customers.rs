//! Customers: `/projects/{project}/customers`. The id is chosen by the caller, and a PATCH may rename it.
//!
//! After a rename every path below the customer uses the new ID (contracts/corti.md T1).

use std::sync::Arc;
use std::time::Instant;

use futures::stream::{BoxStream, StreamExt};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Corti, Pagination};
use crate::collections::List;
use crate::creation::{Created, Creation, NewItem};
use crate::deserialize;
use crate::error::{Error, Happened, Missing, Result};
use crate::listing::{Item, Page};

/// A customer as the API returns it (contracts/corti.md 3).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// Chosen by the caller, at most 64 characters.
    #[serde(deserialize_with = "deserialize::id")]
    pub customer_id: String,
    /// Shown to administrators.
    pub display_name: String,
    /// The identity realm, usually `base`.
    pub tenant_name: String,
    /// The data region: `eu` or `us`.
    pub region: String,
    /// Not for resale; false if absent.
    #[serde(default, deserialize_with = "deserialize::or_default")]
    pub is_nfr: bool,
    /// RFC 3339; may be absent.
    #[serde(default)]
    pub created_at: Option<String>,
}

/// The request of a creation. The server chooses the values of fields that are `None`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewCustomer<'a> {
    /// Chosen by the caller.
    pub customer_id: &'a str,
    /// Shown to administrators.
    pub display_name: &'a str,
    /// The identity realm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_name: Option<&'a str>,
    /// The data region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<&'a str>,
    /// Not for resale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_nfr: Option<bool>,
}

impl NewItem for NewCustomer<'_> {
    type Object = Customer;

    fn key(&self) -> String {
        self.customer_id.to_owned()
    }

    fn matches(&self, object: &Customer) -> bool {
        object.display_name == self.display_name
            && self.tenant_name.is_none_or(|name| name == object.tenant_name)
            && self.region.is_none_or(|region| region == object.region)
            && self.is_nfr.unwrap_or(false) == object.is_nfr
    }
}

/// The request of an edit; `None` keeps the value.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomerEdit<'a> {
    /// The new id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<&'a str>,
    /// The new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<&'a str>,
    /// Not for resale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_nfr: Option<bool>,
}

impl CustomerEdit<'_> {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, CustomerEdit { customer_id: None, display_name: None, is_nfr: None })
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct CustomerPage {
    customers: Vec<Customer>,
    pagination: Pagination,
}

impl From<CustomerPage> for Page<Customer> {
    fn from(it: CustomerPage) -> Self {
        Page { items: it.customers, next: it.pagination.into() }
    }
}

impl Item for Customer {
    type Page = CustomerPage;
    const NOUN: &'static str = "customer";
    const PAGED: bool = true;
    const HAS_CREATED_AT: bool = true;

    fn id(&self) -> String {
        self.customer_id.clone()
    }

    fn key(&self) -> String {
        self.customer_id.clone()
    }

    fn created_at(&self) -> Option<OffsetDateTime> {
        deserialize::instant(self.created_at.as_deref()?)
    }
}

/// How the deletion of a customer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerDeletion {
    /// The API deleted it.
    Deleted,
    /// No customer has the ID. The customer may have been renamed.
    NotFound,
}

/// The customers of one project.
#[derive(Debug)]
pub struct Customers<'a> {
    pub(super) corti: &'a Corti,
    pub(super) project: String,
    pub(super) list: List<Customer>,
}

impl<'a> Customers<'a> {
    /// All customers.
    pub async fn all(&self) -> Result<Vec<Arc<Customer>>> {
        self.explain_not_found(self.list.all().await)
    }

    /// All customers, read now page by page.
    pub fn stream(self) -> BoxStream<'a, Result<Customer>> {
        self.list.stream().map(move |read| self.explain_not_found(read)).boxed()
    }

    /// The customer with this ID. `None` is certain.
    pub async fn find(&self, id: &str) -> Result<Option<Arc<Customer>>> {
        self.explain_not_found(self.list.find(id).await)
    }

    /// The customer with this ID in a list begun at `since` or later; `None` is certain.
    pub(super) async fn find_since(&self, id: &str, since: Instant) -> Result<Option<Arc<Customer>>> {
        self.explain_not_found(self.list.find_since(id, since).await)
    }

    /// The customer with this ID in the cached list, which may be older than the call.
    pub async fn find_cached(&self, id: &str) -> Result<Option<Arc<Customer>>> {
        self.explain_not_found(self.list.find_cached(id).await)
    }

    /// Reads the list if it is not cached. Fails if the project does not exist.
    pub async fn know(&self) -> Result<()> {
        self.explain_not_found(self.list.know().await)
    }

    /// Creates a customer.
    pub async fn create(&self, new: &NewCustomer<'_>) -> Result<Created<Customer>> {
        let creation = Creation::begin(&self.list, new).await?;
        let post = || self.corti.client.post::<Customer>(self.list.path(), new);
        Ok(self.explain_not_found(creation.run(post).await)?.created(&self.list))
    }

    /// Adds the missing project to a not-found error of the list itself.
    fn explain_not_found<R>(&self, outcome: Result<R>) -> Result<R> {
        outcome.map_err(|error| {
            if !error.is_not_found() || error.is_not_from_api() {
                return error;
            }
            error.with_missing(Missing {
                what: "project",
                key: "project_id",
                id: self.project.clone(),
                place: "that this account can use".to_owned(),
            })
        })
    }

    /// Changes the fields of the edit, including the ID.
    pub async fn edit(&self, id: &str, edit: &CustomerEdit<'_>) -> Result<Customer> {
        let path = self.list.path().then("/{customer}", &[("customer", &id)])?;
        let renamed = edit.customer_id.filter(|new| *new != id);
        let outcome: Result<Customer> = self.list.after_write(self.corti.client.patch(&path, edit).await);
        let customer = match (outcome, renamed) {
            (Err(error), Some(new)) => self.resolve_failed_rename(id, new, error).await?,
            (outcome, _) => outcome?,
        };
        if renamed.is_some() {
            self.list.deleted(id);
            self.corti.users.forget_below(&path);
            // A list that lags behind lacks the new ID and contains the old one.
            self.list.created(customer.clone());
        } else {
            self.list.edited(customer.clone());
        }
        Ok(customer)
    }

    /// Checks whether a failed rename took effect: the new ID exists and the old one is gone. A retried rename gets a
    /// 404 if its first attempt succeeded.
    async fn resolve_failed_rename(&self, old: &str, new: &str, error: Error) -> Result<Customer> {
        let met_itself = error.is_not_found() && error.attempts() > 1;
        if error.happened() == Happened::No && !met_itself {
            return Err(self.list.explain_conflict(error, old, new).await);
        }
        self.list.forget();
        let found = self.list.confirmed(new).await.map_err(|_| error.clone())?;
        let Some(customer) = found else { return Err(error) };
        match self.list.find(old).await.map_err(|_| error.clone())? {
            Some(_) => Err(error),
            None => Ok(Customer::clone(&customer)),
        }
    }

    /// Deletes the customer. A 404 may also mean a wrong project, so it counts as success only if the list lacks the
    /// customer, too.
    pub async fn delete(&self, id: &str) -> Result<CustomerDeletion> {
        let path = self.list.path().then("/{customer}", &[("customer", &id)])?;
        let outcome = self.list.after_write(self.corti.client.delete(&path).await);
        // A rejection may be due to users that the cached lists lack, so those lists are dropped.
        self.corti.users.forget_below(&path);
        let deletion = match outcome {
            Err(error) if error.is_not_found() => {
                if !self.list.confirms_not_found(id).await? {
                    return Err(error);
                }
                CustomerDeletion::NotFound
            }
            outcome => {
                outcome?;
                CustomerDeletion::Deleted
            }
        };
        self.list.deleted(id);
        Ok(deletion)
    }
}
