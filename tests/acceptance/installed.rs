//! `make install`, when an earlier build of the same version was installed before.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::Ran;
use crate::mirror;
use crate::world::World;

fn install(executable: &Path, folder: &Path) -> Ran {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/install");
    Ran::of("scripts/install", &[], Command::new(script).arg(executable).arg(folder)).succeeded()
}

#[test]
fn a_changed_build_runs_after_what_its_installation_says() {
    let mut world = World::new(&["cortecs"]);
    let (folder, changed) = (world.path("plugins"), world.path("changed"));
    let built = Path::new(env!("CARGO_BIN_EXE_terraform-provider-aiadmin"));
    install(built, &folder);
    world.write_file("cli.tfrc", &mirror::installation(&folder));
    let cli = world.path("cli.tfrc");
    world.set("TF_CLI_CONFIG_FILE", &cli.to_string_lossy());
    world.write("resource \"cortecs_api_key\" \"it\" {\n  name = \"gateway\"\n}\n");
    world.terraform(&["init", "-input=false", "-no-color"]).succeeded();
    world.apply();

    let mut bytes = fs::read(built).expect("the executable");
    bytes.push(0);
    fs::write(&changed, bytes).expect("another build");
    let installed = install(&changed, &folder);
    let refused = world.terraform(&["init", "-input=false", "-no-color"]);
    assert!(refused.code() == 1 && refused.text().contains("checksums"), "{refused}");

    let said = "Remove this provider's entry from .terraform.lock.hcl there and run terraform init again.";
    assert!(installed.stdout.contains(said), "{installed}");
    world.write_file(".terraform.lock.hcl", "");
    world.terraform(&["init", "-input=false", "-no-color"]).succeeded();
    world.plan().assert_empty("with the changed build");
}
