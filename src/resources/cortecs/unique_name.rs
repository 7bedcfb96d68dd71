//! Generates unique names from a prefix.

use std::iter;

/// No vowels, so that no words appear, and no letters that are easily confused.
const LETTERS: &[u8; 27] = b"bcdfghjkmnpqrstvwxz23456789";

/// Twelve of 27 letters: the probability of a collision among a million names is 1 in 300,000.
const LENGTH: usize = 12;

/// `prefix` and twelve letters.
pub(super) fn unique_name(prefix: &str) -> String {
    let letters = iter::repeat_with(|| char::from(LETTERS[fastrand::usize(..LETTERS.len())]));
    prefix.chars().chain(letters.take(LENGTH)).collect()
}

/// A rule for names and prefixes: not blank, and on one line.
///
/// # Errors
/// The error, as the end of a sentence.
pub(super) fn printable(text: &str) -> Result<(), String> {
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        Err("must not be blank or contain line breaks or other control characters".to_owned())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_name_is_the_prefix_and_12_letters() {
        let (one, other) = (unique_name("ci-"), unique_name("ci-"));
        assert_ne!(one, other);
        for name in [one, other] {
            let suffix = name.strip_prefix("ci-").unwrap();
            assert_eq!(suffix.len(), 12);
            assert!(suffix.bytes().all(|it| LETTERS.contains(&it)), "{name}");
        }
    }

    #[test]
    fn names_can_be_read_and_imported() {
        for (text, fits) in [("CI reports/2026", true), ("ü", true), (" ", false), ("two\nlines", false)] {
            assert_eq!(printable(text).is_ok(), fits, "{text:?}");
        }
    }
}
