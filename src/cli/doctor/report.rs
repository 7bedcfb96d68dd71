//! The report, as JSON and as text.

use std::fmt;

use serde::Serialize;

use super::assumption::{Examined, Reading};
use crate::cli::version;

/// The whole report.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    provider: String,
    version: &'static str,
    commit: &'static str,
    platform: String,
    products: Vec<ProductReport>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Failed,
    Skipped,
}

/// The report of one product.
#[derive(Debug, Serialize)]
pub(super) struct ProductReport {
    product: &'static str,
    status: Status,
    problems: Vec<String>,
    pub(super) warnings: Vec<String>,
    pub(super) base_url: Option<String>,
    /// The identity of the credentials.
    pub(super) identity: Option<String>,
    pub(super) rights: Vec<ReadPermission>,
    pub(super) requests: u64,
    /// The median response time.
    pub(super) latency_ms: Option<u64>,
    /// The server's clock minus the local one.
    pub(super) clock_skew_seconds: Option<i64>,
    pub(super) token_lifetime_seconds: Option<u64>,
    pub(super) proxy: Option<String>,
    /// The source of the trusted certificates: `system` or `mozilla`.
    pub(super) certificates: Option<&'static str>,
    pub(super) assumptions: Vec<Examined>,
}

/// Whether something may be read.
#[derive(Debug, Serialize)]
pub(super) struct ReadPermission {
    #[serde(rename = "read")]
    pub(super) what: &'static str,
    pub(super) status: u16,
    pub(super) allowed: bool,
}

impl ProductReport {
    pub(super) fn new(product: &'static str) -> ProductReport {
        ProductReport {
            product,
            status: Status::Ok,
            problems: Vec::new(),
            warnings: Vec::new(),
            base_url: None,
            identity: None,
            rights: Vec::new(),
            requests: 0,
            latency_ms: None,
            clock_skew_seconds: None,
            token_lifetime_seconds: None,
            proxy: None,
            certificates: None,
            assumptions: Vec::new(),
        }
    }

    /// The report of a product that was skipped because these variables are not set.
    pub(super) fn skipped(mut self, missing: &[&str]) -> ProductReport {
        self.status = Status::Skipped;
        self.warnings.push(format!("No credentials: {} not set.", missing.join(" and ")));
        self
    }

    pub(super) fn failed(mut self, problems: impl IntoIterator<Item = String>) -> ProductReport {
        self.status = Status::Failed;
        self.problems.extend(problems);
        self
    }
}

impl Report {
    pub(super) fn new(name: &str, products: Vec<ProductReport>) -> Report {
        Report {
            provider: name.to_owned(),
            version: version::VERSION,
            commit: version::COMMIT,
            platform: format!("{}_{}", std::env::consts::OS, std::env::consts::ARCH),
            products,
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.products.iter().any(|product| product.status == Status::Failed)
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).map(|json| json + "\n").unwrap_or_default()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "terraform-provider-{} {} on {}", self.provider, version::LONG, self.platform)?;
        self.products.iter().try_for_each(|product| write!(f, "\n{product}"))
    }
}

impl fmt::Display for ProductReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = match self.status {
            Status::Ok => "ok",
            Status::Failed => "failed",
            Status::Skipped => "skipped",
        };
        writeln!(f, "{}: {status}", self.product)?;
        for problem in &self.problems {
            writeln!(f, "  problem:      {problem}")?;
        }
        for warning in &self.warnings {
            writeln!(f, "  warning:      {warning}")?;
        }
        if self.status == Status::Skipped {
            return Ok(());
        }
        let line = |f: &mut fmt::Formatter<'_>, label: &str, value: Option<String>| match value {
            Some(value) => writeln!(f, "  {label:<13} {value}"),
            None => Ok(()),
        };
        line(f, "API:", self.base_url.clone())?;
        line(f, "signed in as:", self.identity.clone())?;
        let rights = |allowed: bool| {
            let what: Vec<&str> =
                self.rights.iter().filter(|right| right.allowed == allowed).map(|right| right.what).collect();
            (!what.is_empty()).then(|| what.join(", "))
        };
        line(f, "may read:", rights(true))?;
        line(f, "may not read:", rights(false))?;
        let latency = self.latency_ms.map(|ms| format!("{ms} ms (median of {} requests)", self.requests));
        line(f, "latency:", latency)?;
        line(f, "clock skew:", self.clock_skew_seconds.map(|skew| format!("{skew} s")))?;
        line(f, "token:", self.token_lifetime_seconds.map(|life| format!("expires after {life} s")))?;
        if self.certificates.is_some() {
            line(f, "proxy:", Some(self.proxy.clone().unwrap_or_else(|| "none".to_owned())))?;
        }
        line(f, "certificates:", self.certificates.map(str::to_owned))?;
        for examined in &self.assumptions {
            let reading = match &examined.reading {
                Reading::Yes(reading) => format!("observed: {reading}"),
                Reading::No(reason) => format!("not verified: {reason}"),
                Reading::NeedsWrite => "not verified: requires a write".to_owned(),
            };
            writeln!(
                f,
                "  assumed:      {} [{}]\n                {reading}",
                examined.assumed, examined.contract
            )?;
        }
        Ok(())
    }
}
