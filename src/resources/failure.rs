//! A client's error as a failure: what came back and one next step. The engine adds what was tried on what.

use crate::client::{self, Happened, Missing};
use crate::framework::engine::{Evidence, Failure};

impl From<client::Error> for Failure {
    fn from(error: client::Error) -> Failure {
        if let Some(missing) = error.missing() {
            return Failure::from(missing).and(format!("\n\n{error}."));
        }
        let evidence = match (error.existing(), error.suspects()) {
            (Some(existing), _) => Evidence::Exists(existing.id.clone()),
            (None, [_, ..]) => Evidence::Suspects(error.suspects().to_vec()),
            // Reading and logging in make nothing, however they end.
            (None, []) if error.method() == "GET" || error.is_login() => Evidence::None,
            (None, []) if error.happened() == Happened::No => Evidence::None,
            (None, []) => Evidence::Perhaps,
        };
        let step = error.next_step().filter(|_| evidence == Evidence::None);
        let step = step.map(|step| format!(" {step}")).unwrap_or_default();
        Failure::came_back(
            format!("{} {}: {}.{step}", error.method(), error.path(), error.came_back()),
            evidence,
        )
    }
}

impl From<&Missing> for Failure {
    fn from(missing: &Missing) -> Failure {
        Failure::new(format!("Unknown {}", missing.what), missing.to_string()).on(missing.key)
    }
}

/// A failed write to what exists in any case: nothing can have been made that is not found again.
pub(super) fn of_settings(error: client::Error) -> Failure {
    let failure = Failure::from(error);
    if failure.evidence != Evidence::Perhaps {
        return failure;
    }
    Failure { evidence: Evidence::None, ..failure }
        .and("\n\nIt may have been changed nevertheless. Apply again: what is there is read first, and only the rest is changed.")
}

/// A refusal whose reason was found out by looking, with what to do about it in place of a general next step.
pub(super) fn because(error: &client::Error, reason: &str) -> Failure {
    let came_back = error.came_back();
    Failure::came_back(format!("{} {}: {came_back}. {reason}", error.method(), error.path()), Evidence::None)
}
