//! `cortecs_project_settings` in the hands of the real CLI: taken over, forgotten, and nothing unmanaged touched.

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

const ADDRESS: &str = "cortecs_project_settings.it";

const EU: &str = r#"
resource "cortecs_project_settings" "it" {
  inference_config = {
    eu_native = false
  }
}
"#;

/// What the sandbox has now.
fn settings(world: &World) -> Value {
    world.sandbox.state()["tables"]["cortecs"]["settings"][0].clone()
}

/// Somebody changes one member in the console.
fn edit_in_console(world: &World, name: &str, value: &Value) {
    let mut config = settings(world)["inference_config"].clone();
    config[name] = value.clone();
    world.sandbox.edit("cortecs", "settings", &json!({}), &json!({ "inference_config": config }));
}

#[test]
fn plan_warns_about_adoption_and_removal() {
    let world = World::new(&["cortecs"]);
    world.write(EU);
    let said = world.plan().changes("of settings").ran.prose();
    assert!(said.contains("Adopting the existing project settings"), "{said}");
    assert!(said.contains("inference_config.eu_native: true -> false"), "{said}");
    world.apply();

    let left = settings(&world);
    world.write("");
    let said = world.plan().changes("without the settings").ran.prose();
    assert!(said.contains("Project settings are not deleted"), "{said}");
    world.sandbox.clear_journal();
    world.apply();
    world.sandbox.journal().assert_only_gets("forgetting");
    assert_eq!(settings(&world), left);
}

#[test]
fn omitted_settings_keep_value_even_after_destroy() {
    let world = World::new(&["cortecs"]);
    let before = settings(&world);
    world.write(EU);
    world.apply();
    let mut expected = before["inference_config"].clone();
    expected["eu_native"] = false.into();
    assert_eq!(settings(&world)["inference_config"], expected);
    assert_eq!(settings(&world)["allow_overwrite"], before["allow_overwrite"]);

    for less in ["inference_config = {}", "inference_config = { preference = null, max_tokens = null }", ""] {
        world.write(&format!("resource \"cortecs_project_settings\" \"it\" {{\n  {less}\n}}\n"));
        world.sandbox.clear_journal();
        world.plan().assert_empty(&format!("with {less:?}"));
        world.apply();
        world.sandbox.journal().assert_only_gets(&format!("an apply of {less:?}"));
    }
    assert_eq!(settings(&world)["inference_config"], expected);
}

#[test]
fn cleared_members_are_null_and_stay_null() {
    let world = World::new(&["cortecs"]);
    edit_in_console(&world, "max_tokens", &json!(77));
    edit_in_console(&world, "preference", &json!("cost"));
    let with = |arguments: &str| {
        world.write(&format!(
            "resource \"cortecs_project_settings\" \"it\" {{\n  inference_config = {{\n{arguments}\n}}\n}}\n"
        ));
    };
    with("max_tokens = 100");
    world.apply();
    with("clear = [\"max_tokens\"]");
    world.plan().changes("of a cleared member").assert_action(ADDRESS, &["update"]);
    world.apply();
    let config = || settings(&world)["inference_config"].clone();
    assert_eq!((&config()["max_tokens"], &config()["preference"]), (&Value::Null, &json!("cost")));
    world.plan().assert_empty("after it was cleared");

    edit_in_console(&world, "max_tokens", &json!(88));
    world.plan().changes("after it was set elsewhere").assert_action(ADDRESS, &["update"]);
    world.apply();
    assert_eq!(config()["max_tokens"], Value::Null);

    with("clear = [\"max_tokens\"]\nmax_tokens = 5");
    let refused = world.plan_fails().prose();
    assert!(
        refused.contains("`max_tokens` cannot be set while `clear` contains \"max_tokens\""),
        "{refused}"
    );
    with("clear = [\"eu_native\"]");
    assert!(world.plan_fails().prose().contains("must be one of `max_tokens`, `preference`"));
    with("max_tokens = 5");
    world.apply();
    assert_eq!(config()["max_tokens"], json!(5));
}

