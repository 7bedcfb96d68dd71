//! What is registered is declared without contradiction, documented by an example, and says what it needs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use aiadmin::registry;
use plugin_framework::engine::forms;
use plugin_framework::schema::Declares;

use crate::served::{PRODUCTS, Sort, Type, everything, types};

#[test]
fn no_declaration_contradicts_itself() {
    let served = everything();
    check(&served, |it| it.contradictions().join(" "));
    for name in registry::PROVIDERS {
        let found = registry::catalog(name).provider.schema().contradictions(Declares::Provider);
        assert!(found.is_empty(), "provider {name}: {}", found.join(" "));
    }
}

#[test]
fn every_type_has_one_product_and_one_entry() {
    let served = everything();
    let mut seen = BTreeSet::new();
    for it in types(&served) {
        let prefix = it.declared.name().split('_').next().unwrap_or_default();
        assert!(PRODUCTS.iter().any(|(product, _)| *product == prefix), "{}: whose is it?", it.label());
        assert!(seen.insert((it.sort, it.declared.name())), "{} is registered twice", it.label());
    }
}

#[test]
fn every_type_documents_calls_and_permissions() {
    let served = everything();
    check(&served, |it| {
        let schema = it.declared.schema();
        let well_formed = |call: &&str| {
            let (method, path) = call.split_once(' ').unwrap_or_default();
            ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method) && path.starts_with('/')
        };
        match schema.calls.iter().find(|call| !well_formed(call)) {
            _ if schema.calls.is_empty() => "names no call: `.calls(&[\"GET /…\"])`".to_owned(),
            Some(call) => format!("{call:?} is no method and path"),
            None if !schema.permissions.ends_with('.') => {
                "names no permissions: `.permissions(\"….\")`".to_owned()
            }
            None => String::new(),
        }
    });
}

#[test]
fn types_and_examples_match() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/terraform");
    let served = everything();
    let mut expected = BTreeSet::new();
    for it in types(&served) {
        let folder = format!("{}/{}", it.sort.folder(), it.declared.name());
        expected.insert(format!("{folder}/{}", it.sort.example()));
        if it.sort == Sort::Resource {
            expected.insert(format!("{folder}/import.sh"));
        }
    }
    let mut found = BTreeSet::new();
    for sort in Sort::ALL {
        for folder in fs::read_dir(root.join(sort.folder())).into_iter().flatten().flatten() {
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let path = file.path();
                let path = path.strip_prefix(&root).expect("a path below the root");
                found.insert(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    let missing: Vec<_> = expected.difference(&found).collect();
    let orphaned: Vec<_> = found.difference(&expected).collect();
    assert!(
        missing.is_empty() && orphaned.is_empty(),
        "\nmissing: {missing:#?}\nwithout a type: {orphaned:#?}"
    );
}

#[test]
fn every_import_example_imports_the_example() {
    let served = everything();
    check(&served, |it| {
        if it.sort != Sort::Resource {
            return String::new();
        }
        let path = format!("examples/terraform/resources/{}/import.sh", it.declared.name());
        let script = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default();
        let command = format!("terraform import {}.", it.declared.name());
        let ids: Vec<&str> =
            script.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        let parts = it.declared.id_parts();
        let is_import = |line: &&str| {
            let id = line.strip_prefix(&command).and_then(|rest| rest.split_once(' ')).map(|(_, id)| id);
            id.is_some_and(|id| plugin_framework::engine::Id::parse(parts, id.trim_matches('\'')).is_ok())
        };
        match ids.iter().find(|line| !is_import(line)) {
            Some(line) => format!("{line:?} is no import by {}", forms(parts)),
            None if ids.is_empty() => "has no import in its import.sh".to_owned(),
            None => String::new(),
        }
    });
}

/// Fails with every type the rule complains about; an empty complaint is none.
#[track_caller]
fn check(served: &plugin_framework::server::Served, rule: impl Fn(&Type<'_>) -> String) {
    let complaints: Vec<String> = types(served)
        .iter()
        .map(|it| (it.label(), rule(it)))
        .filter(|(_, complaint)| !complaint.is_empty())
        .map(|(label, complaint)| format!("{label}: {complaint}"))
        .collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
