//! The data sources of the organization, its projects and keys: found, complete, never a secret, or an error in place.

use serde_json::json;

use crate::world::World;

#[test]
fn a_project_is_found_by_id_and_by_name_and_among_all() {
    let world = World::new(&["confident"]);
    world.sandbox.seed("confident", "projects", 3);
    world.write(
        r#"
data "confident_projects" "all" {}
data "confident_project" "named" {
  name = "seed-0002"
}
data "confident_project" "same" {
  id = data.confident_project.named.id
}
data "confident_organization" "it" {}
output "names" {
  value = data.confident_projects.all.projects[*].name
}
output "same" {
  value = data.confident_project.same == data.confident_project.named
}
output "among_all" {
  value = contains(data.confident_projects.all.projects, data.confident_project.named)
}
output "organization" {
  value = data.confident_organization.it.id == data.confident_project.named.organization_id
}
"#,
    );
    world.apply();
    assert_eq!(world.output("names"), json!(["seed-0001", "seed-0002", "seed-0003"]));
    for name in ["same", "among_all", "organization"] {
        assert_eq!(world.output(name), json!(true), "{name}");
    }
    world.sandbox.journal().assert_only_gets("reading");
}

#[test]
fn keys_are_listed_by_scope_without_their_secrets() {
    let world = World::new(&["confident"]);
    world.sandbox.seed("confident", "api_keys", 12);
    world.write(
        r#"
resource "confident_project" "it" {
  name = "Triage"
}
data "confident_api_keys" "organization" {}
data "confident_api_keys" "project" {
  project_id = confident_project.it.id
}
# Reading uses the provider's own key, which changes when that one was last used.
output "organization" {
  value = [for key in data.confident_api_keys.organization.api_keys : merge(key, { last_used_at = null })]
}
output "project" {
  value = data.confident_api_keys.project.api_keys
}
"#,
    );
    world.apply();
    world.plan().assert_empty("after reading");
    let keys = world.output("organization");
    let names: Vec<_> = keys.as_array().expect("a list").iter().map(|key| key["name"].clone()).collect();
    assert_eq!(names.len(), 13);
    assert_eq!((&names[0], &names[12]), (&json!("Provider key"), &json!("seed-0012")), "oldest first");

    let project = world.output("project");
    assert_eq!(project.as_array().map(Vec::len), Some(1));
    assert_eq!(project[0]["name"], json!("Default Key"));
    let key_id = world.object("confident_project.it")["default_api_key_id"].clone();
    assert_eq!(project[0]["key_id"], key_id);
    assert_eq!(project[0]["project_id"], world.object("confident_project.it")["id"]);
    // When each key was used last is what the API has for it; the provider's own was used for this.
    let used =
        world.sandbox.find("confident", "api_keys", &json!({ "name": "Provider key" }))["lastUsed"].clone();
    assert!(used.is_string(), "{used}");
    let at = json!({ "lastUsed": "2026-01-02T03:04:05.000Z" });
    world.sandbox.edit("confident", "api_keys", &json!({ "name": "seed-0001" }), &at);
    world.write("data \"confident_api_keys\" \"it\" {}\noutput \"keys\" {\n  value = data.confident_api_keys.it.api_keys\n}\n");
    world.apply();
    let keys = world.output("keys");
    let used: Vec<_> =
        keys.as_array().expect("a list").iter().take(3).map(|key| key["last_used_at"].clone()).collect();
    assert!(used[0].is_string(), "{keys}");
    assert_eq!(used[1..], [at["lastUsed"].clone(), json!(null)]);
    world.assert_no_secret_in("the listed keys", &format!("{keys} {project}"));
}

#[test]
fn what_is_not_there_is_an_error_in_its_place() {
    for (configuration, line, complaint) in [
        (
            "data \"confident_project\" \"it\" {\n  name = \"nowhere\"\n}\n",
            2,
            "The organization has no project whose name is `nowhere`.",
        ),
        (
            "data \"confident_project\" \"it\" {\n  id = \"nowhere\"\n}\n",
            2,
            "The organization has no project whose id is `nowhere`.",
        ),
        (
            "data \"confident_api_keys\" \"it\" {\n  project_id = \"nowhere\"\n}\n",
            2,
            "There is no project with the ID `nowhere` in the organization of the API key.",
        ),
        ("data \"confident_project\" \"it\" {}\n", 1, "One of `id` and `name` must be set."),
    ] {
        let world = World::new(&["confident"]);
        world.write(configuration);
        let refused = world.plan_fails();
        assert!(refused.prose().contains(complaint), "{refused}");
        assert!(refused.text().contains(&format!("main.tf line {line}")), "the line is named: {refused}");
    }
}

#[test]
fn unreadable_list_is_an_error_and_not_empty() {
    let world = World::new(&["confident"]);
    world.sandbox.fault(&json!({
        "product": "confident", "method": "GET", "path": "/v2/projects", "times": 0, "status": 403,
        "body": { "success": false, "error": "not now" },
    }));
    world.write("data \"confident_projects\" \"all\" {}\n");
    let refused = world.plan_fails();
    assert!(refused.prose().contains("Cannot read confident_projects"), "{refused}");
    assert!(refused.text().contains("403"), "{refused}");
}
