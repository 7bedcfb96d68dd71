//! Finds a user whose customer was renamed: a rename changes the path of every user of the customer.
//!
//! No request reads a user by its ID alone, so each searched customer costs one list of users. The lists are shared,
//! and a rename keeps the values of [`CustomerIdentity`], so that only a few customers have to be searched.

use std::sync::Arc;

use futures::stream::{self, StreamExt, TryStreamExt};

use super::{Customer, User, Users};
use crate::deserialize;
use crate::error::Result;

const CUSTOMERS_AT_ONCE: usize = 8;

/// The maximum number of lists that a search by email reads.
const MOST_LISTS: usize = 8;

/// The values of a customer that a rename keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerIdentity {
    /// Its creation time.
    pub created_at: String,
    /// Its data region.
    pub region: String,
    /// Its identity realm.
    pub tenant_name: String,
    /// Its last known name. It can change, so it only decides between customers that are otherwise equal.
    pub display_name: String,
}

impl CustomerIdentity {
    /// The identity of a customer; `None` if the API does not return its creation time.
    pub fn of(customer: &Customer) -> Option<Self> {
        Some(CustomerIdentity {
            created_at: customer.created_at.clone()?,
            region: customer.region.clone(),
            tenant_name: customer.tenant_name.clone(),
            display_name: customer.display_name.clone(),
        })
    }

    /// Whether the customer may be this one. Several customers may have been created at the same instant.
    pub fn matches(&self, customer: &Customer) -> bool {
        customer.created_at.as_deref() == Some(&self.created_at)
            && customer.region == self.region
            && customer.tenant_name == self.tenant_name
    }

    /// The customers that may be this one: all that match or, if there are many, the ones with its name.
    pub fn among(&self, customers: impl IntoIterator<Item = Arc<Customer>>) -> Vec<Arc<Customer>> {
        let mut alike: Vec<_> = customers.into_iter().filter(|it| self.matches(it)).collect();
        if alike.len() > MOST_LISTS {
            alike.retain(|it| it.display_name == self.display_name);
        }
        alike
    }
}

/// A user and its customer.
#[derive(Debug, Clone)]
pub struct Located {
    /// The id of the customer.
    pub customer_id: String,
    /// The user.
    pub user: Arc<User>,
}

/// The result of a search for an email address.
#[derive(Debug)]
pub enum EmailSearch {
    /// A user with the address.
    Found(Located),
    /// No user of the searched customers has the address.
    NotFound {
        /// The number of customers of the same identity realm that were not searched.
        unsearched: usize,
    },
}

impl Users<'_> {
    /// The user with this ID in this customer or in any other one of the project. `None` is certain: users never move
    /// between customers, so a user that is missing from the customer with this identity is gone. Without an identity
    /// every customer is searched.
    ///
    /// The customer's own path is tried first, once for all its users: after a rename by this client it exists even if
    /// the list of customers lags behind.
    pub async fn locate(&self, id: &str, identity: Option<&CustomerIdentity>) -> Result<Option<Located>> {
        if let Some(user) = self.find(id).await? {
            return Ok(Some(self.in_this_customer(user)));
        }
        let others = self.others().await?;
        let others = match identity {
            Some(identity) => identity.among(others),
            None => others,
        };
        self.search(others, |user| user.id == id).await
    }

    /// The user with this email address in another customer of the same identity realm, where addresses are unique.
    /// Reads only a few lists besides the cached ones.
    pub async fn elsewhere_with_email(&self, email: &str) -> Result<EmailSearch> {
        let Some(own) = self.customers.find(&self.customer).await? else {
            return Ok(EmailSearch::NotFound { unsearched: 0 });
        };
        let same_realm =
            |other: &Customer| other.region == own.region && other.tenant_name == own.tenant_name;
        let others: Vec<_> = self.others().await?.into_iter().filter(|it| same_realm(it)).collect();
        let (listed, mut unlisted): (Vec<_>, Vec<_>) = others.into_iter().partition(|it| {
            self.corti
                .users(&self.project, &it.customer_id)
                .is_ok_and(|users| users.list.known_ids_of("").is_some())
        });
        let unsearched = if unlisted.len() > MOST_LISTS { unlisted.len() } else { 0 };
        if unsearched > 0 {
            unlisted.clear();
        }
        let email = deserialize::email(email);
        let searched = listed.into_iter().chain(unlisted).collect();
        let found = self.search(searched, |user| deserialize::email(&user.email) == email).await?;
        Ok(found.map_or(EmailSearch::NotFound { unsearched }, EmailSearch::Found))
    }

    fn in_this_customer(&self, user: Arc<User>) -> Located {
        Located { customer_id: self.customer.clone(), user }
    }

    /// The other customers of the project, from the cached list.
    async fn others(&self) -> Result<Vec<Arc<Customer>>> {
        let customers = self.customers.all().await?;
        Ok(customers.into_iter().filter(|it| it.customer_id != self.customer).collect())
    }

    /// The first matching user of these customers, from cached lists.
    async fn search(
        &self,
        customers: Vec<Arc<Customer>>,
        wanted: impl Fn(&User) -> bool,
    ) -> Result<Option<Located>> {
        let mut lists = stream::iter(customers.into_iter().map(|customer| async move {
            let users = self.corti.users(&self.project, &customer.customer_id)?.all().await?;
            Result::Ok((customer, users))
        }))
        .buffer_unordered(CUSTOMERS_AT_ONCE);
        while let Some((customer, users)) = lists.try_next().await? {
            if let Some(user) = users.into_iter().find(|user| wanted(user)) {
                return Ok(Some(Located { customer_id: customer.customer_id.clone(), user }));
            }
        }
        Ok(None)
    }
}
