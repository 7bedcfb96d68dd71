//! Corti's Admin API (contract: contracts/corti.md): customers of a project, their users, quotas.
//!
//! There is no GET for a single customer or user. The project is a parameter of every request and not part of the
//! credential.

mod customers;
mod find_user;
mod quotas;
mod users;

pub use customers::{Customer, CustomerDeletion, CustomerEdit, Customers, NewCustomer};
pub use find_user::{CustomerIdentity, EmailSearch, Located};
pub use quotas::{CustomerQuotas, ProjectQuotas, Quota, TenantQuota};
pub use users::{NewUser, User, UserEdit, Users};

use std::time::Instant;

use serde::Deserialize;

use super::admin::{AdminClient, Product};
use super::auth::{Auth, AuthMethod, Token};
use super::collections::Collections;
use super::error::{Error, Missing, NotSent, Result};
use super::listing::Next;
use super::path::Path;
use super::secret::Secret;
use super::settings::{ConfigError, Settings};

/// One global host for both data regions (contracts/corti.md 1).
pub const BASE_URL: &str = "https://api.console.corti.app/functions/v1/public";

/// The client of one Corti account.
#[derive(Debug)]
pub struct Corti {
    client: AdminClient,
    customers: Collections<Customer>,
    users: Collections<User>,
}

impl Corti {
    /// Checks the settings; the sign-in happens with the first call.
    pub fn new(settings: &Settings, email: &str, password: Secret) -> Result<Self, ConfigError> {
        let product = Product { name: "corti", base_url: BASE_URL.to_owned(), envelope: false };
        let client = AdminClient::new(product, settings, Auth::login(email, password)?)?;
        Ok(Corti { client, customers: Collections::default(), users: Collections::default() })
    }

    /// The same account for a reader that needs current data: it uses only lists requested from now on, and shares them
    /// with concurrent readers.
    #[must_use]
    pub fn uncached(&self) -> Self {
        let since = Instant::now();
        Corti {
            client: self.client.clone(),
            customers: self.customers.since(since),
            users: self.users.since(since),
        }
    }

    /// The core, for its stop switch, request statistics and notices.
    pub fn client(&self) -> &AdminClient {
        &self.client
    }

    /// The customers of a project.
    pub fn customers(&self, project: &str) -> Result<Customers<'_>> {
        let list = self.customers.of(&self.client, path!("/projects/{project}/customers", project)?);
        Ok(Customers { corti: self, project: project.to_owned(), list })
    }

    /// Allows the users of this customer to be prefetched. Once callers have asked for the users of two customers,
    /// those of other customers are prefetched.
    pub fn allow_users_prefetch(&self, project: &str, customer: &str) {
        if let Ok(path) = users_path(project, customer) {
            self.users.allow_prefetch(&self.client, path);
        }
    }

    /// The users of one customer.
    pub fn users(&self, project: &str, customer: &str) -> Result<Users<'_>> {
        let customers = self.customers(project)?;
        let path = users_path(project, customer)?;
        Ok(Users {
            corti: self,
            customers,
            project: project.to_owned(),
            customer: customer.to_owned(),
            list: self.users.of(&self.client, path),
        })
    }

    /// Adds what is missing to a not-found error: the project, if its list of customers is not found either, or the
    /// customer, if a complete list lacks it.
    async fn explain_not_found<R>(
        &self,
        project: &str,
        customer: Option<&str>,
        outcome: Result<R>,
    ) -> Result<R> {
        let error = match outcome {
            Err(error) if error.is_not_found() && error.missing().is_none() => error,
            outcome => return outcome,
        };
        let customers = self.customers(project)?;
        let found = match customer {
            Some(customer) => customers.find(customer).await.map(|found| found.is_some()),
            None => customers.all().await.map(|_| true),
        };
        Err(match (found, customer) {
            (Err(other), _) => match other.missing() {
                Some(missing) => error.with_missing(missing.clone()),
                None => error,
            },
            (Ok(false), Some(customer)) => error.with_missing(Missing {
                what: "customer",
                key: "customer_id",
                id: customer.to_owned(),
                place: format!("in the project `{project}`"),
            }),
            (Ok(_), _) => error,
        })
    }

    /// A token that is independent of the shared session.
    pub async fn access_token(&self) -> Result<Token> {
        match &self.client.auth().0 {
            AuthMethod::Login(login) => login.extra(&self.client).await,
            AuthMethod::Key(..) => Err(Error::unsent(
                "POST",
                "/auth/token",
                NotSent::Invalid,
                "this client uses a key and cannot sign in",
            )),
        }
    }
}

fn users_path(project: &str, customer: &str) -> Result<Path> {
    path!("/projects/{project}/customers/{customer}/users", project, customer)
}

/// Both versions of pagination: the newer one has `hasNextPage`, the older one `total` (contracts/corti.md 5).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    #[serde(default)]
    page_size: Option<u64>,
    #[serde(default)]
    has_next_page: Option<bool>,
    #[serde(default)]
    total: Option<u64>,
}

impl From<Pagination> for Next {
    fn from(it: Pagination) -> Self {
        match (it.has_next_page, it.total) {
            (Some(follows), _) => Next::Follows(follows),
            (None, Some(total)) => Next::Of { total, page_size: it.page_size.unwrap_or(0) },
            (None, None) => Next::Unsaid,
        }
    }
}
