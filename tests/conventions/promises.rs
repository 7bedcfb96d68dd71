//! `tests/promises.md` names the tests that keep each promise; here every name is looked up.

use regex::Regex;

use crate::golden;
use crate::tests::tests;

/// A broken promise: its number, what was broken, the tests that show that it is mended, and without tests why not.
fn broken() -> Vec<(usize, String, Vec<String>, String)> {
    let line = Regex::new(r"(?m)^(\d+)\. (.+?): (.+)$").expect("a pattern");
    let name = Regex::new(r"`(\w+)`").expect("a pattern");
    let text = golden::text("tests/promises.md");
    let read = |found: regex::Captures<'_>| {
        let number = found[1].parse().expect("a number");
        let names: Vec<_> = name.captures_iter(&found[3]).map(|it| it[1].to_owned()).collect();
        let open = if names.is_empty() { found[3].to_owned() } else { String::new() };
        (number, found[2].to_owned(), names, open)
    };
    line.captures_iter(&text).map(read).collect()
}

#[test]
fn every_broken_promise_has_a_test_that_shows_it_kept() {
    let (tests, broken) = (tests(&[""]), broken());
    let numbers: Vec<_> = broken.iter().map(|it| it.0).collect();
    assert_eq!(numbers, (1..=61).collect::<Vec<_>>());
    let mut open = Vec::new();
    for (number, line, shown_by, reason) in &broken {
        for test in shown_by {
            assert!(tests.contains(test), "{number}. {line}: there is no test {test}");
        }
        if !reason.is_empty() {
            open.push(*number);
        }
    }
    assert_eq!(open, [59], "lines without a test");
}
