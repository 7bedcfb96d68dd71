//! Where a user is when its customer is no longer where it was: a rename changes the address of every user below it (corti.md T1).
//!
//! No call asks for a user wherever it is. Looking costs one list of users for each customer looked into; the lists are
//! shared, so that a thousand users of a renamed customer cost no more than one.

use std::sync::Arc;

use futures::stream::{self, StreamExt, TryStreamExt};

use super::{Customer, User, Users};
use crate::deserialize;
use crate::error::Result;

const CUSTOMERS_AT_ONCE: usize = 8;

/// A user and the customer it was found in.
#[derive(Debug, Clone)]
pub struct Located {
    /// The id of the customer.
    pub customer_id: String,
    /// The user.
    pub user: Arc<User>,
}

impl Users<'_> {
    /// The user of this id in this customer or, if the customer is gone, in any other of the project. `None` is certain: no
    /// call moves a user, so one that a customer lacks is gone. (Unless the customer was renamed and its old id given to
    /// another one since; then a creation is refused, and the refusal names the owner of the address.)
    pub async fn locate(&self, id: &str) -> Result<Option<Located>> {
        let listed = || !self.customers.are_known_without(&self.customer);
        if listed()
            && let Some(user) = self.find(id).await?
        {
            return Ok(Some(self.here(user)));
        }
        // The search above may have found out that the customer is gone.
        if listed() && self.customers.find(&self.customer).await?.is_some() {
            return Ok(None);
        }
        let elsewhere = self.search(|_| true, |user| user.id == id).await?;
        if elsewhere.is_some() || self.customers.find(&self.customer).await?.is_none() {
            return Ok(elsewhere);
        }
        Ok(self.find(id).await?.map(|user| self.here(user)))
    }

    /// The user with this address in another customer of the same identity realm, where addresses are unique (corti.md 4,
    /// assumed).
    pub async fn elsewhere_with_email(&self, email: &str) -> Result<Option<Located>> {
        let Some(own) = self.customers.find(&self.customer).await? else { return Ok(None) };
        let email = deserialize::email(email);
        let same_realm =
            |other: &Customer| other.region == own.region && other.tenant_name == own.tenant_name;
        self.search(same_realm, |user| deserialize::email(&user.email) == email).await
    }

    fn here(&self, user: Arc<User>) -> Located {
        Located { customer_id: self.customer.clone(), user }
    }

    /// The first user wanted in the other customers wanted, from lists read at any time in this run.
    async fn search(
        &self,
        customer_wanted: impl Fn(&Customer) -> bool,
        user_wanted: impl Fn(&User) -> bool,
    ) -> Result<Option<Located>> {
        let customers = self.customers.all().await?;
        let others =
            customers.into_iter().filter(|it| it.customer_id != self.customer && customer_wanted(it));
        let mut lists = stream::iter(others.map(|other| async move {
            let users = self.corti.users(&self.project, &other.customer_id)?.all().await?;
            Result::Ok((other, users))
        }))
        .buffer_unordered(CUSTOMERS_AT_ONCE);
        while let Some((customer, users)) = lists.try_next().await? {
            if let Some(user) = users.into_iter().find(|user| user_wanted(user)) {
                return Ok(Some(Located { customer_id: customer.customer_id.clone(), user }));
            }
        }
        Ok(None)
    }
}
