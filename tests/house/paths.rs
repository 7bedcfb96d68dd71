//! The paths a Rust file uses (`crate::client::Error`, `tonic::Status`), read from its text: imports unfolded, comments and the
//! tests at its end left out.

use std::sync::LazyLock;

use regex::Regex;

static IMPORT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)\buse\s+([^;]+);").expect("a pattern"));
static INLINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[^:\w.$])((?:\w+::)+\w+)").expect("a pattern"));
/// Comments, quoted characters and texts.
static UNSPOKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?s)//[^\n]*|'\\?"'|"(?:[^"\\]|\\.)*""#).expect("a pattern"));

/// A path and the line it stands on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Used {
    pub(crate) line: usize,
    pub(crate) path: String,
}

/// Every path of a file, `self` and `super` resolved against the module the file is.
pub(crate) fn used(file: &str, text: &str) -> Vec<Used> {
    let text = code(text);
    let module = module(file);
    let line = |offset: usize| text[..offset].matches('\n').count() + 1;

    let mut found = Vec::new();
    for import in IMPORT.captures_iter(&text).filter_map(|captures| captures.get(1)) {
        for path in unfold(import.as_str()) {
            found.push(Used { line: line(import.start()), path: resolve(&module, &path) });
        }
    }
    let rest = IMPORT.replace_all(&text, |captures: &regex::Captures<'_>| blank(&captures[0]));
    for path in INLINE.captures_iter(&rest).filter_map(|captures| captures.get(1)) {
        let line = rest[..path.start()].matches('\n').count() + 1;
        found.push(Used { line, path: resolve(&module, path.as_str()) });
    }
    found
}

/// The text without comments, without what stands in quotes, and without the test module, which stands last by house style.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    UNSPOKEN.replace_all(&text[..end], |captures: &regex::Captures<'_>| blank(&captures[0])).into_owned()
}

/// As many blanks, so that what follows keeps its line.
fn blank(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect()
}

/// `a::{b, c::{d, e}}` is `a::b`, `a::c::d`, `a::c::e`.
fn unfold(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        return vec![tree.split_whitespace().next().unwrap_or_default().trim_end_matches("::*").to_owned()];
    };
    let (before, after) = (&tree[..open], &tree[open + 1..]);
    split(&after[..closing(after)])
        .into_iter()
        .flat_map(unfold)
        .map(|rest| format!("{before}{rest}"))
        .collect()
}

/// Where the brace is that closes the one just before the text.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    text.find(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0
    })
    .unwrap_or(text.len())
}

/// The members of a group, split at its own commas only.
fn split(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let at_own_comma = |c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0 && c == ','
    };
    group.split(at_own_comma).map(str::trim).filter(|member| !member.is_empty()).collect()
}

/// The module a file is: `src/client/corti/users.rs` is `crate::client::corti::users`.
fn module(file: &str) -> Vec<String> {
    let inside = file.strip_prefix("src/").unwrap_or(file).trim_end_matches(".rs");
    let names = inside.split('/').filter(|name| !["mod", "lib", "main"].contains(name));
    std::iter::once("crate").chain(names).map(str::to_owned).collect()
}

fn resolve(module: &[String], path: &str) -> String {
    if !path.starts_with("self::") && !path.starts_with("super::") {
        return path.to_owned();
    }
    let mut here = module.to_vec();
    let mut rest = path.strip_prefix("self::").unwrap_or(path);
    while let Some(after) = rest.strip_prefix("super::") {
        here.pop();
        rest = after;
    }
    format!("{}::{rest}", here.join("::"))
}

#[test]
fn imports_are_unfolded_and_relative_paths_resolved() {
    let text = "//! crate::not::this\nuse crate::a::{b, c::{d, e as f}};\nuse super::x::*;\nfn g() { tonic::Status::ok(std::time::now()) } // url::Url\n\
                const T: &str = \"https://url::Url\"; const Q: char = '\"'; const R: regex::Regex;\n\
                #[cfg(test)]\nmod tests { use crate::hidden; }\n";
    let found: Vec<(usize, String)> =
        used("src/p/q/r.rs", text).into_iter().map(|used| (used.line, used.path)).collect();
    let expected = [
        (2, "crate::a::b"),
        (2, "crate::a::c::d"),
        (2, "crate::a::c::e"),
        (3, "crate::p::q::x"),
        (4, "tonic::Status::ok"),
        (4, "std::time::now"),
        (5, "regex::Regex"),
    ];
    assert_eq!(found, expected.map(|(line, path)| (line, path.to_owned())));
}
