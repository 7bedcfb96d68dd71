//! Every sentence that an error, a warning or a log line is made of, on one page for reviewers: `tests/snapshots/messages.md`.
//! Descriptions of attributes are in `docs/`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use regex::Regex;

use crate::files;
use crate::golden;

const PAGE: &str = "tests/snapshots/messages.md";

/// Where sentences come from.
const FOLDERS: [&str; 4] =
    ["crates/plugin-framework/src", "crates/admin-client/src", "src/provider", "src/resources"];

#[test]
fn messages_are_as_reviewed() {
    let expected = BTreeMap::from([(PAGE.to_owned(), page())]);
    if golden::updating() {
        golden::write(&[], &expected, |_| false);
    }
    let differences = golden::differences(&[], &expected, |_| false);
    assert!(
        differences.is_empty(),
        "{differences:?}; read them after UPDATE=1 cargo test --test conventions"
    );
}

fn page() -> String {
    let mut page = "# Messages\n\nWritten by `tests/conventions/messages.rs`.\n".to_owned();
    for file in files::below(&FOLDERS) {
        let sentences = sentences(&file.text);
        if ["/tests", "/contradictions"].iter().any(|it| file.path.contains(it)) || sentences.is_empty() {
            continue;
        }
        let _ = writeln!(page, "\n## {}\n", file.path);
        for sentence in sentences {
            let _ = writeln!(page, "- {sentence}");
        }
    }
    page
}

/// The literals of three words or more that a user can meet, in their order.
fn sentences(source: &str) -> Vec<String> {
    let pattern = |it: &str| Regex::new(it).expect("a pattern");
    let source = source.split("#[cfg(test)]").next().unwrap_or_default().replace("'\"'", "' '");
    let removed = [
        r"(?m)^\s*//.*$",
        // What `docs/` shows, and what only developers read.
        r"(?ms)^    (?:pub(?:\(super\))? )?fn (?:list_)?(?:schema|attrs)\(.*?^    \}$",
        r"(?ms)^(?:pub(?:\(super\))? )?fn reported\(.*?^\}$",
        r"(?ms)^    const (?:ID|DESCRIPTION|NOUNS): .*?;$",
        r#"(?:reason = |expect\(|trace!\(|debug!\()\s*"[^"]*""#,
    ];
    let source = removed.iter().fold(source, |source, it| pattern(it).replace_all(&source, "").into_owned());
    let literal = pattern(r#"(?s)"((?:[^"\\]|\\.)*)""#);
    let broken = pattern(r"\\\n\s*");
    literal
        .captures_iter(&source)
        .map(|found| broken.replace_all(&found[1], "").replace("\\\"", "\"").replace("\\n", "⏎"))
        .map(|text| text.trim().to_owned())
        .filter(|text| text.split_whitespace().count() > 2 && text.contains(|it: char| it.is_lowercase()))
        .collect()
}
