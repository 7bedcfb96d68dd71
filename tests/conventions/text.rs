//! How files look: they open with a sentence, stay short, have telling names, and hold nothing of the machine they were written on.

use crate::files::{self, File};

/// Over this a file is two files.
const LINES: usize = 350;

#[test]
fn every_file_opens_with_a_sentence_about_itself() {
    check(&[""], |file| {
        let opening: String =
            file.text.lines().map_while(|line| line.strip_prefix("//! ")).collect::<Vec<_>>().join(" ");
        (file.is_rust() && !(opening.len() > 10 && opening.contains(['.', '?'])))
            .then(|| "opens with no `//!` sentence".to_owned())
    });
}

#[test]
fn every_file_is_short_enough_to_be_read_in_one_go() {
    check(&[""], |file| {
        let lines = file.text.lines().count();
        (file.is_rust() && lines > LINES).then(|| format!("has {lines} lines: split it at the seam"))
    });
}

/// Also where other workspaces live.
#[test]
fn no_crate_may_contain_unsafe_code() {
    let crates: Vec<File> =
        files::below(&[""]).into_iter().filter(|it| it.path.ends_with("Cargo.toml")).collect();
    assert!(crates.len() > 1, "no crates found");
    for file in &crates {
        let forbids = ["\nunsafe_code = \"forbid\"\n", "\n[lints]\nworkspace = true\n"];
        assert!(forbids.iter().any(|it| file.text.contains(it)), "{} allows unsafe code", file.path);
    }
}

#[test]
fn no_file_has_a_vague_name() {
    check(&[""], |file| {
        let vague = ["util", "utils", "common", "helper", "helpers", "manager", "misc"];
        let mut parts = file.path.trim_end_matches(".rs").split('/');
        parts.find(|part| vague.contains(part)).map(|part| format!("what is it for? `{part}` does not say"))
    });
}

/// Each word is written in two pieces, so that this file does not offend.
#[test]
fn nothing_unfinished_or_private_is_committed() {
    let everywhere = [
        (concat!("/ro", "ot/"), "a path of one machine"),
        (concat!("/wo", "rk/"), "a path of one machine"),
        (concat!("/ho", "me/"), "a path of one machine"),
        (concat!("/Us", "ers/"), "a path of one machine"),
        (concat!("static.crates", ".io"), "the host of a package registry"),
        (concat!("index.crates", ".io"), "the host of a package registry"),
        (concat!("registry.npmjs", ".org"), "the host of a package registry"),
        (concat!("files.pythonhosted", ".org"), "the host of a package registry"),
        (concat!("BEGIN PRIV", "ATE KEY"), "a key"),
        (concat!("AGE-SECRET", "-KEY-1"), "a key"),
        (concat!("<<<<", "<<<"), "an unfinished merge"),
    ];
    check(&[""], |file| offence(file, &everywhere));
}

#[test]
fn no_todos_no_skipped_tests_no_sleeps() {
    let in_code = [
        (concat!("TO", "DO"), "do it or leave it"),
        (concat!("FIX", "ME"), "do it or leave it"),
        (concat!("unimple", "mented!("), "a stub"),
        (concat!("#[ign", "ore"), "a skipped test"),
    ];
    check(&[""], |file| file.is_rust().then(|| offence(file, &in_code)).flatten());
    let in_tests = [(concat!("sle", "ep("), "wait for the thing itself, not for a while")];
    check(&["tests"], |file| file.is_rust().then(|| offence(file, &in_tests)).flatten());
}

fn offence(file: &File, words: &[(&str, &str)]) -> Option<String> {
    words.iter().find_map(|(word, why)| {
        let line = file.text.lines().position(|line| line.contains(word))? + 1;
        Some(format!("line {line} has `{word}`: {why}"))
    })
}

/// Fails with every file the rule objects to.
#[track_caller]
fn check(folders: &[&str], rule: impl Fn(&File) -> Option<String>) {
    let offences: Vec<String> = files::below(folders)
        .iter()
        .filter_map(|file| Some(format!("{}: {}", file.path, rule(file)?)))
        .collect();
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}
