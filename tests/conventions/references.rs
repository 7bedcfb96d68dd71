//! Comments refer to documents of this repository only, and to sections that are there.

use std::path::Path;

use regex::Regex;

use crate::files;
use crate::golden;

#[test]
fn comments_cite_documents_of_the_repository() {
    let document = Regex::new(r"[A-Za-z0-9_./-]+\.md\b").expect("a pattern");
    let mut missing = Vec::new();
    for file in files::below(&["src", "crates", "tests", "benches", "fuzz", "proto"]) {
        let comments = file.text.lines().filter(|line| line.trim_start().starts_with("//"));
        for name in comments.flat_map(|line| document.find_iter(line)).map(|it| it.as_str()) {
            let folder = Path::new(&file.path).parent().unwrap_or(Path::new(""));
            let crate_root =
                folder.ancestors().find(|it| golden::path(&it.to_string_lossy()).join("Cargo.toml").exists());
            let places = [Path::new(""), Path::new("contracts"), folder, crate_root.unwrap_or(Path::new(""))];
            if !places.iter().any(|place| golden::path(&place.join(name).to_string_lossy()).exists()) {
                missing.push(format!("{}: {name}", file.path));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn comments_cite_sections_of_the_contracts() {
    let citation =
        Regex::new(r"contracts/(\w+)\.md`?,? (?:section )?(T?[0-9]+(?:\.[0-9]+)*)").expect("a pattern");
    let mut missing = Vec::new();
    for file in files::below(&["src", "crates", "tests"]) {
        for found in citation.captures_iter(&file.text) {
            let contract = golden::text(&format!("contracts/{}.md", &found[1]));
            let section = &found[2];
            let headings = [
                format!("# {section} "),
                format!("# {section}. "),
                format!("**{section} "),
                format!("**{section}."),
            ];
            if !headings.iter().any(|heading| contract.contains(heading.as_str())) {
                missing.push(format!("{}: {}", file.path, &found[0]));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}
