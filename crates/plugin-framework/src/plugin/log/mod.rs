//! The log as Terraform reads it from standard error: one JSON object per line.
//! What the provider's own crates say is filtered by level. Libraries are heard from WARN up only, since their details can hold
//! headers and bodies; and every text is searched for known secrets, because Terraform redacts nothing.

use layer::Lines;
use std::io::{self, Write as _};
use tracing_subscriber::{Registry, filter::LevelFilter, layer::SubscriberExt as _};

mod layer;
mod line;

use crate::masking::masked;

/// Installs the log for the whole process, unless nobody wants to read it or there is one already.
pub(super) fn start(wanted: Option<&str>, own_crates: &'static [&'static str]) {
    let level = level(wanted);
    if level == LevelFilter::OFF {
        return;
    }
    let lines = Registry::default().with(Lines::new(level, own_crates, io::stderr()));
    // A second call keeps the first log.
    tracing::subscriber::set_global_default(lines).ok();
}

/// Writes raw text for Terraform to show or to log, secrets masked. There is nobody to tell if this fails.
pub(super) fn to_stderr(text: &str) {
    io::stderr().lock().write_all(masked(text).as_bytes()).ok();
}

/// Terraform's words for levels. `JSON` is its format for machines and means everything; so does a word it does not know.
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
