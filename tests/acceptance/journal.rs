//! What the three APIs were asked, and the assertions only a journal can make.

use serde::Deserialize;
use serde_json::Value;

/// One request, as the sandbox noted it.
#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    pub(crate) product: String,
    pub(crate) method: String,
    /// As the API sees it, such as `/v2/projects`.
    pub(crate) path: String,
    /// The JSON that was sent; null for none.
    pub(crate) body: Value,
    pub(crate) status: Option<u16>,
    /// The fault that hit it, in words.
    #[serde(default)]
    pub(crate) fault: Option<String>,
}

impl Entry {
    /// Corti's log-in is a POST that changes nothing.
    fn is_login(&self) -> bool {
        self.product == "corti" && self.path == "/auth/token"
    }

    fn is_write(&self) -> bool {
        self.method != "GET" && !self.is_login()
    }
}

impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let status = self.status.map_or("no answer".to_owned(), |status| status.to_string());
        write!(f, "{} {} {} -> {status}", self.product, self.method, self.path)
    }
}

/// The requests in their order.
#[derive(Debug)]
pub(crate) struct Journal(pub(crate) Vec<Entry>);

impl Journal {
    /// Everything that may have changed something.
    pub(crate) fn writes(&self) -> Vec<&Entry> {
        self.0.iter().filter(|entry| entry.is_write()).collect()
    }

    /// The writes of one method to paths that end so.
    pub(crate) fn sent(&self, method: &str, path_end: &str) -> Vec<&Entry> {
        self.writes()
            .into_iter()
            .filter(|entry| entry.method == method && entry.path.ends_with(path_end))
            .collect()
    }

    /// Fails the test if anything was written.
    #[track_caller]
    pub(crate) fn assert_only_gets(&self, when: &str) {
        assert!(!self.0.is_empty(), "{when} asked the APIs nothing at all");
        assert!(self.writes().is_empty(), "{when} wrote:\n{self}");
    }
}

impl std::fmt::Display for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|entry| writeln!(f, "  {entry}"))
    }
}
