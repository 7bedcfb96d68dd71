//! Names for resources and files: readable, unique, and the same for the same account.

use std::collections::BTreeMap;

/// Longer names are truncated, because resource addresses should be short.
const LONGEST: usize = 60;

/// The lower-case letters, digits and single underscores of a text; `otherwise` if there are none.
pub(super) fn readable(text: &str, otherwise: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        if name.len() == LONGEST {
            break;
        }
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => otherwise.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{otherwise}_{name}"),
        Some(_) => name.to_owned(),
    }
}

/// Makes names unique by adding a number to repeated ones.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, u32>);

impl Names {
    pub(super) fn unique(&mut self, name: String) -> String {
        let mut candidate = name.clone();
        let count = self.0.entry(name.clone()).or_insert(0);
        *count += 1;
        let mut number = *count;
        if number == 1 {
            return name;
        }
        // The name with the number may already exist.
        loop {
            candidate.clone_from(&format!("{name}_{number}"));
            if !self.0.contains_key(&candidate) {
                self.0.insert(candidate.clone(), 1);
                return candidate;
            }
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_readable_whatever_the_text() {
        for (text, expected) in [
            ("St Mary's", "st_mary_s"),
            ("nurse@clinic.example", "nurse_clinic_example"),
            ("  --  ", "customer"),
            ("", "customer"),
            ("診療所", "customer"),
            ("42", "customer_42"),
            ("a/b", "a_b"),
            ("\u{1b}[31mred", "customer_31mred"),
        ] {
            assert_eq!(readable(text, "customer"), expected, "{text:?}");
        }
        assert_eq!(readable(&"x".repeat(500), "customer").len(), LONGEST);
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::default();
        let given = ["a", "a_2", "a", "a", "b"].map(|name| names.unique(name.to_owned()));
        assert_eq!(given, ["a", "a_2", "a_3", "a_4", "b"]);
    }
}
