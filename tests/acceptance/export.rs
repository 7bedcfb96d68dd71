//! `export`: a filled account becomes configuration whose plan shows imports only and stays empty after apply.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::command::{self, Ran};
use crate::executable::{environment, run};
use crate::sandbox::Sandbox;
use crate::world::World;

const EVERYTHING: &str = r#"
resource "corti_customer" "it" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}
resource "corti_user" "it" {
  customer_id = corti_customer.it.customer_id
  email       = "anna@clinic.example"
  first_name  = "Anna"
  last_name   = "Berg"
}
resource "cortecs_api_key" "it" {
  name = "reports"
}
resource "confident_project" "it" {
  name        = "Triage assistant"
  description = "Asks $${first}, \"answers\" later"
}
resource "confident_policy" "it" {
  name        = "Office"
  permissions = ["user:manage", "billing:read"]
}
resource "confident_role" "it" {
  name       = "Office manager"
  policy_ids = [confident_policy.it.id]
}
resource "confident_role" "project" {
  project_id = confident_project.it.id
  name       = "Reviewer"
  policy_ids = []
}
resource "confident_member" "it" {
  email   = "ada@clinic.example"
  role_id = confident_role.it.id
}
resource "confident_member" "project" {
  project_id = confident_project.it.id
  email      = "nurse@clinic.example"
}
resource "confident_api_key" "it" {
  project_id = confident_project.it.id
  name       = "triage"
}
"#;

/// A folder for one export.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).expect("a file");
    }

    /// Every file with its text, in order.
    fn files(&self) -> Vec<(String, String)> {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(self.path()).expect("the folder").flatten().map(|entry| entry.path()).collect();
        paths.sort();
        let file = |path: PathBuf| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        };
        paths.into_iter().filter(|path| path.is_file()).map(file).collect()
    }

    fn names(&self) -> Vec<String> {
        self.files().into_iter().map(|(name, _)| name).collect()
    }

    fn text(&self) -> String {
        self.files().into_iter().map(|(_, text)| text).collect()
    }
}

fn export(sandbox: &Sandbox, folder: &Folder, changes: &[(&str, &str)], more: &[&str]) -> Ran {
    let out = folder.path().to_string_lossy().into_owned();
    let arguments: Vec<&str> = ["export", "--out", &out].into_iter().chain(more.iter().copied()).collect();
    run(&environment(sandbox, changes), &arguments)
}

fn terraform(world: &World, folder: &Folder, arguments: &[&str]) -> Ran {
    command::terraform(folder.path(), world.environment(), arguments)
}

fn filled(providers: &[&str]) -> World {
    let world = World::new(providers);
    world.write(EVERYTHING);
    world.apply();
    world.sandbox.seed("corti", "customers", 2);
    let odd = "${odd} %{if} $${x} \"quoted\" \\ ünï\u{1b}[31m\nnext";
    let first = json!({ "customerId": "seed-0001" });
    world.sandbox.edit("corti", "customers", &first, &json!({ "displayName": odd }));
    world
}

/// Plans and applies an export: imports and nothing else, then nothing at all.
#[track_caller]
fn is_imported(world: &World, folder: &Folder) {
    terraform(world, folder, &["fmt", "-check", "-diff"]).succeeded();
    let imports = folder.text().matches("import {").count();
    let plan = ["plan", "-input=false", "-no-color", "-out=plan.tfplan"];
    let planned = terraform(world, folder, &plan).succeeded();
    let expected = format!("Plan: {imports} to import, 0 to add, 0 to change, 0 to destroy.");
    assert!(imports > 12 && planned.stdout.contains(&expected), "{expected}\n{planned}");
    let before = world.sandbox.record_counts();
    terraform(world, folder, &["apply", "-input=false", "-no-color", "plan.tfplan"]).succeeded();
    assert_eq!(world.sandbox.record_counts(), before);
    let again = terraform(world, folder, &["plan", "-detailed-exitcode", "-input=false", "-no-color"]);
    assert_eq!(again.code(), 0, "{again}");
}

#[test]
fn an_exported_account_plans_imports_only() {
    let world = filled(&["corti", "cortecs", "confident"]);
    let folder = Folder::new();
    let ran = export(&world.sandbox, &folder, &[], &[]).succeeded();
    let expected = [
        "confident.tf",
        "confident_triage_assistant.tf",
        "cortecs_clinic_gateway.tf",
        "corti_sandbox.tf",
        "providers.tf",
    ];
    assert_eq!(folder.names(), expected, "{ran}");
    let text = folder.text();
    for reference in [
        "= corti_customer.st_mary.customer_id\n",
        "= confident_project.triage_assistant.id\n",
        "= [confident_policy.office.id]\n",
        "= confident_role.office_manager.id\n",
    ] {
        assert!(text.contains(reference), "no `{reference}` in\n{text}");
    }
    world.assert_no_secret_in("the export", &text);
    is_imported(&world, &folder);
}

#[test]
fn one_provider_can_serve_an_export() {
    let world = filled(&["aiadmin", "corti", "cortecs", "confident"]);
    let folder = Folder::new();
    export(&world.sandbox, &folder, &[], &["--provider", "aiadmin"]).succeeded();
    assert!(folder.text().contains("  provider "), "{}", folder.text());
    is_imported(&world, &folder);
}

