//! The provider of `examples/minimal.rs` with the real Terraform CLI.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    minimal = { source = "example/minimal" }
  }
}
variable "content" {}
variable "protected" {
  default = false
}
provider "minimal" {
  folder = path.module
}
resource "minimal_file" "it" {
  name                = "greeting.txt"
  content             = var.content
  deletion_protection = var.protected
}
"#;

/// Builds the example, which `cargo test --test` alone does not. After a whole `cargo test` it is there already.
fn example() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    // What Cargo tells this test about its package would make the build script of `ring` run again.
    for (name, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "OUT_DIR"]
            .iter()
            .any(|it| name.to_string_lossy().starts_with(it))
        {
            cargo.env_remove(name);
        }
    }
    let built = cargo
        .args(["build", "--quiet", "--offline", "--workspace", "--example", "minimal"])
        .args(if cfg!(debug_assertions) { &[][..] } else { &["--release"] })
        .status()
        .expect("cargo runs");
    assert!(built.success(), "the example does not build");
    let tests = std::env::current_exe().expect("the path of this test");
    let profile = tests.ancestors().nth(2).expect("target/<profile>/deps/<test>");
    profile.join("examples").join(format!("minimal{}", std::env::consts::EXE_SUFFIX))
}

fn terraform(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let executable = std::env::var("TF_ACC_TERRAFORM_PATH").unwrap_or_else(|_| "terraform".to_owned());
    let ran = Command::new(executable)
        .args(arguments)
        .args(["-input=false", "-no-color"])
        .current_dir(folder)
        .env("TF_CLI_CONFIG_FILE", folder.join("cli.tfrc"))
        .env("CHECKPOINT_DISABLE", "1")
        .output()
        .expect("terraform runs");
    let said = [ran.stdout, ran.stderr].concat();
    (ran.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn manages_a_file_with_terraform() {
    let folder = tempfile::tempdir().expect("a folder");
    let plugins = folder.path().join("plugins");
    fs::create_dir(&plugins).expect("a folder");
    fs::copy(example(), plugins.join("terraform-provider-minimal")).expect("the built example");
    let overrides = format!(
        "provider_installation {{\n  dev_overrides {{\n    \"example/minimal\" = {:?}\n  }}\n}}\n",
        plugins.display().to_string()
    );
    fs::write(folder.path().join("cli.tfrc"), overrides).expect("the CLI configuration");
    fs::write(folder.path().join("main.tf"), CONFIGURATION).expect("the configuration");
    let file = folder.path().join("greeting.txt");
    let run = |arguments: &[&str]| terraform(folder.path(), arguments);
    let apply = |variables: &[&str]| {
        let (ok, said) = run(&[&["apply", "-auto-approve"], variables].concat());
        assert!(ok, "{said}");
    };

    apply(&["-var=content=hello"]);
    assert_eq!(fs::read_to_string(&file).expect("the file"), "hello");
    apply(&["-var=content=goodbye", "-var=protected=true"]);
    assert_eq!(fs::read_to_string(&file).expect("the file"), "goodbye");
    let (ok, said) = run(&["plan", "-detailed-exitcode", "-var=content=goodbye", "-var=protected=true"]);
    assert!(ok, "the plan is empty: {said}");
    let (ok, said) = run(&["destroy", "-auto-approve", "-var=content=goodbye"]);
    assert!(!ok && said.contains("deletion_protection"), "{said}");

    apply(&["-var=content=goodbye"]);
    fs::remove_file(&file).expect("deleted outside Terraform");
    apply(&["-var=content=goodbye"]);
    let (ok, said) = run(&["destroy", "-auto-approve", "-var=content=goodbye"]);
    assert!(ok && !file.exists(), "{said}");
}
