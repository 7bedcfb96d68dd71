//! The whole life of a resource, driven by one table entry: create, change, import, replace, vanish, destroy.
//!
//! After each step the plan must be empty and must have sent nothing but GETs, and at the end the sandbox must hold as many records
//! as before.

use serde_json::Value;

use crate::promised::assert_only_documented_calls;
use crate::world::World;

/// One resource's entry. The configurations are complete: what the resource stands on is in each of them.
pub(crate) struct Life<'a> {
    /// The provider's local name.
    pub(crate) provider: &'static str,
    /// The resource under test, such as `corti_customer.it`.
    pub(crate) address: &'static str,
    pub(crate) create: &'a str,
    /// Differs from `create` in what changes in place. `None` where the API can change nothing.
    pub(crate) update: Option<&'a str>,
    /// Differs in what makes a new object. `None` for what exists exactly once.
    pub(crate) replace: Option<&'a str>,
    /// What to import into an empty state, in this order, each by the `id` it has in the full one.
    pub(crate) imports: &'static [&'static str],
    /// The record somebody deletes in the console. `None` for what cannot be deleted.
    pub(crate) vanish: Option<Vanish>,
}

/// A record in the sandbox, found by what the state says.
pub(crate) struct Vanish {
    pub(crate) product: &'static str,
    pub(crate) collection: &'static str,
    pub(crate) matching: fn(&Value) -> Value,
}

/// Takes the resource through its life.
pub(crate) fn live(life: &Life<'_>) {
    let world = World::new(&[life.provider]);
    let before = world.sandbox.record_counts();

    step(&world, life, life.create, &["create"], "creation");
    if let Some(update) = life.update {
        step(&world, life, update, &["update"], "a change in place");
    }
    import(&world, life);
    if let Some(replace) = life.replace {
        step(&world, life, replace, &["delete", "create"], "replacement");
    }
    if let Some(vanish) = &life.vanish {
        vanished(&world, life, vanish);
    }

    world.destroy();
    assert_eq!(world.sandbox.record_counts(), before, "destroy leaves the sandbox as it was");
}

/// Plans one configuration, checks what is planned, applies it, and expects the next plan to be empty.
fn step(world: &World, life: &Life<'_>, configuration: &str, actions: &[&str], what: &str) {
    world.write(configuration);
    world.plan().changes(what).assert_action(life.address, actions);
    world.apply();
    // A step may also delete what an earlier one needed.
    let all = [Some(life.create), life.update, life.replace].map(Option::unwrap_or_default);
    assert_only_documented_calls(&world.sandbox.journal(), &all.concat(), what);
    unchanged(world, what);
}

fn unchanged(world: &World, what: &str) {
    world.sandbox.forget();
    world.plan().assert_empty(&format!("after {what}"));
    world.sandbox.journal().assert_only_gets(&format!("the plan after {what}"));
}

fn import(world: &World, life: &Life<'_>) {
    let ids: Vec<String> = life.imports.iter().map(|address| text(&world.object(address), "id")).collect();
    world.elsewhere(|clone| {
        world.sandbox.forget();
        for (address, id) in life.imports.iter().zip(&ids) {
            clone.import(address, id);
        }
        clone.plan().assert_empty("after import");
        world.sandbox.journal().assert_only_gets("import and the plan after it");
    });
}

fn vanished(world: &World, life: &Life<'_>, vanish: &Vanish) {
    let object = world.object(life.address);
    world.sandbox.remove(vanish.product, vanish.collection, &(vanish.matching)(&object));

    let changes = world.plan().changes("after the object was deleted elsewhere");
    changes.assert_action(life.address, &["create"]);
    assert_eq!(changes.drift, [life.address], "{}", changes.ran);
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
