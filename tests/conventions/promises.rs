//! `tests/promises.md` names the tests that keep each promise; here every name is looked up.

use regex::Regex;

use crate::golden;
use crate::tests::tests;

/// A broken promise: its number, what was broken, and the tests that show that it is mended.
fn broken() -> Vec<(usize, String, Vec<String>)> {
    let line = Regex::new(r"(?m)^(\d+)\. (.+?): (.+)$").expect("a pattern");
    let name = Regex::new(r"`(\w+)`").expect("a pattern");
    let text = golden::text("tests/promises.md");
    let read = |found: regex::Captures<'_>| {
        let number = found[1].parse().expect("a number");
        let names = name.captures_iter(&found[3]).map(|it| it[1].to_owned()).collect();
        (number, found[2].to_owned(), names)
    };
    line.captures_iter(&text).map(read).collect()
}

#[test]
fn every_broken_promise_has_a_test_that_shows_it_kept() {
    let (tests, broken) = (tests(&[""]), broken());
    let numbers: Vec<_> = broken.iter().map(|it| it.0).collect();
    assert_eq!(numbers, (1..=61).collect::<Vec<_>>());
    for (number, line, shown_by) in &broken {
        assert!(!shown_by.is_empty(), "{number}. {line}: no test");
        for test in shown_by {
            assert!(tests.contains(test), "{number}. {line}: there is no test {test}");
        }
    }
}
