//! Everything one test has to itself: a folder, a sandbox, the installed providers, and the CLI in a known environment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::command::{self, Ran};
use crate::mirror;
use crate::plan::{Changes, Plan};
use crate::recorder::{self, Recording};
use crate::sandbox::Sandbox;
use crate::state::State;

/// The file every plan is written to.
const PLAN: &str = "plan.tfplan";

/// The recorder reads what Terraform and the plugin say, so it must not be encrypted. `World::installed` encrypts it.
const NO_TLS: &str = "TF_DISABLE_PLUGIN_TLS";

/// A world of its own for one test. Dropping it stops the sandbox and removes the folder.
#[derive(Debug)]
pub(crate) struct World {
    /// Of the plugins that no `init` installed.
    _recording: Recording,
    pub(crate) sandbox: Sandbox,
    home: TempDir,
    folder: PathBuf,
    environment: Vec<(String, String)>,
}

impl World {
    /// A configuration that requires these providers, ready for `plan` and `apply` without an `init`.
    pub(crate) fn new(providers: &[&str]) -> World {
        World::with(providers, mirror::overrides)
    }

    /// The same with the executable also in the place of another vendor's provider, whose objects a state holds: Terraform
    /// wants a provider for them, although it asks it nothing about a moved object.
    pub(crate) fn with_foreign_provider(providers: &[&str], foreign: &str) -> World {
        let mut world = World::new(providers);
        let overrides =
            fs::read_to_string(world.home.path().join("cli.tfrc")).expect("the CLI configuration");
        let package = mirror::package_of(mirror::shared(), "aiadmin");
        let name = foreign.rsplit('/').next().unwrap_or_default();
        let folder = world.home.path().join(name);
        fs::create_dir(&folder).expect("a folder");
        let ours =
            fs::read_dir(package).expect("the package").flatten().next().expect("an executable").path();
        fs::hard_link(ours, folder.join(format!("terraform-provider-{name}"))).expect("a link");
        let line = format!("dev_overrides {{\n    \"{foreign}\" = \"{}\"\n", folder.display());
        let cli = world.home.path().join("foreign.tfrc");
        fs::write(&cli, overrides.replace("dev_overrides {\n", &line)).expect("the CLI configuration");
        world.set("TF_CLI_CONFIG_FILE", &cli.to_string_lossy());
        world
    }

    /// The full source address of a provider, as the CLI under test completes it.
    pub(crate) fn address(&self, source: &str) -> String {
        let version = self.terraform(&["version"]).succeeded();
        let host = if version.stdout.contains("OpenTofu v") {
            "registry.opentofu.org"
        } else {
            "registry.terraform.io"
        };
        format!("{host}/{source}")
    }

    /// The same after a real `terraform init` from the mirror, as a user has it.
    pub(crate) fn installed(providers: &[&str]) -> World {
        let mut world = World::with(providers, mirror::installation);
        world.unset(NO_TLS);
        world.terraform(&["init", "-input=false", "-no-color"]).succeeded();
        world
    }

    fn with(providers: &[&str], cli_configuration: fn(&Path) -> String) -> World {
        let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let cli = home.path().join("cli.tfrc");
        fs::write(&cli, cli_configuration(mirror::shared())).expect("the CLI configuration");

        let sandbox = Sandbox::start();
        let mut environment = sandbox.environment().to_vec();
        let mut set = |name: &str, value: &str| environment.push((name.to_owned(), value.to_owned()));
        set("PATH", &std::env::var("PATH").unwrap_or_default());
        set("HOME", &home.path().to_string_lossy());
        set("TF_CLI_CONFIG_FILE", &cli.to_string_lossy());
        set("TF_IN_AUTOMATION", "1");
        set("CHECKPOINT_DISABLE", "1");
        // Terraform lives for a second here; collecting garbage would be a good part of its work.
        set("GOGC", "400");
        // A backtrace must never reach a user's error, so every test runs with them switched on.
        set("RUST_BACKTRACE", "1");

        let recording = Recording::begin();
        set(recorder::VARIABLE, &recording.variable());
        set(NO_TLS, "1");

        let folder = home.path().join("configuration");
        fs::create_dir(&folder).expect("a folder");
        let world = World { _recording: recording, sandbox, home, folder, environment };
        world.write_file("versions.tf", &required(providers));
        world
    }

