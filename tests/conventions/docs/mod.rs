//! `docs/` in the layout of Terraform's registry, rendered from the declarations and the examples. It is the documentation of
//! `aiadmin`, where file names are whole type names; `scripts/docs` packs the part of one product, as its provider needs it.

mod attributes;
mod behaviour;
mod import;
mod index;
mod page;

use std::collections::BTreeMap;
use std::process::Command;

use crate::golden;
use crate::served::{PRODUCTS, UNION, everything, types};

/// Every folder of the layout.
const FOLDERS: [&str; 5] =
    ["docs", "docs/resources", "docs/data-sources", "docs/ephemeral-resources", "docs/guides"];

/// Figures of one machine, for people who choose a provider.
const MEASURED: &str = "docs/performance.md";

/// Written from the code: everything but what was measured and the guides, of which only the pages of single providers are.
fn ours(name: &str) -> bool {
    name != MEASURED && (!name.starts_with("docs/guides/") || name.ends_with("-provider.md"))
}

/// Every page by its path.
fn pages() -> BTreeMap<String, String> {
    let served = everything();
    let mut pages: BTreeMap<_, _> = types(&served)
        .iter()
        .map(|it| (format!("docs/{}/{}.md", it.sort.folder(), it.declared.name()), page::of(it)))
        .collect();
    pages.insert("docs/index.md".to_owned(), index::of_union());
    for (product, _) in PRODUCTS {
        pages.insert(format!("docs/guides/{product}-provider.md"), index::of_product(product));
    }
    pages
}

#[test]
fn every_page_is_what_the_code_says() {
    let pages = pages();
    if golden::updating() {
        golden::write(&FOLDERS, &pages, ours);
    }
    let differences = golden::differences(&FOLDERS, &pages, ours);
    assert!(differences.is_empty(), "\n{}\n`make docs` writes docs/ anew.", differences.join("\n"));
}

#[test]
fn pages_end_with_one_line_break_and_hold_no_stray_blanks() {
    for (name, text) in pages() {
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name} ends oddly");
        let stray = text.lines().position(|line| line.ends_with(' '));
        assert_eq!(stray, None, "{name} has a line that ends in a blank");
        assert!(!text.contains("\n\n\n"), "{name} has two empty lines");
    }
}

#[test]
fn the_packed_documentation_of_a_product_is_all_of_its_pages() {
    let pages = pages();
    for (product, _) in PRODUCTS {
        let folder = tempfile::tempdir().expect("a folder");
        let packed = folder.path().join("docs");
        let script = golden::path("scripts/docs");
        let ran = Command::new(script).arg(product).arg(&packed).output().expect("the script runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let index = std::fs::read_to_string(packed.join("index.md")).expect("an index");
        assert!(
            index.contains(&format!("# {product} Provider")) && !index.contains("subcategory"),
            "{index}"
        );
        let prefix = format!("/{product}_");
        for (page, text) in pages.iter().filter(|(page, _)| page.contains(&prefix)) {
            let name = page.trim_start_matches("docs/").replace(&prefix, "/");
            let packed =
                std::fs::read_to_string(packed.join(&name)).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(packed, text.replace(&format!("- {UNION}\""), &format!("- {product}\"")), "{name}");
        }
    }
}
