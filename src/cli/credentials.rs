//! The products and the environment variables of their credentials.

use crate::provider::Env;

/// A product and its required variables.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) name: &'static str,
    variables: &'static [&'static str],
}

pub(super) const PRODUCTS: [Product; 3] = [
    Product { name: "corti", variables: &["CORTI_EMAIL", "CORTI_PASSWORD"] },
    Product { name: "cortecs", variables: &["CORTECS_MANAGEMENT_KEY"] },
    Product { name: "confident", variables: &["CONFIDENT_ORG_API_KEY"] },
];

/// Whether a product can be used, with the variables that are not set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Credentials {
    Set,
    Missing(Vec<&'static str>),
    Partial(Vec<&'static str>),
}

impl Product {
    pub(super) fn credentials(&self, env: &Env) -> Credentials {
        let missing: Vec<&str> =
            self.variables.iter().copied().filter(|variable| env.get(variable).is_none()).collect();
        match missing.len() {
            0 => Credentials::Set,
            all if all == self.variables.len() => Credentials::Missing(missing),
            _ => Credentials::Partial(missing),
        }
    }
}
