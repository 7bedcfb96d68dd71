//! The built provider under its four names, as Terraform finds it: a filesystem mirror, and the CLI configuration that points to it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};

use crate::recorder;

/// The names the one executable is installed under.
pub(crate) const NAMES: [&str; 4] = ["corti", "cortecs", "confident", "aiadmin"];

const EXECUTABLE: &str = env!("CARGO_BIN_EXE_terraform-provider-aiadmin");

/// `tofu` completes a short source address with its own host name.
const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// The mirror all tests of this build share, laid out by the first of them and put in place at once.
pub(crate) fn shared() -> &'static Path {
    static MIRROR: LazyLock<PathBuf> = LazyLock::new(|| {
        let built = fs::metadata(EXECUTABLE).and_then(|file| file.modified()).expect("the executable");
        let age = built.duration_since(UNIX_EPOCH).expect("a time after 1970").as_nanos();
        // Beside the executable, so that hard links to it are possible.
        let all = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = all.join(format!("mirror-{age}"));
        if !folder.exists() {
            remove_old(all);
            let new = tempfile::tempdir_in(all).expect("a folder").keep();
            lay_out(&new, &folder);
            // Another test process may have been faster; its mirror is the same.
            if fs::rename(&new, &folder).is_err() {
                fs::remove_dir_all(&new).expect("the folder is removed");
            }
        }
        folder
    });
    &MIRROR
}

/// Removes the mirrors of earlier builds, which keep their executables on the disk. A test of one may still be running.
fn remove_old(all: &Path) {
    let is_old = |folder: &fs::DirEntry| {
        let made = folder.metadata().and_then(|it| it.modified()).ok().and_then(|time| time.elapsed().ok());
        folder.file_name().to_string_lossy().starts_with("mirror-")
            && made.is_some_and(|age| age > Duration::from_hours(1))
    };
    for folder in fs::read_dir(all).expect("the folder").flatten().filter(is_old) {
        // Another test process may remove it at the same time.
        let _ = fs::remove_dir_all(folder.path());
    }
}

/// Lays the executable out under `folder`, as links, and beside them scripts for the recorder, for when the folder has its name.
fn lay_out(folder: &Path, named: &Path) {
    for name in NAMES {
        let recorded = recorded(folder, name);
        fs::create_dir_all(&recorded).expect("a folder for the script");
        let file = executable_name(name);
        let script = recorder::script(&package(named, HOSTS[0], name).join(&file));
        fs::write(recorded.join(&file), script).expect("the script");
        fs::set_permissions(recorded.join(&file), fs::Permissions::from_mode(0o755)).expect("its mode");
    }
    for host in HOSTS {
        for name in NAMES {
            let package = package(folder, host, name);
            fs::create_dir_all(&package).expect("a folder for the provider");
            let executable = package.join(executable_name(name));
            fs::hard_link(EXECUTABLE, &executable)
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

/// No `init` is needed, which saves most of a second per test; Terraform warns about it in every answer. The plugins are
/// recorded.
pub(crate) fn overrides(folder: &Path) -> String {
    // A short address: Terraform and `tofu` each complete it with their own host name.
    let lines: Vec<String> = NAMES
        .iter()
        .map(|name| format!("    \"aiadmin/{name}\" = \"{}\"\n", recorded(folder, name).display()))
        .collect();
    format!("provider_installation {{\n  dev_overrides {{\n{}  }}\n}}\n", lines.concat())
}

/// Where the provider `name` lies below `folder`.
pub(crate) fn package_of(folder: &Path, name: &str) -> PathBuf {
    package(folder, HOSTS[0], name)
}

/// Where the script for the recorder lies.
fn recorded(folder: &Path, name: &str) -> PathBuf {
    folder.join("recorded").join(name)
}

fn executable_name(name: &str) -> String {
    format!("terraform-provider-{name}_v{}", env!("CARGO_PKG_VERSION"))
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
