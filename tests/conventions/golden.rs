//! Files that are written from the code and committed: compared in every run, written by `UPDATE=1`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Whether files are to be written instead of compared.
pub(crate) fn updating() -> bool {
    env::var_os("UPDATE").is_some_and(|it| it == "1")
}

/// The path of a file of the repository.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The text of a file of the repository; fails the test when there is none.
#[track_caller]
pub(crate) fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The files directly in a folder, by name; none when there is no such folder.
pub(crate) fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(path(folder)).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// What differs between the files of these folders and what they should be, one line each. `ours` says which files found
/// there are written from the code at all.
pub(crate) fn differences(
    folders: &[&str],
    expected: &BTreeMap<String, String>,
    ours: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, text) in expected {
        match fs::read_to_string(path(name)) {
            Ok(found) if found == *text => {}
            Ok(_) => lines.push(format!("{name} is stale")),
            Err(_) => lines.push(format!("{name} is missing")),
        }
    }
    for folder in folders {
        let found = names(folder).into_iter().map(|file| format!("{folder}/{file}"));
        let orphaned = found.filter(|name| ours(name) && !expected.contains_key(name));
        lines.extend(orphaned.map(|name| format!("{name} belongs to nothing")));
    }
    lines
}

/// Writes what should be and removes what belongs to nothing.
pub(crate) fn write(folders: &[&str], expected: &BTreeMap<String, String>, ours: impl Fn(&str) -> bool) {
    for (name, text) in expected {
        let file = path(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("the folder is made");
        if fs::read_to_string(&file).ok().as_deref() != Some(text) {
            fs::write(&file, text).expect("the file is written");
        }
    }
    for folder in folders {
        let found = names(folder).into_iter().map(|file| format!("{folder}/{file}"));
        for name in found.filter(|name| ours(name) && !expected.contains_key(name)) {
            fs::remove_file(path(&name)).expect("the file is removed");
        }
    }
}
