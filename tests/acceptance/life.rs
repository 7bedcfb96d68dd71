//! The whole life of every resource type, driven by its entry in `tests/types`: create, change, import, replace, vanish, destroy.
//!
//! After each step the plan must be empty and must have sent nothing but GETs, and at the end the sandbox must hold as many records
//! as before.

use serde_json::{Map, Value, json};

use crate::promised::assert_only_documented_calls;
use crate::types::{Parent, Type, each_type};
use crate::world::World;

each_type!(lives_its_whole_life: super::live);

/// The types whose objects are created in a project, and one object of each in the project with this ID, which the second
/// line of its configuration has.
pub(crate) fn in_project(id: &str) -> Vec<(&'static str, String)> {
    let all = lives_its_whole_life::all();
    let created = all.iter().filter(|it| it.parent == Parent::Project && it.posted_to.is_some());
    let within = |it: &Type| format!("  project_id = {id:?}\n{}", lines(&it.create));
    let created: Vec<_> = created.map(|it| (it.name, object(it, &within(it)))).collect();
    assert!(created.len() >= 4, "policies, roles, members and API keys are in projects: {created:?}");
    created
}

/// The configurations of one type, each with what the resource stands in.
struct Life<'a> {
    of: &'a Type,
    address: String,
    create: String,
    update: String,
    replace: String,
}

impl Life<'_> {
    fn new(of: &Type) -> Life<'_> {
        let updated = merged(&of.create, &of.update);
        let replaced = merged(&updated, &of.replace);
        let parent = if of.replace.is_null() { Parent::Account } else { of.parent };
        Life {
            of,
            address: format!("{}.it", of.name),
            create: hcl(of, &of.create, of.parent),
            update: hcl(of, &updated, of.parent),
            replace: hcl(of, &replaced, parent),
        }
    }
}

/// The arguments `of` with those of `by` in place of theirs.
fn merged(of: &Value, by: &Value) -> Value {
    let members = |it: &Value| it.as_object().cloned().unwrap_or_default();
    let mut merged: Map<String, Value> = members(of);
    merged.extend(members(by));
    merged.into()
}

/// The configuration of what the type's objects stand in and of one object, here in `parent`.
fn hcl(of: &Type, arguments: &Value, parent: Parent) -> String {
    let home = match of.parent {
        Parent::Account => "",
        Parent::Project => "resource \"confident_project\" \"home\" {\n  name = \"Home\"\n}\n",
        Parent::Customer => {
            "resource \"corti_customer\" \"home\" {\n  customer_id = \"home\"\n  display_name = \"Home\"\n}\n"
        }
    };
    let within = match parent {
        Parent::Account => json!({}),
        Parent::Project => json!({"project_id": "${confident_project.home.id}"}),
        Parent::Customer => json!({"customer_id": "${corti_customer.home.customer_id}"}),
    };
    home.to_owned() + &object(of, &lines(&merged(&within, arguments)))
}

/// The configuration of one object with these lines.
fn object(of: &Type, lines: &str) -> String {
    format!("resource \"{}\" \"it\" {{\n{lines}}}\n", of.name)
}

/// Arguments as lines of a configuration.
fn lines(arguments: &Value) -> String {
    let lines =
        arguments.as_object().into_iter().flatten().map(|(name, value)| format!("  {name} = {value}\n"));
    lines.collect::<Vec<_>>().concat()
}

/// Takes the resource through its life.
fn live(of: &Type) {
    let world = World::new(&[of.product()]);
    let before = world.sandbox.record_counts();
    let life = Life::new(of);

    step(&world, &life, &life.create, &["create"], "creation");
    if life.update != life.create {
        step(&world, &life, &life.update, &["update"], "a change in place");
    }
    import(&world, &life);
    if life.replace != life.update {
        step(&world, &life, &life.replace, &["delete", "create"], "replacement");
    }
    if of.posted_to.is_some() {
        vanished(&world, &life);
    }

    world.destroy();
    assert_eq!(world.sandbox.record_counts(), before, "destroy leaves the sandbox as it was");
}

/// Plans one configuration, checks what is planned, applies it, and expects the next plan to be empty.
fn step(world: &World, life: &Life<'_>, configuration: &str, actions: &[&str], what: &str) {
    world.write(configuration);
    world.plan().changes(what).assert_action(&life.address, actions);
    world.apply_plan().succeeded();
    // A step may also delete what an earlier one needed.
    let all = [life.create.as_str(), &life.update, &life.replace].concat();
    assert_only_documented_calls(&world.sandbox.journal(), &all, what);
    unchanged(world, what);
}

fn unchanged(world: &World, what: &str) {
    world.sandbox.clear_journal();
    world.plan().assert_empty(&format!("after {what}"));
    world.sandbox.journal().assert_only_gets(&format!("the plan after {what}"));
}

fn import(world: &World, life: &Life<'_>) {
    let home = match life.of.parent {
        Parent::Account => None,
        Parent::Project => Some("confident_project.home"),
        Parent::Customer => Some("corti_customer.home"),
    };
    let addresses: Vec<&str> = home.into_iter().chain([life.address.as_str()]).collect();
    let ids: Vec<String> = addresses.iter().map(|address| text(&world.object(address), "id")).collect();
    world.elsewhere(|clone| {
        world.sandbox.clear_journal();
        for (address, id) in addresses.iter().zip(&ids) {
            clone.import(address, id);
        }
        clone.plan().assert_empty("after import");
        world.sandbox.journal().assert_only_gets("import and the plan after it");
    });
}

/// Somebody deletes the object in the console.
fn vanished(world: &World, life: &Life<'_>) {
    let object = world.object(&life.address);
    let (member, attribute) = life.of.known_by;
    world.sandbox.remove(life.of.product(), life.of.table(), &json!({ member: object[attribute] }));

    let changes = world.plan().changes("after the object was deleted elsewhere");
    changes.assert_action(&life.address, &["create"]);
    assert_eq!(changes.drift, [life.address.as_str()], "{}", changes.ran);
    assert_eq!(changes.ran.warnings().len(), 1, "one warning about what vanished: {}", changes.ran);
    assert!(
        changes.ran.prose().contains(&text(&object, "id")),
        "the warning names the object: {}",
        changes.ran
    );

    world.apply();
    unchanged(world, "what vanished was made again");
}

/// A text attribute; fails the test when it is anything else.
pub(crate) fn text(object: &Value, name: &str) -> String {
    object[name].as_str().unwrap_or_else(|| panic!("{name} is no text in {object:#}")).to_owned()
}
