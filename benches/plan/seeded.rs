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

/// A block of Terraform's own `terraform_data`: its name, the expression of its input, and what that is for each object.
#[derive(Debug)]
pub(crate) struct BuiltIn {
    pub(crate) name: String,
    pub(crate) input: String,
    pub(crate) values: Vec<usize>,
}

/// A world of Terraform's own objects.
pub(crate) fn built_in_of(blocks: &[BuiltIn]) -> World {
    let world = World::installed(&[]);
    let kept = blocks.iter().map(|it| {
        let object = |(index, value): (usize, &usize)| {
            let input = json!({ "value": value, "type": "number" });
            let id = format!("{}-{index}", it.name);
            json!({ "attributes": { "id": id, "input": input, "output": input, "triggers_replace": null } })
        };
        Kept {
            resource: "terraform_data",
            name: &it.name,
            arguments: format!("  input = {}\n", it.input),
            objects: it.values.iter().enumerate().map(object).collect(),
        }
    });
    keep(&world, "terraform.io/builtin/terraform", kept.collect());
    world
}

/// Makes this the configuration, and takes all objects into the state.
pub(crate) fn adopt(world: &World, product: &str, blocks: &[Block]) {
    let private = STANDARD.encode("{\"importing\":true}");
    let kept = blocks.iter().map(|it| Kept {
        resource: it.resource,
        name: &it.name,
        arguments: it.arguments.clone(),
        objects: it.ids.iter().map(|id| json!({ "attributes": { "id": id }, "private": private })).collect(),
    });
    keep(world, &world.address(&format!("aiadmin/{product}")), kept.collect());
}

/// A block of the configuration, and what the state says of each of its objects.
struct Kept<'a> {
    resource: &'a str,
    name: &'a str,
    /// The arguments besides `count`.
    arguments: String,
    objects: Vec<Value>,
}

impl Kept<'_> {
    fn configuration(&self) -> String {
        let (resource, name, count) = (self.resource, self.name, self.objects.len());
        format!("resource \"{resource}\" \"{name}\" {{\n  count = {count}\n{}}}\n", self.arguments)
    }

    fn state(self, provider: &str) -> Value {
        let mut instances = self.objects;
        for (index, instance) in instances.iter_mut().enumerate() {
            instance["index_key"] = index.into();
            instance["schema_version"] = 0.into();
        }
        json!({
            "mode": "managed", "type": self.resource, "name": self.name, "instances": instances,
            "provider": format!("provider[\"{provider}\"]"),
        })
    }
}

/// Gives a world its configuration and its state, which one apply brings into the form of this Terraform.
fn keep(world: &World, provider: &str, blocks: Vec<Kept<'_>>) {
    world.write(&blocks.iter().map(Kept::configuration).collect::<String>());
    let resources: Vec<Value> = blocks.into_iter().map(|it| it.state(provider)).collect();
    let state = json!({
        "version": 4, "terraform_version": "1.8.0", "serial": 1, "lineage": "seeded", "outputs": {}, "resources": resources,
    });
    world.write_file("terraform.tfstate", &state.to_string());
    world.apply();
    world.plan().assert_empty("of what was taken into the state");
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
