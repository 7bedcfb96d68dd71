//! The accounts of a sandbox: `main`, and others with separate credentials and objects. The credentials of a request
//! select its account.

use std::collections::BTreeMap;

use crate::{
    account::{Account, Settings},
    confident, cortecs, corti, initial,
    request::ApiRequest,
    store::{Product, Store},
};

/// The account of a sandbox without others.
pub(crate) const MAIN: &str = "main";

/// Never empty; the first is `main`.
#[derive(Debug)]
pub(crate) struct Accounts(Vec<(String, Account)>);

impl Accounts {
    /// The one account of a new sandbox.
    pub(crate) fn initial() -> Self {
        Self(vec![(MAIN.to_owned(), initial::account(MAIN))])
    }

    /// The accounts of a state file; `None` if it has no `main`.
    pub(crate) fn restored(stores: BTreeMap<String, Store>) -> Option<Self> {
        let mut accounts: Vec<(String, Account)> = stores
            .into_iter()
            .map(|(name, store)| (name, Account::new(store, Settings::default())))
            .collect();
        accounts.sort_by_key(|(name, _)| name != MAIN);
        (accounts.first()?.0 == MAIN).then_some(Self(accounts))
    }

    pub(crate) fn stores(&self) -> BTreeMap<&str, &Store> {
        self.0.iter().map(|(name, account)| (name.as_str(), &account.store)).collect()
    }

    pub(crate) fn main(&self) -> &Account {
        &self.0[0].1
    }

    pub(crate) fn main_mut(&mut self) -> &mut Account {
        &mut self.0[0].1
    }

    /// An account by name; `main` if there is no name.
    pub(crate) fn get(&mut self, name: Option<&str>) -> Option<&mut Account> {
        let name = name.unwrap_or(MAIN);
        self.0.iter_mut().find(|(known, _)| known == name).map(|(_, account)| account)
    }

    /// Adds an account, unless one with that name exists.
    pub(crate) fn add(&mut self, name: &str) -> &mut Account {
        let place = self.0.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            let mut account = initial::account(name);
            account.settings = self.0[0].1.settings.clone();
            self.0.push((name.to_owned(), account));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Account)> {
        self.0.iter().map(|(name, account)| (name.as_str(), account))
    }

    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut Account> {
        self.0.iter_mut().map(|(_, account)| account)
    }

    /// The account of a request; `main` if its credentials are unknown.
    pub(crate) fn of(&mut self, product: Product, request: &ApiRequest) -> (usize, &mut Account) {
        let place =
            self.0.iter().position(|(_, account)| is_authorized(account, product, request)).unwrap_or(0);
        (place, &mut self.0[place].1)
    }
}

/// Whether a request has credentials that the API accepts.
pub(crate) fn is_authorized(account: &Account, product: Product, request: &ApiRequest) -> bool {
    match product {
        Product::Corti => corti::is_authorized(account, request),
        Product::Cortecs => cortecs::authorize(account, request).is_ok(),
        Product::Confident => confident::authorize(account, request).is_ok(),
    }
}
