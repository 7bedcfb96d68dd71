//! The provider outside Terraform, as under a debugger: Terraform finds it by `TF_REATTACH_PROVIDERS`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::world::World;

/// A provider that runs until it is dropped.
struct Debugged(Child);

impl Debugged {
    /// Starts it and returns it with the value by which Terraform finds it.
    fn start(world: &World) -> (Debugged, String) {
        let environment = world.environment().iter().map(|(name, value)| (name, value));
        let mut process = Command::new(env!("CARGO_BIN_EXE_terraform-provider-aiadmin"))
            .args(["serve", "--debug"])
            .env_clear()
            .envs(environment)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the provider starts");
        let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let mut values = lines.map_while(Result::ok).filter_map(|line| {
            line.trim()
                .strip_prefix("TF_REATTACH_PROVIDERS=")
                .map(|value| value.trim_matches('\'').to_owned())
        });
        let value = values.next().expect("the value");
        (Debugged(process), value)
    }
}

impl Drop for Debugged {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn two_aliases_of_one_process_keep_their_accounts() {
    let mut world = World::new(&["aiadmin"]);
    let theirs = world.sandbox.second_account("theirs");
    let (_provider, value) = Debugged::start(&world);
    world.set("TF_REATTACH_PROVIDERS", &value);
    world.set("TF_VAR_their_key", &theirs.variable("CONFIDENT_ORG_API_KEY"));
    world.write(
        r#"
variable "their_key" {}
provider "aiadmin" {
  alias = "theirs"
  confident = { api_key = var.their_key }
}
resource "confident_policy" "ours" {
  provider    = aiadmin
  count       = 5
  name        = "ours-${count.index}"
  permissions = []
}
resource "confident_policy" "theirs" {
  provider    = aiadmin.theirs
  count       = 3
  name        = "theirs-${count.index}"
  permissions = []
}
"#,
    );
    let policies = || (world.sandbox.records("confident/policies"), theirs.records("confident/policies"));
    let (our_first, their_first) = policies();
    world.apply();
    assert_eq!(policies(), (our_first + 5, their_first + 3));
    world.plan().assert_empty("in another run of the same process");
    world.destroy();
    assert_eq!(policies(), (our_first, their_first));
}
