//! One run of the Terraform CLI: what it was asked, how it ended, what it wrote.

use std::ops::Range;
use std::path::Path;
use std::process::{Command, ExitStatus};

/// A finished command.
#[derive(Debug)]
pub(crate) struct Ran {
    asked: String,
    status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Runs a command to its end.
    #[track_caller]
    pub(crate) fn of(program: &str, arguments: &[&str], command: &mut Command) -> Ran {
        let output = command.output().unwrap_or_else(|error| {
            panic!("{program} could not be started, and these tests are never skipped: {error}")
        });
        Ran {
            asked: format!("{program} {}", arguments.join(" ")),
            status: output.status,
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The exit status; a command ended by a signal fails the test.
    pub(crate) fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| panic!("ended by a signal: {self}"))
    }

    /// Fails the test with everything the command wrote unless it succeeded.
    #[track_caller]
    pub(crate) fn succeeded(self) -> Ran {
        assert_eq!(self.code(), 0, "{self}");
        self
    }

    /// Standard output and standard error, as one text to search.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// The summary of each warning, except the one about the tests' own way of installing the provider.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let text = self.text();
        let summaries = text
            .lines()
            .filter_map(|line| line.split_once("Warning: "))
            .map(|(_, summary)| summary.to_owned());
        summaries.filter(|summary| summary != "Provider development overrides are in effect").collect()
    }

    /// The same with Terraform's frames and line breaks folded into single spaces, so that a sentence can be looked for.
    pub(crate) fn prose(&self) -> String {
        let text = self.text();
        text.split(|c: char| c.is_whitespace() || "│╷╵".contains(c))
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}`: {}\n{}{}", self.asked, self.status, self.stdout, self.stderr)
    }
}

/// The executable the tests drive: `TF_ACC_TERRAFORM_PATH` (the name provider authors know), else `terraform` on the `PATH`.
pub(crate) fn executable() -> String {
    std::env::var("TF_ACC_TERRAFORM_PATH").unwrap_or_else(|_| "terraform".to_owned())
}

/// Runs Terraform in `folder` with exactly this environment.
pub(crate) fn terraform(folder: &Path, environment: &[(String, String)], arguments: &[&str]) -> Ran {
    Ran::of(&executable(), arguments, &mut command(folder, environment, arguments))
}

/// The same, not yet started: for tests that interrupt it.
pub(crate) fn command(folder: &Path, environment: &[(String, String)], arguments: &[&str]) -> Command {
    let mut command = Command::new(executable());
    command
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

/// Major and minor.
type Release = (u32, u32);

/// Something only some releases of the CLI can do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Feature {
    /// `list` blocks, `terraform query` and actions.
    ListsAndActions,
    /// Ephemeral resources that are opened only by the apply.
    UnknownEphemeralResources,
    /// Generated configuration for an `import` block that names no provider. Terraform 1.16 looks for a provider
    /// of `HashiCorp`, whatever `required_providers` says.
    GeneratedConfiguration,
}

impl Feature {
    /// What it is called, and the releases of Terraform and of `OpenTofu` that have it.
    fn releases(self) -> (&'static str, Range<Release>, Range<Release>) {
        const LATER: Release = (u32::MAX, 0);
        const NEVER: Range<Release> = LATER..LATER;
        match self {
            Feature::ListsAndActions => ("list resources and actions", (1, 14)..LATER, NEVER),
            Feature::UnknownEphemeralResources => ("unknown ephemeral resources", (1, 10)..LATER, NEVER),
            Feature::GeneratedConfiguration => {
                ("generated configuration without a provider", (1, 5)..(1, 16), (1, 6)..LATER)
            }
        }
    }

    /// Whether the CLI has it. What is left out for want of it is written to standard error, where the test runner does not
    /// hide it.
    pub(crate) fn is_there(self, test: &str) -> bool {
        let (what, terraform, opentofu) = self.releases();
        let output = Command::new(executable()).arg("version").output().expect("the CLI starts");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let named = |it: &&str| it.starts_with("Terraform v") || it.starts_with("OpenTofu v");
        let first = printed.lines().find(named).unwrap_or_default();
        let version = first.split_once(" v").map_or("", |(_, version)| version);
        let mut numbers = version.split('.').map_while(|it| it.parse::<u32>().ok());
        let found = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
        let releases = if first.starts_with("OpenTofu") { opentofu } else { terraform };
        let is_there = releases.contains(&found);
        if !is_there {
            let line = format!("left out: {test}: {first} has no {what}\n");
            std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()).ok();
        }
        is_there
    }
}
