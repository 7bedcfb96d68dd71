//! `docs/` in the layout of Terraform's registry, rendered from the declarations and the examples. It is the documentation of
//! `aiadmin`, where file names are whole type names; `scripts/docs` packs the documentation of one product's provider.

mod attributes;
mod behaviour;
mod functions;
mod import;
mod index;
mod page;
mod support;
mod union;

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::LazyLock;

use crate::golden;
use crate::served::{PRODUCTS, UNION, everything, types};

/// Every folder of the layout.
const FOLDERS: [&str; 8] = [
    "docs",
    "docs/resources",
    "docs/data-sources",
    "docs/ephemeral-resources",
    "docs/list-resources",
    "docs/actions",
    "docs/functions",
    "docs/guides",
];

/// Figures of one machine, for people who choose a provider.
const MEASURED: &str = "docs/performance.md";

/// Written from the code: everything but what was measured and the guides, of which only the pages of single providers are.
fn ours(name: &str) -> bool {
    name != MEASURED
        && (!name.starts_with("docs/guides/")
            || name.ends_with("-provider.md")
            || name.ends_with("/support.md"))
}

/// Every page by its path. With `UPDATE=1` they are written first: a test that reads `docs/` must not be faster.
static PAGES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let pages = pages();
    if golden::updating() {
        golden::write(&FOLDERS, &pages, ours);
    }
    pages
});

/// The same, rendered.
fn pages() -> BTreeMap<String, String> {
    let served = everything();
    let mut pages: BTreeMap<_, _> = types(&served)
        .iter()
        .map(|it| (format!("docs/{}/{}.md", it.sort.folder(), it.declared.name()), page::of(it)))
        .collect();
    pages.extend(functions::pages());
    pages.insert("docs/guides/support.md".to_owned(), support::page());
    pages.insert("docs/index.md".to_owned(), index::of_union());
    for (product, _) in PRODUCTS {
        pages.insert(format!("docs/guides/{product}-provider.md"), index::of_product(product));
    }
    pages
}

#[test]
fn every_page_is_up_to_date() {
    let differences = golden::differences(&FOLDERS, &PAGES, ours);
    assert!(differences.is_empty(), "\n{}\n`make docs` updates docs/.", differences.join("\n"));
}

#[test]
fn pages_have_clean_white_space() {
    for (name, text) in &*PAGES {
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name} ends oddly");
        let stray = text.lines().position(|line| line.ends_with(' '));
        assert_eq!(stray, None, "{name} has a line that ends in a blank");
        assert!(!text.contains("\n\n\n"), "{name} has two empty lines");
    }
}

/// What `scripts/docs` writes for one product, by path.
fn packed(product: &str) -> BTreeMap<String, String> {
    LazyLock::force(&PAGES);
    let folder = tempfile::tempdir().expect("a folder");
    let ran = Command::new(golden::path("scripts/docs")).arg(product).arg(folder.path()).output();
    let ran = ran.expect("the script runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let mut files = BTreeMap::new();
    for kind in [
        ".",
        "guides",
        "resources",
        "data-sources",
        "ephemeral-resources",
        "list-resources",
        "actions",
        "functions",
    ] {
        for file in std::fs::read_dir(folder.path().join(kind)).into_iter().flatten().flatten() {
            let name = format!("{kind}/{}", file.file_name().to_string_lossy());
            if let Ok(text) = std::fs::read_to_string(file.path()) {
                files.insert(name.trim_start_matches("./").to_owned(), text);
            }
        }
    }
    files
}

#[test]
fn packed_docs_hold_every_page_and_guide() {
    let pages = pages();
    for (product, _) in PRODUCTS {
        let packed = packed(product);
        let index = &packed["index.md"];
        assert!(
            index.contains(&format!("# {product} Provider")) && !index.contains("subcategory"),
            "{index}"
        );
        let prefix = format!("/{product}_");
        for page in pages.keys().filter(|page| page.contains(&prefix) && !page.contains("/functions/")) {
            let name = page.trim_start_matches("docs/").replace(&prefix, "/");
            assert!(packed.contains_key(&name), "{product} has no {name}");
        }
        for guide in golden::names("docs/guides").iter().filter(|name| !name.ends_with("-provider.md")) {
            assert!(packed.contains_key(&format!("guides/{guide}")), "{product} has no guide {guide}");
        }
    }
}

#[test]
fn packed_pages_show_their_example_as_it_is() {
    let served = everything();
    for (product, _) in PRODUCTS {
        let packed = packed(product);
        let prefix = format!("{product}_");
        for it in types(&served).iter().filter(|it| it.declared.name().starts_with(&prefix)) {
            let (name, folder) = (it.declared.name(), it.sort.folder());
            let text = &packed[&format!("{folder}/{}.md", name.trim_start_matches(&prefix))];
            let example = golden::text(&format!("examples/terraform/{folder}/{name}/{}", it.sort.example()));
            assert!(text.contains(&page::code("terraform", &example)), "{name}:\n{text}");
            assert!(!text.contains(UNION), "{name} speaks of {UNION}:\n{text}");
        }
    }
}

#[test]
fn packed_links_lead_to_packed_pages() {
    let link = regex::Regex::new(r"\]\(([^)#:]+)(#[^)]*)?\)").expect("a pattern");
    for (product, _) in PRODUCTS {
        let packed = packed(product);
        for (page, text) in &packed {
            for link in link.captures_iter(text).map(|it| it[1].to_owned()) {
                let target = match link.strip_prefix("../") {
                    Some(target) => target.to_owned(),
                    None => {
                        page.rsplit_once('/').map_or(link.clone(), |(folder, _)| format!("{folder}/{link}"))
                    }
                };
                assert!(packed.contains_key(&target), "{product}: {page} links to {link}");
            }
        }
    }
}
