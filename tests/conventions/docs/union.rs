//! An example as it reads with the provider that serves all products: each block says `provider = aiadmin`, because the prefix
//! of its type names another one.

use regex::Regex;

use crate::served::{PRODUCTS, UNION};

/// The configuration of an example, which is written for the single providers.
pub(super) fn configuration(example: &str) -> String {
    example.split_inclusive("\n}\n").map(block_of_union).collect()
}

fn block_of_union(text: &str) -> String {
    let products = PRODUCTS.map(|(product, _)| product).join("|");
    let pattern = |text: &str| Regex::new(&text.replace("PRODUCT", &products)).expect("a pattern");

    // A provider block: everything but its alias belongs under the product's name.
    let provider = pattern(r#"(?s)provider "(PRODUCT)" \{\n(?:  alias +(= [^\n]*)\n)?(.*?)\n\}\n"#);
    if let Some(found) = provider.captures(text) {
        let alias = found.get(2).map(|alias| format!("  alias {}\n", alias.as_str())).unwrap_or_default();
        let settings = pattern(r"(?m)^  (\w+) += ").replace_all(&found[3], "    $1 = ").into_owned();
        let block = format!("provider \"{UNION}\" {{\n{alias}  {} = {{\n{settings}\n  }}\n}}\n", &found[1]);
        return text.replace(&found[0], &block);
    }

    // A list block names its provider always.
    let list = pattern(r#"(?m)^(list "(?:PRODUCT)_\w+" "\w+" \{\n  provider( *)= )(PRODUCT)$"#);
    if list.is_match(text) {
        return list.replace_all(text, format!("${{1}}{UNION}").as_str()).into_owned();
    }

    // A block that names an alias already names the alias of the union.
    let named = pattern(r"(?m)^  provider( *)= (PRODUCT)\.");
    if named.is_match(text) {
        return named.replace(text, format!("  provider$1= {UNION}.").as_str()).into_owned();
    }
    let empty = pattern(r#"(?m)^((?:resource|data|ephemeral|action) "(?:PRODUCT)_\w+" "\w+") \{\s*\}$"#);
    let text = empty.replace_all(text, format!("$1 {{\n  provider = {UNION}\n}}").as_str());
    let opening =
        pattern(r#"(?m)^((?:resource|data|ephemeral|action) "(?:PRODUCT)_\w+" "\w+" \{|import \{)\n  (.+)$"#);
    let text = opening.replace_all(&text, |found: &regex::Captures<'_>| {
        let rest = &found[2];
        if rest.starts_with("provider ") {
            return found[0].to_owned();
        }
        format!("{}\n  provider = {UNION}\n\n  {rest}", &found[1])
    });
    text.into_owned()
}

#[test]
fn every_block_names_the_union() {
    for (example, expected) in [
        (
            "data \"corti_quotas\" \"all\" {\n}\n",
            "data \"corti_quotas\" \"all\" {\n  provider = aiadmin\n}\n",
        ),
        ("data \"corti_quotas\" \"all\" {}\n", "data \"corti_quotas\" \"all\" {\n  provider = aiadmin\n}\n"),
        (
            "resource \"corti_user\" \"it\" {\n  email = \"a@b.co\"\n}\n",
            "resource \"corti_user\" \"it\" {\n  provider = aiadmin\n\n  email = \"a@b.co\"\n}\n",
        ),
        (
            "import {\n  to = corti_user.it\n  id = \"a\"\n}\n",
            "import {\n  provider = aiadmin\n\n  to = corti_user.it\n  id = \"a\"\n}\n",
        ),
        (
            "resource \"terraform_data\" \"it\" {\n  input = 1\n}\n",
            "resource \"terraform_data\" \"it\" {\n  input = 1\n}\n",
        ),
        (
            "provider \"cortecs\" {\n  alias          = \"run\"\n  management_key = var.key\n}\n",
            "provider \"aiadmin\" {\n  alias = \"run\"\n  cortecs = {\n    management_key = var.key\n  }\n}\n",
        ),
        (
            "resource \"cortecs_api_key\" \"it\" {\n  provider = cortecs.run\n  name     = \"it\"\n}\n",
            "resource \"cortecs_api_key\" \"it\" {\n  provider = aiadmin.run\n  name     = \"it\"\n}\n",
        ),
    ] {
        assert_eq!(configuration(example), expected);
    }
}
