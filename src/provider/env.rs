//! The environment variables as a value, so that no other code reads them from the process.

use std::collections::BTreeMap;

/// Environment variables.
#[derive(Clone, Debug, Default)]
pub struct Env(BTreeMap<String, String>);

impl Env {
    /// The environment of the process. Variables that are not Unicode are omitted.
    pub fn of_the_process() -> Env {
        let known = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Env(known.collect())
    }

    /// A variable; an empty one counts as unset.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Env {
    fn from(variables: [(&str, &str); N]) -> Env {
        Env(variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}
