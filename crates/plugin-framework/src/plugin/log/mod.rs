//! The log that Terraform reads from standard error: one JSON object per line. Events of the provider's own crates are
//! filtered by level. Events of libraries are logged from WARN up only, because their details can contain headers and
//! bodies. Known secrets are masked in every string, because Terraform redacts nothing.

use layer::Lines;
use std::io::{self, Write as _};
use tracing_subscriber::{Registry, filter::LevelFilter, layer::SubscriberExt as _};

mod layer;
mod line;

use crate::masking::masked;

/// Installs the log for the whole process, unless logging is off or a log is already installed.
pub(super) fn start(wanted: Option<&str>, own_crates: &'static [&'static str]) {
    let level = level(wanted);
    if level == LevelFilter::OFF {
        return;
    }
    let lines = Registry::default().with(Lines::new(level, own_crates, io::stderr()));
    // A second call keeps the first log.
    tracing::subscriber::set_global_default(lines).ok();
}

/// Writes raw text for Terraform to show or to log, with secrets masked. Errors are ignored, because they cannot be
/// reported.
pub(super) fn to_stderr(text: &str) {
    io::stderr().lock().write_all(masked(text).as_bytes()).ok();
}

/// Terraform's names of levels. `JSON` is its machine-readable format and enables all levels, as do unknown names.
fn level(wanted: Option<&str>) -> LevelFilter {
    match wanted.map(str::to_ascii_uppercase).as_deref() {
        None | Some("OFF") => LevelFilter::OFF,
        Some("ERROR") => LevelFilter::ERROR,
        Some("WARN") => LevelFilter::WARN,
        Some("INFO") => LevelFilter::INFO,
        Some("DEBUG") => LevelFilter::DEBUG,
        Some(_) => LevelFilter::TRACE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_terraforms_words() {
        for (wanted, expected) in [
            (None, LevelFilter::OFF),
            (Some("off"), LevelFilter::OFF),
            (Some("Error"), LevelFilter::ERROR),
            (Some("WARN"), LevelFilter::WARN),
            (Some("info"), LevelFilter::INFO),
            (Some("DEBUG"), LevelFilter::DEBUG),
            (Some("TRACE"), LevelFilter::TRACE),
            (Some("JSON"), LevelFilter::TRACE),
            (Some("LOUD"), LevelFilter::TRACE),
        ] {
            assert_eq!(level(wanted), expected, "{wanted:?}");
        }
    }
}
