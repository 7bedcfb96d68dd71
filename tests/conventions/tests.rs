//! The names of the tests of this repository, for pages that say which test shows what.

use std::collections::BTreeSet;

use regex::Regex;

use crate::files::{self, File};

/// The names of the tests below these folders that cargo compiles, in files that their folder declares: functions with a test's
/// attribute, and facts that a macro makes a test of for each entry of `tests/types`.
pub(crate) fn tests(folders: &[&str]) -> BTreeSet<String> {
    let files = files::below(&["crates", "src", "tests"]);
    let test = Regex::new(r"#\[(?:tokio::)?test(?:\([^)]*\))?\]\s*(?:#\[[^\]]*\]\s*)*(?:async )?fn (\w+)")
        .expect("a pattern");
    let fact = Regex::new(r"(?m)^each_\w*type!\((\w+):").expect("a pattern");
    let declared = declared(&files);
    let compiled =
        files.iter().filter(|file| file.is_rust() && is_root(&file.path) || declared.contains(&file.path));
    let asked = compiled.filter(|file| folders.iter().any(|folder| file.path.starts_with(folder)));
    let names = asked.flat_map(|file| test.captures_iter(&file.text).chain(fact.captures_iter(&file.text)));
    names.map(|found| found[1].to_owned()).collect()
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

#[test]
fn only_compiled_tests_are_found() {
    let tests = tests(&[""]);
    assert!(tests.contains("every_broken_promise_has_a_test_that_shows_it_kept"));
    assert!(tests.contains("lives_its_whole_life"), "a fact about every type");
    assert!(!tests.contains("side_by_side"), "a function that is no test");
    assert!(!tests.contains("an_orphan"), "a test in a file that nothing declares");
    let orphan = File { path: "src/orphan.rs".to_owned(), text: "#[test]\nfn an_orphan() {}".to_owned() };
    assert!(!is_root(&orphan.path) && !declared(&[orphan]).contains("src/orphan.rs"));
}
