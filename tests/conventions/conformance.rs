//! What a provider of protocol 6 has to do: every case of `tests/protocol/conformance.md` names tests that exist on both sides, or
//! says why there are none.

use crate::golden;
use crate::tests::tests;

/// Plays many tests again, against the executable.
const AGAIN: &str = "the_same_holds_for_the_built_executable";

#[test]
fn every_case_is_shown_by_tests_that_exist() {
    let process = tests(&["tests/protocol/process"]);
    let in_memory = &tests(&["tests/protocol", "crates/plugin-framework/src"]) - &process;
    let mut executable = &process | &tests(&["tests/acceptance"]);
    executable.insert(AGAIN.to_owned());
    let table = golden::text("tests/protocol/conformance.md");
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
