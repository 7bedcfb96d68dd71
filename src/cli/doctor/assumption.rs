//! The assumptions of the contracts, and what an account shows about them. Only reads.

use std::collections::BTreeMap;

use admin_client::Observation;
use serde::Serialize;

/// The observations of one account.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The last observation of each kind, by its name.
    pub(super) seen: BTreeMap<&'static str, Observation>,
    /// The status of a rejected sign-in.
    pub(super) sign_in_refused: Option<u16>,
    pub(super) requests: u64,
    /// Responses with status 429.
    pub(super) too_many: u64,
}

impl Facts {
    /// The status of one observation.
    pub(super) fn status(&self, what: &str) -> Option<u16> {
        self.seen.get(what).map(|seen| seen.status)
    }
}

/// What an account shows about an assumption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "shown", content = "reading", rename_all = "snake_case")]
pub(super) enum Reading {
    /// The account shows this.
    Yes(String),
    /// The account does not show it. Contains the reason.
    No(String),
    /// Only a write would show it.
    NeedsWrite,
}

impl Reading {
    /// The status of a response, if the request was sent.
    pub(super) fn status(facts: &Facts, what: &str) -> Reading {
        match facts.status(what) {
            Some(status) => Reading::Yes(format!("HTTP {status}")),
            None => Reading::No("the check ended earlier".to_owned()),
        }
    }
}

/// One assumption of a contract.
#[derive(Debug)]
pub(super) struct Assumption {
    /// The file in `contracts/`.
    pub(super) contract: &'static str,
    /// Words of the line with the assumption, by which a test finds it.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the test of the contracts reads it"))]
    pub(super) quote: &'static str,
    /// The assumption in one sentence.
    pub(super) assumed: &'static str,
    pub(super) reading: fn(&Facts) -> Reading,
}

/// An assumption and what the account shows, for the report.
#[derive(Debug, Serialize)]
pub(super) struct Examined {
    pub(super) contract: &'static str,
    pub(super) assumed: &'static str,
    #[serde(flatten)]
    pub(super) reading: Reading,
}

impl Assumption {
    pub(super) fn examined(&self, facts: &Facts) -> Examined {
        Examined { contract: self.contract, assumed: self.assumed, reading: (self.reading)(facts) }
    }
}

/// For assumptions that only a write would show.
pub(super) fn needs_write(_: &Facts) -> Reading {
    Reading::NeedsWrite
}

#[cfg(test)]
mod tests {
    use super::Assumption;
    use crate::cli::doctor::{confident, cortecs, corti};

    /// The number of assumptions in a line; the legend has none.
    fn marks(line: &str) -> usize {
        let legend = ["marked ASSUMED", "of the ASSUMED rows", "| **A** |"];
        if legend.iter().any(|words| line.contains(words)) {
            return 0;
        }
        ["ASSUMED", "(A)", ", A)", "is assumed"].iter().map(|mark| line.matches(mark).count()).sum()
    }

    #[track_caller]
    fn check(text: &str, table: &[Assumption]) {
        let lines: Vec<&str> = text.lines().collect();
        for assumption in table {
            let found = lines.iter().filter(|line| line.contains(assumption.quote)).count();
            assert_eq!(found, 1, "{:?} is in {found} lines of {}", assumption.quote, assumption.contract);
        }
        let mut assumptions = 0;
        for line in lines {
            let covered = table.iter().filter(|assumption| line.contains(assumption.quote)).count();
            assert!(covered >= marks(line), "{covered} of {} assumptions are examined: {line}", marks(line));
            assumptions += marks(line);
        }
        assert!(assumptions > 0, "no assumption found");
    }

    #[test]
    fn every_assumption_of_the_contracts_is_examined() {
        check(include_str!("../../../contracts/corti.md"), corti::ASSUMPTIONS);
        check(include_str!("../../../contracts/cortecs.md"), cortecs::ASSUMPTIONS);
        check(include_str!("../../../contracts/confident.md"), confident::ASSUMPTIONS);
    }
}