#[test]
fn an_adoption_clears_members_too() {
    let world = World::new(&["cortecs"]);
    edit_in_console(&world, "max_tokens", &json!(77));
    world.write(
        "resource \"cortecs_project_settings\" \"it\" {\n  inference_config = {\n    clear = [\"max_tokens\"]\n  }\n}\n",
    );
    let said = world.plan().changes("of an adoption").ran.prose();
    assert!(said.contains("inference_config.max_tokens: 77 -> null"), "{said}");
    world.apply();
    assert_eq!(settings(&world)["inference_config"]["max_tokens"], Value::Null);
    world.plan().assert_empty("after the adoption");
}

#[test]
fn only_managed_settings_are_drift() {
    let world = World::new(&["cortecs"]);
    world.write(EU);
    world.apply();
    edit_in_console(&world, "preference", &json!("cost"));
    world.plan().assert_empty("after a change of what is not managed");
    edit_in_console(&world, "eu_native", &json!(true));
    world.plan().changes("after a change of what is managed").assert_action(ADDRESS, &["update"]);
    world.apply();
    let config = &settings(&world)["inference_config"];
    assert_eq!((&config["eu_native"], &config["preference"]), (&json!(false), &json!("cost")));
    world.plan().assert_empty("after it was put back");
}

#[test]
fn unmanaged_change_after_plan_is_kept() {
    let world = World::new(&["cortecs"]);
    world.write(EU);
    world.apply();
    world.write(&EU.replace("eu_native = false", "eu_native = true"));
    world.plan().changes("of one member");
    edit_in_console(&world, "max_tokens", &json!(77));
    world.terraform(&["apply", "-input=false", "-no-color", "plan.tfplan"]).succeeded();
    let config = &settings(&world)["inference_config"];
    assert_eq!((&config["eu_native"], &config["max_tokens"]), (&json!(true), &json!(77)));
    world.plan().assert_empty("after the apply");
}

#[test]
fn settings_are_imported_by_project_or_current() {
    let world = World::new(&["cortecs"]);
    world.write(EU);
    world.apply();
    for id in ["current", "clinic-gateway"] {
        world.elsewhere(|clone| {
            clone.import(ADDRESS, id);
            clone.plan().assert_empty(&format!("after the import of {id}"));
        });
    }
    world.elsewhere(|clone| {
        let refused = clone.terraform(&["import", "-input=false", "-no-color", ADDRESS, "another-project"]);
        assert_eq!(refused.code(), 1, "{refused}");
        assert!(
            refused.prose().contains(
                "belong to the project `clinic-gateway`, not to `another-project`. Import `current`"
            ),
            "{refused}"
        );
    });
}

#[test]
fn settings_reject_a_key_of_another_project() {
    let world = World::new(&["cortecs"]);
    world.write(EU);
    world.apply();
    world.sandbox.edit("cortecs", "settings", &json!({}), &json!({ "project_id": "another-project" }));
    world.sandbox.clear_journal();

    let refused = world.plan_fails();
    assert!(refused.prose().contains("The credentials belong to another project"), "{refused}");
    world.write(&EU.replace("false", "true"));
    let refused = world.terraform(&["apply", "-refresh=false", "-auto-approve", "-input=false", "-no-color"]);
    assert!(refused.code() == 1 && refused.prose().contains("`another-project`"), "{refused}");
    world.sandbox.journal().assert_only_gets("a key of another project");
    assert_eq!(text(&world.object(ADDRESS), "project_id"), "clinic-gateway");
}

#[test]
fn mistakes_are_found_in_the_plan_on_their_line() {
    for (member, said) in [
        ("preference = \"fast\"", "must be one of `speed`, `cost`, `balanced`"),
        ("max_tokens = 0", "must be a whole number of at least 1"),
        ("max_tokens = 1.5", "must be a whole number"),
        ("allowed_providers = [\"\"]", "must not contain null or empty strings"),
    ] {
        let world = World::new(&["cortecs"]);
        world.write(&format!(
            "resource \"cortecs_project_settings\" \"it\" {{\n  inference_config = {{\n    {member}\n  }}\n}}\n"
        ));
        let refused = world.plan_fails();
        assert!(refused.prose().contains(said) && refused.text().contains("main.tf line 3"), "{refused}");
    }
}
