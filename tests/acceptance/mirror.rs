//! The built provider under its four names, as Terraform finds it: a filesystem mirror, and the CLI configuration that points to it.

use std::fs;
use std::path::{Path, PathBuf};

/// The names the one executable is installed under.
pub(crate) const NAMES: [&str; 4] = ["corti", "cortecs", "confident", "aiadmin"];

/// `tofu` completes a short source address with its own host name.
const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// Lays the executable out under `folder`. Links, so this costs nothing and each test can have its own.
pub(crate) fn lay_out(folder: &Path) {
    for host in HOSTS {
        for name in NAMES {
            let package = package(folder, host, name);
            fs::create_dir_all(&package).expect("a folder for the provider");
            let executable =
                package.join(format!("terraform-provider-{name}_v{}", env!("CARGO_PKG_VERSION")));
            fs::hard_link(env!("CARGO_BIN_EXE_terraform-provider-aiadmin"), &executable)
                .unwrap_or_else(|error| panic!("{}: {error}", executable.display()));
        }
    }
}

/// `terraform init` installs from the mirror, as for a user.
pub(crate) fn installation(folder: &Path) -> String {
    format!(
        "provider_installation {{\n  filesystem_mirror {{\n    path = \"{}\"\n  }}\n}}\n",
        folder.display()
    )
}

/// No `init` is needed, which saves most of a second per test; Terraform warns about it in every answer.
pub(crate) fn overrides(folder: &Path) -> String {
    // A short address: Terraform and `tofu` each complete it with their own host name.
    let lines: Vec<String> = NAMES
        .iter()
        .map(|name| format!("    \"aiadmin/{name}\" = \"{}\"\n", package(folder, HOSTS[0], name).display()))
        .collect();
    format!("provider_installation {{\n  dev_overrides {{\n{}  }}\n}}\n", lines.concat())
}

/// Where the provider `name` lies below `folder`.
pub(crate) fn package_of(folder: &Path, name: &str) -> PathBuf {
    package(folder, HOSTS[0], name)
}

fn package(folder: &Path, host: &str, name: &str) -> PathBuf {
    folder.join(host).join("aiadmin").join(name).join(env!("CARGO_PKG_VERSION")).join(platform())
}

fn platform() -> String {
    let os = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
    let cpu = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{os}_{cpu}")
}
