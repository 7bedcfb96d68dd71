//! What a provider of protocol 6 has to do: every case of `conformance.md` names tests that exist on both sides, or says why there
//! are none.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Plays many tests again, against the executable.
const AGAIN: &str = "the_same_holds_for_the_built_executable";

/// The names of all test functions below a folder.
fn tests(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            tests(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            let names = text.split("fn ").skip(1).filter_map(|it| it.split('(').next());
            // A macro makes a test of the fact for each entry of `tests/types`.
            let facts = text.split("_type!(").skip(1).filter_map(|it| it.split(':').next());
            found.extend(names.chain(facts).map(str::to_owned));
        }
    }
}

fn tests_of(folders: &[&str]) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    for folder in folders {
        tests(&root.join(folder), &mut found);
    }
    found
}

#[test]
fn every_case_is_shown_by_tests_that_exist() {
    let process = tests_of(&["tests/protocol/process"]);
    let in_memory = &tests_of(&["tests/protocol", "crates/plugin-framework/src"]) - &process;
    let mut executable = &process | &tests_of(&["tests/acceptance"]);
    executable.insert(AGAIN.to_owned());
    let table = include_str!("conformance.md");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| ")).skip(2);
    let mut cases = 0;
    for row in rows {
        cases += 1;
        let cells: Vec<&str> = row.trim_end_matches('|').split(" | ").map(str::trim).collect();
        let [number, case, shown_in_memory, shown, reason] = cells[..] else { panic!("five cells: {row}") };
        assert_eq!(number, cases.to_string(), "{case}");
        let both = !shown_in_memory.is_empty() && !shown.is_empty();
        assert_ne!(both, !reason.is_empty(), "{number}. {case}: tests on both sides or a reason");
        for (names, all) in [(shown_in_memory, &in_memory), (shown, &executable)] {
            for test in names.split("<br>").map(|it| it.trim_matches('`')).filter(|it| !it.is_empty()) {
                assert!(all.contains(test), "{number}. {case}: there is no test {test}");
            }
        }
    }
    assert_eq!(cases, 60);
}
