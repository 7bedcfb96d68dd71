//! Sets the commit that `--version` prints.

use std::path::Path;
use std::process::Command;

/// Set by whoever builds from something that is no repository, such as a distribution.
const VARIABLE: &str = "AIADMIN_COMMIT";

/// Filled in by `git archive`, and so in the archives of a release.
const ARCHIVED: &str = ".git-archive-commit";

fn main() {
    println!("cargo:rerun-if-env-changed={VARIABLE}");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={ARCHIVED}");
    let commit = std::env::var(VARIABLE).ok().or_else(from_git).or_else(from_archive);
    let commit = commit.map(|commit| commit.trim().to_owned()).filter(|commit| is_hash(commit));
    println!("cargo:rustc-env={VARIABLE}={}", commit.as_deref().unwrap_or("unknown"));
}

/// The commit of the repository this package is the root of, not of one around it.
fn from_git() -> Option<String> {
    if !Path::new(".git").exists() {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", file])?;
        if Path::new(path.trim()).exists() {
            println!("cargo:rerun-if-changed={}", path.trim());
        }
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn from_archive() -> Option<String> {
    let text = std::fs::read_to_string(ARCHIVED).ok()?;
    Some(text.trim().chars().take(12).collect())
}

fn is_hash(text: &str) -> bool {
    text.len() >= 7 && text.chars().all(|c| c.is_ascii_hexdigit())
}
