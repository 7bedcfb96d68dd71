//! What Terraform's own words do to any resource: `taint`, `-replace`, `-target`, `-refresh=false`, `ignore_changes`, and an update
//! in place.

use serde_json::{Value, json};

use crate::world::World;

const IT: &str = "confident_policy.it";

fn policy(name: &str, description: &str, rest: &str) -> String {
    format!(
        "resource \"confident_policy\" {name:?} {{\n  name = {name:?}\n  description = {description:?}\n  permissions = []\n{rest}}}\n"
    )
}

/// The paths of everything that is known only after apply.
fn open(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Bool(true) => found.push(path.to_owned()),
        Value::Object(members) => {
            for (name, it) in members {
                open(it, &format!("{path}.{name}"), found);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|it| open(it, path, found)),
        _ => {}
    }
}

#[test]
fn an_update_leaves_open_only_what_it_can_change() {
    let world = World::new(&["cortecs"]);
    let settings = |allow: bool| {
        format!("resource \"cortecs_project_settings\" \"it\" {{\n  allow_overwrite = {allow}\n}}\n")
    };
    world.write(&settings(true));
    world.apply();
    world.write(&settings(false));
    let changes = world.plan().changes("of an update");
    changes.assert_action("cortecs_project_settings.it", &["update"]);
    let mut found = Vec::new();
    open(&changes.json["resource_changes"][0]["change"]["after_unknown"], "it", &mut found);
    assert_eq!(found, ["it.updated_at"]);
}

#[test]
fn a_tainted_object_is_replaced() {
    let world = World::new(&["confident"]);
    world.write(&policy("it", "", ""));
    world.apply();
    let before = world.sandbox.record_counts();
    world.terraform(&["taint", IT]).succeeded();
    world.plan().changes("of a tainted object").assert_action(IT, &["delete", "create"]);
    world.apply();
    world.plan().assert_empty("after the replacement");
    assert_eq!(world.sandbox.record_counts(), before);
}

#[test]
fn ignored_changes_plan_nothing() {
    let world = World::new(&["confident"]);
    let ignoring = "  lifecycle {\n    ignore_changes = [description, id]\n  }\n";
    world.write(&policy("it", "First.", ignoring));
    world.apply();
    world.write(&policy("it", "Second.", ignoring));
    world.plan().assert_empty("with another description in the configuration");
    world.sandbox.edit(
        "confident",
        "policies",
        &json!({ "name": "it" }),
        &json!({ "description": "Third." }),
    );
    world.plan().assert_empty("with another description in the console");
}

#[test]
fn options_of_a_plan_are_respected() {
    let world = World::new(&["confident"]);
    world.write(&(policy("it", "", "") + &policy("other", "", "")));
    world.apply();
    world.sandbox.edit(
        "confident",
        "policies",
        &json!({ "name": "it" }),
        &json!({ "description": "Edited." }),
    );
    let options = |options: &[&str]| {
        let ran = world
            .terraform(&[&["plan", "-detailed-exitcode", "-input=false", "-no-color"], options].concat());
        (ran.code(), ran.stdout)
    };
    assert_eq!(options(&["-refresh=false"]).0, 0, "what was not read is not known");
    assert_eq!(options(&["-target=confident_policy.other"]).0, 0, "the other one is as it was");
    assert_eq!(options(&["-target=confident_policy.it"]).0, 2);
    let (code, shown) = options(&["-replace=confident_policy.other", "-target=confident_policy.other"]);
    assert!(code == 2 && shown.contains("1 to add, 0 to change, 1 to destroy"), "{shown}");
}

#[test]
fn errors_point_to_the_wrong_line() {
    let world = World::new(&["confident", "cortecs"]);
    for (hcl, summary, line) in [
        (
            "resource \"confident_policy\" \"it\" {\n  id = \"7\"\n  name = \"a\"\n  permissions = []\n}\n",
            "Read-only attribute",
            2,
        ),
        (
            "resource \"confident_policy\" \"it\" {\n  name = \"\"\n  permissions = []\n}\n",
            "Invalid value",
            2,
        ),
        (
            "resource \"cortecs_project_settings\" \"it\" {\n  inference_config = {\n    preference = \"fastest\"\n  }\n}\n",
            "Invalid value",
            3,
        ),
    ] {
        world.write(hcl);
        let refused = world.terraform(&["validate", "-no-color"]);
        let text = refused.text();
        assert!(refused.code() == 1 && text.contains(summary), "{refused}");
        assert!(text.contains(&format!("main.tf line {line}")), "{refused}");
    }
    // A value that is not known yet is judged when it is.
    world.write(
        "resource \"terraform_data\" \"it\" {\n  input = \"fastest\"\n}\n\
         resource \"cortecs_project_settings\" \"it\" {\n  inference_config = {\n    preference = terraform_data.it.output\n  }\n}\n",
    );
    world.terraform(&["validate", "-no-color"]).succeeded();
    let refused = world.apply_fails();
    assert!(refused.prose().contains("`preference` must be one of"), "{refused}");
}
