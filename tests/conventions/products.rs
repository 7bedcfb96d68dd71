//! What crates cannot hold: products do not know each other. Deleting one is deleting its folders and its lines in the registry.

use regex::Regex;

use crate::files;

const PRODUCTS: [&str; 3] = ["corti", "cortecs", "confident"];

/// Where a folder per product lives.
const ROOMS: [&str; 3] = ["crates/admin-client/src", "crates/sandbox/src", "src/resources"];

#[test]
fn products_do_not_know_each_other() {
    let mut found = Vec::new();
    for room in ROOMS {
        for product in PRODUCTS {
            let others: Vec<_> = PRODUCTS.into_iter().filter(|other| *other != product).collect();
            let uses = Regex::new(&format!(r"\b({})::", others.join("|"))).expect("a pattern");
            let files = files::below(&[&format!("{room}/{product}")]);
            found.extend(files.iter().filter(|file| uses.is_match(&file.text)).map(|file| file.path.clone()));
        }
    }
    assert!(found.is_empty(), "these know another product: {found:?}");
}
