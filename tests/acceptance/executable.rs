//! The executable as a person uses it: its commands beside the plugin protocol.

use std::process::Command;

use crate::command::Ran;
use crate::sandbox::Sandbox;

/// Runs the executable with exactly this environment.
pub(crate) fn run(environment: &[(String, String)], arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terraform-provider-aiadmin"));
    command.args(arguments).env_clear();
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    Ran::of("terraform-provider-aiadmin", arguments, &mut command)
}

/// The environment of a sandbox with some variables changed; an empty value takes one away.
pub(crate) fn environment(sandbox: &Sandbox, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut environment = sandbox.environment().to_vec();
    for (name, value) in changes {
        environment.retain(|(known, _)| known != name);
        if !value.is_empty() {
            environment.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    environment
}

#[test]
fn the_version_has_a_commit_and_a_protocol() {
    let ran = run(&[], &["--version"]).succeeded();
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!(
        r"^terraform-provider-aiadmin {version} \(commit ([0-9a-f]{{12}}|unknown), Terraform plugin protocol 6\.\d+\)\n$"
    );
    assert!(regex::Regex::new(&expected).expect("a pattern").is_match(&ran.stdout), "{ran}");
}

#[test]
fn completions_are_printed_for_each_shell() {
    for (shell, word) in [("bash", "complete -F"), ("zsh", "#compdef"), ("fish", "complete -c")] {
        let ran = run(&[], &["completions", shell]).succeeded();
        assert!(ran.stdout.contains(word) && ran.stdout.contains("doctor"), "{ran}");
    }
    assert_eq!(run(&[], &["completions", "ksh"]).code(), 2);
}
