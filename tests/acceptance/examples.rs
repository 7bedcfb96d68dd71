//! What the docs show can be pasted: every example is formatted, valid under the providers as they are, and does what its
//! page says when it is applied.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::Feature;
use crate::mirror::NAMES;
use crate::promised::assert_only_documented_calls;
use crate::world::{World, required};

#[test]
fn every_example_is_formatted() {
    let world = World::new(&[]);
    let examples = examples();
    world.terraform(&["fmt", "-check", "-diff", "-recursive", &examples.to_string_lossy()]).succeeded();
}

#[test]
fn every_example_is_valid() {
    let folders = folders_with_configuration(&examples());
    assert!(!folders.is_empty(), "no example was found");
    let actions = Feature::ListsAndActions.is_there("examples of actions");
    let shown = folders.into_iter().filter(|it| actions || !it.starts_with(examples().join("actions")));
    let files = shown.map(|folder| {
        let mut files = configuration(&folder);
        // Most examples leave the provider requirements to the page's first lines.
        if !files.iter().any(|(_, text)| text.contains("required_providers")) {
            files.push(("versions.tf".to_owned(), required(&NAMES)));
        }
        let name = folder.strip_prefix(examples()).unwrap_or(&folder).to_string_lossy().into_owned();
        (name, files)
    });
    // `import` blocks are allowed in the root module only.
    let imports = |(_, files): &(String, Files)| files.iter().any(|(_, text)| text.contains("import {"));
    let (roots, modules): (Vec<_>, Vec<_>) = files.partition(imports);
    for (name, files) in roots {
        let world = World::new(&[]);
        for (file, text) in &files {
            world.write_file(file, text);
        }
        let ran = world.terraform(&["validate", "-no-color"]);
        assert_eq!(ran.code(), 0, "{name}: {ran}");
    }
    assert_valid(&World::new(&NAMES), &modules);
}

/// The name and text of each file of a configuration.
pub(crate) type Files = Vec<(String, String)>;

/// Validates configurations together, each as a module of its name: one command instead of dozens. Their variables are
/// unknown, as in a root module.
#[track_caller]
pub(crate) fn assert_valid(world: &World, modules: &[(String, Files)]) {
    let module = |(number, (name, files)): (usize, &(String, Files))| {
        fs::create_dir_all(world.path(name)).expect("the folder of a module");
        let mut block = vec![format!("module \"m{number}\" {{\n  source = \"./{name}\"\n")];
        for (file, text) in files {
            world.write_file(&format!("{name}/{file}"), text);
            let variables =
                text.lines().filter_map(|line| line.strip_prefix("variable \"")?.split('"').next());
            block.extend(variables.map(|variable| format!("  {variable} = var.unknown\n")));
        }
        block.concat() + "}\n"
    };
    let calls: String = modules.iter().enumerate().map(module).collect();
    world.write(&format!("variable \"unknown\" {{}}\n{calls}"));
    world.terraform(&["get", "-no-color"]).succeeded();
    world.terraform(&["validate", "-no-color"]).succeeded();
}

#[test]
fn every_example_of_a_resource_can_be_applied() {
    apply_all("resources");
}

#[test]
fn every_example_of_a_data_source_can_be_applied() {
    apply_all("data-sources");
}

#[test]
fn every_ephemeral_example_can_be_applied() {
    apply_all("ephemeral-resources");
}

fn apply_all(kind: &str) {
    let folders = folders_with_configuration(&examples().join(kind));
    assert!(!folders.is_empty(), "no example of {kind} was found");
    for folder in folders {
        let world = World::new(&["corti", "cortecs", "confident"]);
        for (name, text) in configuration(&folder) {
            world.write_file(&name, &text);
        }
        apply_and_destroy(&world, &folder);
    }
}

/// Applies what is in the world and destroys it again: the plan in between is empty, plans show no secret, the calls are those
/// the pages tell of, and nothing is left. `folder` is where the configuration comes from.
#[track_caller]
pub(crate) fn apply_and_destroy(world: &World, folder: &Path) {
    let what = folder.display().to_string();
    let before = world.sandbox.record_counts();
    world.assert_no_secret_in(&what, &world.apply().text());
    world.plan().assert_empty(&format!("after {what}"));
    world.assert_no_secret_in(&what, &world.destroy().text());
    assert_eq!(world.sandbox.record_counts(), before, "{what} leaves something behind");
    let text: String = configuration(folder).into_iter().map(|(_, text)| text).collect();
    assert_only_documented_calls(&world.sandbox.journal(), &text, &what);
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/terraform")
}

fn folders_with_configuration(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of examples").flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| entry.path().is_dir())
        .flat_map(|entry| folders_with_configuration(&entry.path()))
        .collect();
    if !configuration(folder).is_empty() {
        found.push(folder.to_owned());
    }
    found.sort();
    found
}

/// The name and text of each Terraform file in a folder.
pub(crate) fn configuration(folder: &Path) -> Files {
    let paths = fs::read_dir(folder).expect("a folder of examples").flatten().map(|entry| entry.path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "tf"));
    files
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("an example"))
        })
        .collect()
}
