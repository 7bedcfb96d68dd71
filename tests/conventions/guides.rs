//! Guides are written by hand, but what they show and point to exists: code is part of an example, links lead somewhere.

use std::path::Path;

use regex::Regex;

use crate::files;
use crate::golden;
use crate::served::{everything, types};

/// The guides that are promised, beside the pages of single providers.
const GUIDES: [&str; 17] = [
    "adopting-an-organization.md",
    "ci-and-hcp-terraform.md",
    "four-providers-or-one.md",
    "generic-rest.md",
    "getting-started.md",
    "large-accounts.md",
    "limits.md",
    "logs.md",
    "members-and-invitations.md",
    "pulumi.md",
    "rotating-keys.md",
    "secrets.md",
    "security.md",
    "support.md",
    "testing-offline.md",
    "troubleshooting.md",
    "versions-and-upgrades.md",
];

fn guides() -> Vec<(String, String)> {
    let names = golden::names("docs/guides").into_iter().filter(|name| !name.ends_with("-provider.md"));
    names.map(|name| (name.clone(), golden::text(&format!("docs/guides/{name}")))).collect()
}

#[test]
fn every_promised_guide_exists() {
    let guides = guides();
    assert_eq!(guides.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), GUIDES);
    for (name, text) in guides {
        assert!(!text.contains("\nsubcategory: "), "{name}: the registry has a place of its own for guides");
        for line in ["page_title: \"", "description: |-"] {
            assert!(
                text.lines().take(8).any(|it| it.starts_with(line)),
                "{name}: no {line} in its front matter"
            );
        }
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name} ends oddly");
    }
}

#[test]
fn guides_show_tested_configurations() {
    let examples = files::below(&["examples/terraform"]);
    let block = Regex::new(r"(?s)```terraform\n(.*?)```").expect("a pattern");
    for (name, text) in guides() {
        for block in block.captures_iter(&text).map(|it| it[1].to_owned()) {
            let shown = examples.iter().any(|example| example.text.contains(block.trim_end()));
            assert!(shown, "{name} shows what no example has:\n{block}");
        }
    }
}

#[test]
fn every_story_has_a_guide_and_a_test() {
    let shown: String = guides().into_iter().map(|(_, text)| text).collect();
    let applied = golden::text("tests/acceptance/stories.rs");
    let folders = std::fs::read_dir(golden::path("examples/terraform/stories")).expect("a folder of stories");
    for folder in folders.flatten() {
        let name = folder.file_name().to_string_lossy().into_owned();
        assert!(shown.contains(&format!("examples/terraform/stories/{name}")), "no guide shows {name}");
        assert!(applied.contains(&format!("\"{name}\"")), "no test applies {name}");
    }
}

#[test]
fn relative_links_lead_to_files() {
    let link = Regex::new(r"\]\(([^)#:]+)(#[^)]*)?\)").expect("a pattern");
    let written = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(str::to_owned);
    let docs = files::below(&["docs"]).into_iter().map(|file| file.path);
    for name in written.into_iter().chain(docs) {
        for link in link.captures_iter(&golden::text(&name)).map(|it| it[1].to_owned()) {
            let target = golden::path(&name).parent().map(|folder| folder.join(&link));
            assert!(
                target.as_deref().is_some_and(Path::exists),
                "{name} links to {link}, which is not there"
            );
        }
    }
}

#[test]
fn guides_name_types_that_exist() {
    let served = everything();
    let known: Vec<&str> = types(&served).iter().map(|it| it.declared.name()).collect();
    let name = Regex::new(r"`((?:corti|cortecs|confident)_[a-z_]+)[`.]").expect("a pattern");
    for (guide, text) in guides() {
        for name in name.captures_iter(&text).map(|it| it[1].to_owned()) {
            assert!(known.contains(&name.as_str()), "{guide} speaks of `{name}`, which is not served");
        }
    }
}

/// The headings of the page on troubleshooting are messages: each part between two ellipses stands in the code.
#[test]
fn troubleshooting_quotes_real_messages() {
    let continued = Regex::new(r"\\\n\s*").expect("a pattern");
    let sources = files::below(&["src", "crates"]);
    let code: Vec<String> = sources
        .iter()
        .filter(|file| file.is_rust())
        .map(|file| continued.replace_all(&file.text, "").replace("\\\"", "\""))
        .collect();
    let guide = golden::text("docs/guides/troubleshooting.md");
    let headings: Vec<&str> = guide.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    assert!(headings.len() > 10, "{headings:?}");
    for heading in headings {
        for part in heading.split('…').map(str::trim).filter(|part| part.len() > 3) {
            assert!(code.iter().any(|text| text.contains(part)), "no message says {part:?} ({heading})");
        }
    }
}
