//! The pages of `docs/` say what Terraform understood of the schemas, and their examples are valid with the provider they are for.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::examples::assert_valid;
use crate::world::{World, required};

/// The kinds of types: the key in `terraform providers schema -json`, and the folder of the pages.
const KINDS: [(&str, &str); 3] = [
    ("resource_schemas", "resources"),
    ("data_source_schemas", "data-sources"),
    ("ephemeral_resource_schemas", "ephemeral-resources"),
];

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn pages_agree_with_providers_schema() {
    let world = World::new(&["aiadmin"]);
    let shown = world.terraform(&["providers", "schema", "-json"]).succeeded();
    let schemas: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    let provider = schemas["provider_schemas"].as_object().and_then(|it| it.values().next());
    let provider = provider.expect("the schemas of aiadmin");
    assert_eq!(described(&page("index.md")), understood(&provider["provider"]["block"]), "index.md");
    // A kind this version of Terraform does not know is not shown at all.
    for (kind, folder) in KINDS.iter().filter(|(kind, _)| provider.get(kind).is_some()) {
        for (name, schema) in provider[kind].as_object().expect("types by name") {
            let file = format!("{folder}/{name}.md");
            assert_eq!(described(&page(&file)), understood(&schema["block"]), "{file}");
        }
    }
}

#[test]
fn pages_show_valid_examples_of_aiadmin() {
    let mut modules = Vec::new();
    for (_, folder) in KINDS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(folder);
        for file in fs::read_dir(path).expect("a folder of pages").flatten() {
            let name = format!("{folder}/{}", file.file_name().to_string_lossy());
            let text = page(&name);
            let example = text.split("```terraform\n").nth(1).and_then(|rest| rest.split("```").next());
            let example = example.unwrap_or_else(|| panic!("{name} has no example"));
            let files = [("main.tf", example), ("versions.tf", &required(&["aiadmin"]))];
            modules.push((name, files.map(|(file, text)| (file.to_owned(), text.to_owned())).to_vec()));
        }
    }
    assert_valid(&World::new(&["aiadmin"]), &modules);
}

/// Every attribute of a page by its path: its group, whether it is sensitive, its description.
fn described(page: &str) -> BTreeMap<String, (String, bool, String)> {
    let mut attributes = BTreeMap::new();
    let (mut parents, mut group) = (String::new(), String::new());
    let schema = page.lines().skip_while(|line| *line != "## Schema").skip(1);
    for line in schema.take_while(|line| !line.starts_with("## ")) {
        if let Some(path) = line.strip_prefix("### Nested Schema for `") {
            parents = format!("{}.", path.trim_end_matches('`'));
        } else if let Some(name) = line.strip_prefix("### ").or_else(|| line.strip_suffix(':')) {
            name.clone_into(&mut group);
        } else if let Some(rest) = line.strip_prefix("- `") {
            let (name, rest) = rest.split_once("` (").expect("a name, then labels");
            // A label may hold a link, whose end is the first `))`.
            let (labels, description) = match rest.split_once("))") {
                Some((labels, description)) if labels.contains("[Write-only](") => (labels, description),
                _ => rest.split_once(')').expect("labels, then a description"),
            };
            let description = description.split(" (see [below for nested schema]").next().unwrap_or_default();
            let sensitive = labels.contains("Sensitive");
            attributes.insert(
                format!("{parents}{name}"),
                (group.clone(), sensitive, description.trim().to_owned()),
            );
        }
    }
    attributes
}

/// The same as Terraform has it.
fn understood(block: &Value) -> BTreeMap<String, (String, bool, String)> {
    let mut attributes = BTreeMap::new();
    collect(&block["attributes"], "", &mut attributes);
    attributes
}

fn collect(found: &Value, parents: &str, attributes: &mut BTreeMap<String, (String, bool, String)>) {
    for (name, attribute) in found.as_object().into_iter().flatten() {
        let group = match (&attribute["required"], &attribute["optional"]) {
            (Value::Bool(true), _) => "Required",
            (_, Value::Bool(true)) => "Optional",
            _ => "Read-Only",
        };
        let description = attribute["description"].as_str().unwrap_or_default().to_owned();
        let path = format!("{parents}{name}");
        collect(&attribute["nested_type"]["attributes"], &format!("{path}."), attributes);
        attributes.insert(path, (group.to_owned(), attribute["sensitive"] == Value::Bool(true), description));
    }
}
