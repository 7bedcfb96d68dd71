//! Worlds of many objects that exist already: the sandbox is seeded, and a state is written as an import leaves it, because creating
//! thousands of objects would take longer than everything that is measured.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::world::World;

/// One block of a configuration: a type, a name, its arguments, and the import ID of each of its objects.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) resource: &'static str,
    pub(crate) name: String,
    /// The arguments besides `count`.
    pub(crate) arguments: String,
    pub(crate) ids: Vec<String>,
}

/// The name of a seeded object.
pub(crate) fn name(number: usize) -> String {
    format!("seed-{number:04}")
}

/// The same as an expression of the configuration, of the object of a block whose first one has this number.
pub(crate) fn names(first: usize) -> String {
    format!("format(\"seed-%04d\", count.index + {first})")
}

/// The address of a seeded person.
pub(crate) fn emails(first: usize) -> String {
    format!("format(\"seed-%04d@sandbox.example\", count.index + {first})")
}

/// Makes this the configuration, and takes all objects into the state.
pub(crate) fn adopt(world: &World, product: &str, blocks: &[Block]) {
    let configured = |it: &Block| {
        let (resource, name, count) = (it.resource, &it.name, it.ids.len());
        format!("resource \"{resource}\" \"{name}\" {{\n  count = {count}\n{}}}\n", it.arguments)
    };
    world.write(&blocks.iter().map(configured).collect::<Vec<_>>().concat());
    let provider = format!("provider[\"{}\"]", world.address(&format!("aiadmin/{product}")));
    let resources: Vec<Value> = blocks.iter().map(|block| resource(block, &provider)).collect();
    let state = json!({
        "version": 4, "terraform_version": "1.8.0", "serial": 1, "lineage": "seeded", "outputs": {}, "resources": resources,
    });
    world.write_file("terraform.tfstate", &state.to_string());
    world.apply();
    world.plan().assert_empty("of what was taken into the state");
}

fn resource(block: &Block, provider: &str) -> Value {
    let private = STANDARD.encode("{\"importing\":true}");
    let instance = |(index, id): (usize, &String)| json!({ "index_key": index, "schema_version": 0, "attributes": { "id": id }, "private": private });
    json!({
        "mode": "managed", "type": block.resource, "name": block.name, "provider": provider,
        "instances": block.ids.iter().enumerate().map(instance).collect::<Vec<_>>(),
    })
}

/// The ids of the seeded projects, in the order of their names.
pub(crate) fn project_ids(world: &World, projects: usize) -> Vec<String> {
    world.sandbox.seed("confident", "projects", projects);
    let state = world.sandbox.state();
    let rows = state["tables"]["confident"]["projects"].as_array().cloned().unwrap_or_default();
    let mut named: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row["name"].as_str()?.to_owned(), row["id"].as_str()?.to_owned())))
        .filter(|(name, _)| name.starts_with("seed-"))
        .collect();
    named.sort();
    named.into_iter().map(|(_, id)| id).collect()
}
