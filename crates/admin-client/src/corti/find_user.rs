//! Finds a user whose customer has another id than before: a rename changes the path of every user of the customer.
//!
//! No call reads a user by its id alone, so each customer looked into costs one list of users. The lists are shared, and a
//! rename keeps what [`CustomerIdentity`] remembers, so that only a few customers have to be looked into.

use std::sync::Arc;

use futures::stream::{self, StreamExt, TryStreamExt};

use super::{Customer, User, Users};
use crate::deserialize;
use crate::error::Result;

const CUSTOMERS_AT_ONCE: usize = 8;

/// Lists of users that one search reads at most if it cannot tell where to look.
const MOST_LISTS: usize = 8;

/// What a customer keeps when it is renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerIdentity {
    /// When it was created.
    pub created_at: String,
    /// Its data region.
    pub region: String,
    /// Its identity realm.
    pub tenant_name: String,
    /// Its name at that time. It can be changed, so it only decides between customers that are otherwise alike.
    pub display_name: String,
}

impl CustomerIdentity {
    /// The identity of a customer; `None` if the API does not return when it was created.
    pub fn of(customer: &Customer) -> Option<Self> {
        Some(CustomerIdentity {
            created_at: customer.created_at.clone()?,
            region: customer.region.clone(),
            tenant_name: customer.tenant_name.clone(),
            display_name: customer.display_name.clone(),
        })
    }

    /// Whether the customer can be this one. Several customers may have been created at the same instant.
    pub fn matches(&self, customer: &Customer) -> bool {
        customer.created_at.as_deref() == Some(&self.created_at)
            && customer.region == self.region
            && customer.tenant_name == self.tenant_name
    }

    /// The customers that can be this one: all that match or, if those are many, the ones with its name.
    pub fn among(&self, customers: impl IntoIterator<Item = Arc<Customer>>) -> Vec<Arc<Customer>> {
        let mut alike: Vec<_> = customers.into_iter().filter(|it| self.matches(it)).collect();
        if alike.len() > MOST_LISTS {
            alike.retain(|it| it.display_name == self.display_name);
        }
        alike
    }
}

/// A user and the customer it was found in.
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
    /// A user has it.
    Found(Located),
    /// No user of the customers that were searched has it. So many customers were not searched.
    NotFound {
        /// Customers of the same identity realm whose users were not listed.
        unsearched: usize,
    },
}

impl Users<'_> {
    /// The user of this id in this customer or in any other of the project. `None` is certain: no call moves a user between
    /// customers, so a user that is not in the customer of this identity, whatever its id is now, is gone. Without an identity
    /// every customer is searched.
    ///
    /// The path of the customer is asked first, once for all its users: after a rename of our own it exists although the list
    /// of customers may still lack it.
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

    /// The user with this address in another customer of the same identity realm, where addresses are unique. Only a few
    /// lists are read for it, besides those that were read before.
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

    /// The other customers of the project, from a list read at any time in this run.
    async fn others(&self) -> Result<Vec<Arc<Customer>>> {
        let customers = self.customers.all().await?;
        Ok(customers.into_iter().filter(|it| it.customer_id != self.customer).collect())
    }

    /// The first user wanted in these customers, from lists read at any time in this run.
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