    /// Another folder with the same configuration and no state, before the same sandbox: a colleague's clone.
    /// It shares this world's providers, and only the commands are run there.
    pub(crate) fn elsewhere(&self, run: impl FnOnce(&Elsewhere<'_>)) {
        let folder = tempfile::tempdir_in(self.home.path()).expect("a folder");
        for file in fs::read_dir(&self.folder).expect("the configuration").flatten() {
            if file.path().extension().is_some_and(|extension| extension == "tf") {
                fs::copy(file.path(), folder.path().join(file.file_name()))
                    .expect("a copy of the configuration");
            }
        }
        run(&Elsewhere { world: self, folder: folder.path() });
    }

    /// The variables of all commands.
    pub(crate) fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// Adds a variable to the environment of all following commands.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Takes a variable away again.
    pub(crate) fn unset(&mut self, name: &str) {
        self.environment.retain(|(known, _)| known != name);
    }

    /// Makes this the configuration, beside the provider requirements.
    pub(crate) fn write(&self, hcl: &str) {
        self.write_file("main.tf", hcl);
    }

    pub(crate) fn write_file(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("the configuration is written");
    }

    /// The text of a file a command left, such as a log or a state.
    pub(crate) fn read_file(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn terraform(&self, arguments: &[&str]) -> Ran {
        command::terraform(&self.folder, &self.environment, arguments)
    }

    /// A command that is not started yet, for a test that will not wait for its end.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        command::command(&self.folder, &self.environment, arguments)
    }

    #[track_caller]
    pub(crate) fn apply(&self) -> Ran {
        self.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]).succeeded()
    }

    /// Applies a configuration that must be refused, and gives what Terraform said.
    #[track_caller]
    pub(crate) fn apply_fails(&self) -> Ran {
        let ran = self.terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]);
        assert_eq!(ran.code(), 1, "this apply was to fail: {ran}");
        ran
    }

    #[track_caller]
    pub(crate) fn destroy(&self) -> Ran {
        self.terraform(&["destroy", "-auto-approve", "-input=false", "-no-color"]).succeeded()
    }

    #[track_caller]
    pub(crate) fn plan(&self) -> Plan {
        plan(&self.folder, &self.environment)
    }

    /// Plans into a file, for [`World::apply_plan`] to apply after something else has happened. Gives the plan.
    #[track_caller]
    pub(crate) fn plan_to_file(&self) -> Changes {
        self.plan().changes("before its apply")
    }

    /// Applies what [`World::plan_to_file`] or [`World::plan`] planned, whatever has happened since.
    pub(crate) fn apply_plan(&self) -> Ran {
        self.terraform(&["apply", "-input=false", "-no-color", PLAN])
    }

    /// Uses the credentials of another account from now on.
    pub(crate) fn use_account(&mut self, account: &Sandbox) {
        for (name, value) in account.environment() {
            self.set(name, value);
        }
    }

    /// Plans a configuration that must be refused, and gives what Terraform said.
    #[track_caller]
    pub(crate) fn plan_fails(&self) -> Ran {
        let ran = self.terraform(&["plan", "-input=false", "-no-color"]);
        assert_eq!(ran.code(), 1, "this plan was to fail: {ran}");
        ran
    }

    /// The state that the last command left.
    #[track_caller]
    pub(crate) fn state(&self) -> State {
        State::parse(&self.read_file("terraform.tfstate"))
    }

    /// The attributes of one object in the state; fails the test if it is not there.
    #[track_caller]
    pub(crate) fn object(&self, address: &str) -> Value {
        self.state().object(address)
    }

    /// An output of the configuration, unmasked.
    #[track_caller]
    pub(crate) fn output(&self, name: &str) -> Value {
        self.state().output(name)
    }

    /// Fails the test if any secret the sandbox knows occurs in the text.
    #[track_caller]
    pub(crate) fn assert_no_secret_in(&self, what: &str, text: &str) {
        let secrets = self.sandbox.secrets();
        assert!(
            !secrets.is_empty(),
            "the sandbox knows no secret, so the search of {what} would prove nothing"
        );
        for secret in secrets {
            if let Some(at) = text.find(&secret) {
                let line = text[..at].rfind('\n').map_or(0, |line| line + 1);
                panic!("{what} holds a secret: {}", text[line..].lines().next().unwrap_or_default());
            }
        }
    }
}

/// The same configuration without a state.
#[derive(Debug)]
pub(crate) struct Elsewhere<'a> {
    world: &'a World,
    folder: &'a Path,
}

impl Elsewhere<'_> {
    #[track_caller]
    pub(crate) fn import(&self, address: &str, id: &str) {
        self.terraform(&["import", "-input=false", "-no-color", address, id]).succeeded();
    }

    #[track_caller]
    pub(crate) fn plan(&self) -> Plan {
        plan(self.folder, &self.world.environment)
    }

    /// Makes this the configuration of the clone.
    pub(crate) fn write(&self, hcl: &str) {
        fs::write(self.folder.join("main.tf"), hcl).expect("the configuration is written");
    }

    pub(crate) fn terraform(&self, arguments: &[&str]) -> Ran {
        command::terraform(self.folder, &self.world.environment, arguments)
    }
}

#[track_caller]
fn plan(folder: &Path, environment: &[(String, String)]) -> Plan {
    let arguments = ["plan", "-detailed-exitcode", &format!("-out={PLAN}"), "-input=false", "-no-color"];
    let ran = command::terraform(folder, environment, &arguments);
    match ran.code() {
        0 => Plan::Empty(ran),
        2 => {
            let shown = command::terraform(folder, environment, &["show", "-json", PLAN]).succeeded();
            let json = serde_json::from_str(&shown.stdout).unwrap_or_else(|error| panic!("{error}: {shown}"));
            Plan::Changes(Changes::parse(ran, json))
        }
        _ => panic!("the plan failed: {ran}"),
    }
}

/// The block that requires these providers.
pub(crate) fn required(providers: &[&str]) -> String {
    if providers.is_empty() {
        return String::new();
    }
    let lines: Vec<String> =
        providers.iter().map(|name| format!("    {name} = {{ source = \"aiadmin/{name}\" }}\n")).collect();
    format!("terraform {{\n  required_providers {{\n{}  }}\n}}\n", lines.concat())
}
