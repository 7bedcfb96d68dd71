//! `tests/promises.md` names the tests that keep each promise; here every name is looked up.

use std::collections::BTreeSet;

use regex::Regex;

use crate::files::{self, File};
use crate::golden;

/// The names of the tests that cargo compiles: functions with a test's attribute in files that their folder declares.
fn tests() -> BTreeSet<String> {
    let files = files::below(&["crates", "src", "tests"]);
    let test = Regex::new(r"#\[(?:tokio::)?test(?:\([^)]*\))?\]\s*(?:#\[[^\]]*\]\s*)*(?:async )?fn (\w+)")
        .expect("a pattern");
    let declared = declared(&files);
    let compiled =
        files.iter().filter(|file| file.is_rust() && is_root(&file.path) || declared.contains(&file.path));
    compiled.flat_map(|file| test.captures_iter(&file.text).map(|found| found[1].to_owned())).collect()
}

/// Whether cargo finds the file by itself.
fn is_root(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').collect();
    matches!(
        parts[..],
        [.., "src", "lib.rs" | "main.rs"] | ["tests", _, "main.rs"] | ["crates", _, "tests", _]
    )
}

/// The files that a `mod` of another file declares.
fn declared(files: &[File]) -> BTreeSet<String> {
    let module = Regex::new(r"(?m)^\s*(?:pub(?:\([a-z ]+\))? )?mod (\w+);").expect("a pattern");
    let mut declared = BTreeSet::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let below = match name {
            "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
            _ => format!("{folder}/{}", name.trim_end_matches(".rs")),
        };
        for found in module.captures_iter(&file.text) {
            declared.extend([format!("{below}/{}.rs", &found[1]), format!("{below}/{}/mod.rs", &found[1])]);
        }
    }
    declared
}

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
    let (tests, broken) = (tests(), broken());
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

#[test]
fn only_compiled_tests_are_found() {
    let tests = tests();
    assert!(tests.contains("every_broken_promise_has_a_test_that_shows_it_kept"));
    assert!(!tests.contains("side_by_side"), "a function that is no test");
    assert!(!tests.contains("an_orphan"), "a test in a file that nothing declares");
    let orphan = File { path: "src/orphan.rs".to_owned(), text: "#[test]\nfn an_orphan() {}".to_owned() };
    assert!(!is_root(&orphan.path) && !declared(&[orphan]).contains("src/orphan.rs"));
}
