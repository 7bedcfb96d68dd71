//! The secrets that this process knows, which are masked in logs, panics and diagnostics.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

/// Shorter secrets are not masked, because they are also parts of ordinary words.
const SHORTEST: usize = 6;

/// Longest first: replacing a secret that is part of a longer one would leave the rest of the longer one.
static SECRETS: RwLock<BTreeSet<(Reverse<usize>, String)>> = RwLock::new(BTreeSet::new());

/// Masks `secret` with `(sensitive)` in all later output. Secrets with fewer than six characters are not masked,
/// because they are also parts of ordinary words.
pub fn mask(secret: &str) {
    if secret.chars().count() < SHORTEST {
        return;
    }
    // In a string logged with `{:?}`, quotes and line breaks are escaped.
    let escaped = secret.escape_debug().to_string();
    let mut secrets = SECRETS.write().unwrap_or_else(PoisonError::into_inner);
    for form in [secret.to_owned(), escaped] {
        secrets.insert((Reverse(form.len()), form));
    }
}

/// `text` with every known secret replaced.
pub(super) fn masked(text: &str) -> String {
    let secrets = SECRETS.read().unwrap_or_else(PoisonError::into_inner);
    let mut shown = text.to_owned();
    for (_, secret) in secrets.iter().filter(|(_, secret)| text.contains(secret.as_str())) {
        shown = shown.replace(secret.as_str(), "(sensitive)");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(masked(text), expected);
    }

    #[test]
    fn a_secret_is_masked_wherever_it_stands() {
        mask("hunter2-hunter2");
        check("Bearer hunter2-hunter2, twice hunter2-hunter2", "Bearer (sensitive), twice (sensitive)");
        check("nothing here", "nothing here");
    }

    #[test]
    fn a_secret_within_a_secret_leaves_nothing_standing() {
        mask("inner-key");
        mask("outer-inner-key-rest");
        check("outer-inner-key-rest inner-key", "(sensitive) (sensitive)");
    }

    #[test]
    fn a_secret_is_found_in_its_escaped_form() {
        mask("two\nlines\"quoted");
        check(&format!("{:?}", "two\nlines\"quoted"), "\"(sensitive)\"");
    }

    #[test]
    fn a_short_word_stays_readable() {
        mask("terra");
        check("terra firma", "terra firma");
    }
}