#[test]
fn the_same_account_gives_the_same_bytes() {
    let world = filled(&["corti", "cortecs", "confident"]);
    world.sandbox.clear_journal();
    let (first, second) = (Folder::new(), Folder::new());
    export(&world.sandbox, &first, &[], &[]).succeeded();
    export(&world.sandbox, &second, &[], &[]).succeeded();
    assert_eq!(first.files(), second.files());
    world.sandbox.journal().assert_only_gets("the export");
}

#[test]
fn output_moves_no_cursor() {
    let sandbox = Sandbox::start();
    sandbox.seed("confident", "projects", 1);
    sandbox.edit(
        "confident",
        "projects",
        &json!({ "name": "seed-0001" }),
        &json!({ "name": "\u{1b}[2Jred\u{7}" }),
    );
    let folder = Folder::new();
    let ran = export(&sandbox, &folder, &[], &[]).succeeded();
    assert!(!ran.text().contains(|c: char| c.is_control() && c != '\n'), "{ran}");
    assert!(!folder.text().contains(|c: char| c.is_control() && c != '\n'), "{}", folder.text());
}

#[test]
fn five_thousand_objects_are_exported() {
    let sandbox = Sandbox::start();
    sandbox.seed("cortecs", "api_keys", 5_000);
    let folder = Folder::new();
    export(&sandbox, &folder, &[], &["--product", "cortecs"]).succeeded();
    // With the key in use and the settings.
    assert_eq!(folder.text().matches("import {").count(), 5_002);
}

#[test]
fn an_account_with_nothing_is_exported() {
    let sandbox = Sandbox::start();
    let folder = Folder::new();
    export(&sandbox, &folder, &[], &["--product", "corti"]).succeeded();
    assert!(!folder.text().contains("import {"), "{}", folder.text());
}

#[test]
fn what_may_not_be_read_is_named_and_not_written() {
    let world = filled(&["corti", "cortecs", "confident"]);
    world.sandbox.fault(
        &json!({ "product": "confident", "path": "/v2/projects/*/policies", "times": 0, "status": 403 }),
    );
    let folder = Folder::new();
    let ran = export(&world.sandbox, &folder, &[], &[]);
    assert_eq!(ran.code(), 1, "{ran}");
    assert!(ran.stderr.contains("Triage assistant") && ran.stderr.contains("403"), "{ran}");
    let names = folder.names();
    assert!(names.contains(&"confident.tf".to_owned()), "{names:?}");
    assert!(!names.contains(&"confident_triage_assistant.tf".to_owned()), "{names:?}");
    assert!(!folder.text().contains("confident_project."), "nothing refers to what is not written");
}

#[test]
fn configuration_is_not_overwritten_without_force() {
    let sandbox = Sandbox::start();
    let folder = Folder::new();
    folder.write("mine.tf", "# mine\n");
    let ran = export(&sandbox, &folder, &[], &["--product", "cortecs"]);
    assert_eq!(ran.code(), 1, "{ran}");
    assert!(ran.stderr.contains("--force"), "{ran}");
    assert_eq!(folder.names(), ["mine.tf"]);
    assert_eq!(sandbox.journal().0.len(), 0, "nothing was asked for");
}

#[test]
fn force_replaces_files_of_an_export_only() {
    let sandbox = Sandbox::start();
    let folder = Folder::new();
    sandbox.seed("confident", "projects", 1);
    export(&sandbox, &folder, &[], &["--product", "confident"]).succeeded();
    folder.write("mine.tf", "# mine\n");
    let before = folder.files();
    assert!(before.iter().any(|(name, _)| name == "confident_seed_0001.tf"), "{before:?}");

    sandbox.remove("confident", "projects", &json!({ "name": "seed-0001" }));
    export(&sandbox, &folder, &[], &["--product", "confident", "--force"]).succeeded();
    assert_eq!(folder.names(), ["confident.tf", "mine.tf", "providers.tf"]);
    assert_eq!(fs::read_to_string(folder.path().join("mine.tf")).expect("mine"), "# mine\n");

    folder.write("confident.tf", "# mine, too\n");
    let ran = export(&sandbox, &folder, &[], &["--product", "confident", "--force"]);
    assert_eq!(ran.code(), 1, "{ran}");
    assert_eq!(fs::read_to_string(folder.path().join("confident.tf")).expect("mine"), "# mine, too\n");
}

#[test]
fn products_without_credentials_are_omitted() {
    let sandbox = Sandbox::start();
    let none = [("CORTI_EMAIL", ""), ("CORTI_PASSWORD", ""), ("CONFIDENT_ORG_API_KEY", "")];
    let folder = Folder::new();
    let ran = export(&sandbox, &folder, &none, &[]).succeeded();
    assert!(
        ran.text().contains("corti was skipped") && ran.text().contains("CONFIDENT_ORG_API_KEY"),
        "{ran}"
    );
    assert_eq!(folder.names(), ["cortecs_clinic_gateway.tf", "providers.tf"]);

    let asked = export(&sandbox, &Folder::new(), &none, &["--product", "corti"]);
    assert_eq!(asked.code(), 1, "{asked}");
    assert!(asked.stderr.contains("CORTI_EMAIL and CORTI_PASSWORD"), "{asked}");

    let all = [&none[..], &[("CORTECS_MANAGEMENT_KEY", "")]].concat();
    let nothing = export(&sandbox, &Folder::new(), &all, &[]);
    assert_eq!(nothing.code(), 1, "{nothing}");
    assert!(nothing.stderr.contains("no credentials"), "{nothing}");
}
