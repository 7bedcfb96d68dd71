//! The connection settings that all products share, and their errors.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::{Host, Url};

/// The common settings of one product. `Default` gives the documented defaults.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The base URL of the API; the product's own if absent. https, or http on a loopback address.
    pub base_url: Option<String>,
    /// Timeout of one request, from the connection to the last byte. Default 30 s.
    pub request_timeout: Option<Duration>,
    /// The maximum number of retries of a call. Default 4.
    pub max_retries: u32,
    /// The maximum number of concurrent requests. Default 8.
    pub max_concurrent_requests: usize,
    /// The maximum number of requests in any minute; absent = unlimited.
    pub requests_per_minute: Option<u32>,
    /// A PEM file of certificates that are trusted in addition to the system's.
    pub ca_certificate_file: Option<PathBuf>,
    /// Where the user sets the credential, for the error if it is rejected.
    pub credential: String,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The durations of waits. Tests shorten them.
    pub timing: Timing,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            base_url: None,
            request_timeout: None,
            max_retries: 4,
            max_concurrent_requests: 8,
            requests_per_minute: None,
            ca_certificate_file: None,
            credential: "the credential".to_owned(),
            user_agent: concat!("terraform-provider-aiadmin/", env!("CARGO_PKG_VERSION")).to_owned(),
            timing: Timing::default(),
        }
    }
}

impl Settings {
    pub(super) fn request_timeout(&self) -> Duration {
        self.request_timeout.unwrap_or(Duration::from_secs(30))
    }
}

/// The waits between requests.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// Before the first retry; doubles from then on, plus up to the same time at random.
    pub first_wait: Duration,
    /// The maximum backoff.
    pub longest_wait: Duration,
    /// The maximum total wait of one call. If a server asks for more, the call fails.
    pub budget: Duration,
    /// How long after a write a list may lag behind it.
    pub lag: Duration,
    /// How long two complete lists without an object are enough for later readers.
    pub absence: Duration,
    /// How long a failed read is cached.
    pub failure: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Timing {
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(15),
            budget: Duration::from_mins(2),
            lag: Duration::from_secs(10),
            absence: Duration::from_secs(2),
            failure: Duration::from_secs(10),
        }
    }
}

/// An invalid setting. It never contains the value of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The attribute of the provider block, such as `base_url`.
    pub setting: &'static str,
    /// What is wrong with it, as a clause: "must be at least 1".
    pub problem: String,
}

impl ConfigError {
    pub(super) fn new(setting: &'static str, problem: impl Into<String>) -> Self {
        ConfigError { setting, problem: problem.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.setting, self.problem)
    }
}

impl std::error::Error for ConfigError {}

/// The URL without a trailing slash.
pub(super) fn check_base_url(text: &str) -> Result<Url, ConfigError> {
    let wrong = |problem: &str| Err(ConfigError::new("base_url", problem));
    let Ok(url) = Url::parse(text.trim().trim_end_matches('/')) else {
        return wrong("is not a URL");
    };
    if url.host().is_none() {
        return wrong("has no host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("must not contain credentials");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong("must not contain a query or a fragment");
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => wrong("must start with `https://` (`http://` is accepted for loopback addresses only)"),
    }
}

/// Whether the URL is on this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        None => false,
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::check_base_url;

    fn check(url: &str, accepted: bool) {
        assert_eq!(check_base_url(url).is_ok(), accepted, "{url}");
    }

    #[test]
    fn only_https_or_loopback_without_credentials() {
        check("https://api.example.org/v1/", true);
        check("http://127.0.0.1:8080/corti", true);
        check("http://[::1]:1", true);
        check("http://localhost:1", true);
        check("http://api.example.org", false);
        check("http://127.0.0.1.example.org", false);
        check("https://me:secret@api.example.org", false);
        check("https://me@api.example.org", false);
        check("https://api.example.org/?q=1", false);
        check("ftp://127.0.0.1", false);
        check("api.example.org", false);
        check("", false);
    }
}
