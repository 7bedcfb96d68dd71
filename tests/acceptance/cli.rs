//! Installing, configuring and importing, as a user does it: what no single resource stands for.

use serde_json::Value;

use crate::command::Feature;
use crate::life::text;
use crate::mirror::NAMES;
use crate::world::World;

const CLINIC: &str = r#"
resource "corti_customer" "it" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}
"#;

#[test]
fn each_executable_name_serves_its_product() {
    let world = World::installed(&NAMES);
    let shown = world.terraform(&["providers", "schema", "-json"]).succeeded();
    let schemas: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    let served = |name: &str| -> Vec<String> {
        let providers = schemas["provider_schemas"].as_object().expect("providers");
        let source = format!("/aiadmin/{name}");
        let (_, schema) =
            providers.iter().find(|(address, _)| address.ends_with(&source)).expect("this provider");
        let types = ["resource_schemas", "data_source_schemas", "ephemeral_resource_schemas"];
        types
            .iter()
            .filter_map(|kind| schema[kind].as_object())
            .flat_map(|types| types.keys().cloned())
            .collect()
    };

    let mut all = Vec::new();
    for product in ["corti", "cortecs", "confident"] {
        let own = served(product);
        let prefix = format!("{product}_");
        assert!(
            !own.is_empty() && own.iter().all(|name| name.starts_with(&prefix)),
            "{product} serves {own:?}"
        );
        all.extend(own);
    }
    all.sort();
    let mut union = served("aiadmin");
    union.sort();
    assert_eq!(union, all);
}

#[test]
fn one_provider_serves_all_three_products() {
    let world = World::installed(&["aiadmin"]);
    let before = world.sandbox.record_counts();
    world.write(
        r#"
resource "corti_customer" "it" {
  provider     = aiadmin
  customer_id  = "st-mary"
  display_name = "St Mary"
}
resource "cortecs_api_key" "it" {
  provider = aiadmin
  name     = "reports"
}
resource "confident_project" "it" {
  provider = aiadmin
  name     = "Triage"
}
"#,
    );
    world.apply();
    world.plan().assert_empty("after one apply for three products");
    world.destroy();
    assert_eq!(world.sandbox.record_counts(), before);
}

#[test]
fn configuration_wins_over_the_environment() {
    let mut world = World::new(&["corti"]);
    let password = world.sandbox.variable("CORTI_PASSWORD");
    world.set("CORTI_PASSWORD", "not-the-password-0001");
    world.write(&format!("provider \"corti\" {{\n  password = {password:?}\n}}\n{CLINIC}"));
    world.apply();
}

#[test]
fn missing_credentials_name_attribute_and_variable() {
    for (name, attribute, product, hcl) in [
        ("CORTI_PASSWORD", "password", "corti", CLINIC),
        (
            "CORTECS_MANAGEMENT_KEY",
            "management_key",
            "cortecs",
            "resource \"cortecs_api_key\" \"it\" {\n  name = \"reports\"\n}\n",
        ),
        (
            "CONFIDENT_ORG_API_KEY",
            "api_key",
            "confident",
            "resource \"confident_project\" \"it\" {\n  name = \"Triage\"\n}\n",
        ),
    ] {
        let mut world = World::new(&[product]);
        world.unset(name);
        world.write(hcl);
        let said = world.plan_fails().prose();
        assert!(said.contains(name) && said.contains(attribute), "{said}");
    }
}

#[test]
fn rejects_invalid_variable_before_any_request() {
    let mut world = World::new(&["confident"]);
    world.set("CONFIDENT_REGION", "de");
    world.write("resource \"confident_project\" \"it\" {\n  name = \"Triage\"\n}\n");
    let said = world.plan_fails().prose();
    assert!(
        said.contains("The environment variable `CONFIDENT_REGION` must be one of `us`, `eu`, `au`."),
        "{said}"
    );
    assert_eq!(world.sandbox.journal().0.len(), 0);
}

#[test]
fn a_product_that_is_not_used_needs_no_credentials() {
    let mut world = World::new(&["aiadmin"]);
    world.unset("CORTECS_MANAGEMENT_KEY");
    world.unset("CONFIDENT_ORG_API_KEY");
    world.write(&CLINIC.replace("customer_id", "provider = aiadmin\n  customer_id"));
    world.apply();
    world.plan().assert_empty("with the credentials of one product");
}

#[test]
fn unknown_credential_does_not_fail_the_plan() {
    let mut world = World::new(&["cortecs"]);
    let key = world.sandbox.variable("CORTECS_MANAGEMENT_KEY");
    world.unset("CORTECS_MANAGEMENT_KEY");
    world.write(&format!(
        r#"
resource "terraform_data" "vault" {{
  input = {key:?}
}}
provider "cortecs" {{
  management_key = terraform_data.vault.output
}}
resource "cortecs_api_key" "it" {{
  name = "reports"
}}
"#
    ));
    world.plan().changes("with an unknown credential").assert_action("cortecs_api_key.it", &["create"]);
    world.apply();
    world.plan().assert_empty("once the credential is known");
}

#[test]
fn rejects_base_url_that_exposes_the_key() {
    for (url, reason) in
        [("http://api.example.com", "https"), ("https://user:word@api.example.com", "credentials")]
    {
        let mut world = World::new(&["cortecs"]);
        world.set("CORTECS_BASE_URL", url);
        world.write("resource \"cortecs_api_key\" \"it\" {\n  name = \"reports\"\n}\n");
        let refused = world.apply_fails();
        assert!(refused.prose().contains(reason) && !refused.text().contains("word@"), "{refused}");
    }
}

#[test]
fn generated_config_plans_only_the_import() {
    if !Feature::GeneratedConfiguration.is_there("generated_config_plans_only_the_import") {
        return;
    }
    let world = World::new(&["corti", "cortecs", "confident"]);
    world.write(
        r#"
resource "corti_customer" "it" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}
resource "cortecs_api_key" "it" {
  name = "reports"
}
resource "confident_project" "it" {
  name = "Triage"
}
resource "confident_member" "it" {
  email = "nurse@clinic.example"
}
"#,
    );
    world.apply();
    let addresses =
        ["corti_customer.it", "cortecs_api_key.it", "confident_project.it", "confident_member.it"];
    let blocks: Vec<String> = addresses
        .iter()
        .map(|address| {
            format!("import {{\n  to = {address}\n  id = {:?}\n}}\n", text(&world.object(address), "id"))
        })
        .collect();
    world.elsewhere(|clone| {
        clone.write(&blocks.concat());
        clone
            .terraform(&["plan", "-generate-config-out=generated.tf", "-input=false", "-no-color"])
            .succeeded();
        let changes = clone.plan().changes("of four imports");
        assert_eq!(changes.imports.len(), addresses.len(), "{}", changes.ran);
        assert!(
            changes.actions.is_empty(),
            "planned beside the imports: {:?}\n{}",
            changes.actions,
            changes.ran
        );
    });
}

#[test]
fn an_installed_provider_is_locked_and_found_again() {
    let world = World::installed(&["corti"]);
    world.write(CLINIC);
    world.apply();
    let lock = world.read_file(".terraform.lock.hcl");
    assert!(lock.contains("/aiadmin/corti"), "{lock}");
    world.terraform(&["init", "-input=false", "-no-color", "-lockfile=readonly"]).succeeded();
    world.plan().assert_empty("after a second init");
}
