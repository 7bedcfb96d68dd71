//! The plugin as Terraform meets it: the built executable, driven by a client of our own.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[cfg(feature = "sandbox")]
mod actions;
#[cfg(feature = "sandbox")]
mod degradation;
mod descriptors;
mod functions;
mod in_memory;
mod linter;
#[cfg(feature = "sandbox")]
mod lists;
#[cfg(feature = "sandbox")]
mod moves;
#[cfg(unix)]
mod process;
mod terraform;
mod upgrades;

/// The tests that can be played against either.
#[cfg(all(unix, feature = "sandbox"))]
const EITHER: [&str; 6] = ["actions::", "degradation::", "functions::", "lists::", "moves::", "upgrades::"];

#[cfg(all(unix, feature = "sandbox"))]
#[test]
fn the_same_holds_for_the_built_executable() {
    if std::env::var_os(terraform::EXECUTABLE).is_some() {
        return;
    }
    let again = std::env::current_exe().unwrap();
    let ran =
        std::process::Command::new(again).args(EITHER).env(terraform::EXECUTABLE, "1").output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && said.contains(" passed; 0 failed; 0 ignored"), "{said}");
    assert!(!said.contains("running 0 tests"), "{said}");
}

#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../acceptance/journal.rs"]
mod journal;
#[cfg(feature = "sandbox")]
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../acceptance/sandbox.rs"]
mod sandbox;
