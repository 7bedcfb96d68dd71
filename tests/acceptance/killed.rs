//! SIGKILL to the plugin, or to Terraform, in the middle of a write. Nobody gets a moment to tidy up, so what counts is the
//! next run: nothing is lost, made twice or deleted without a word.

use std::fs;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::life::text;
use crate::world::World;

/// How long the sandbox holds back what the kill interrupts; nothing waits for it to pass.
const HELD_MS: u64 = 60_000;

const CLINIC: &str = r#"
resource "corti_customer" "it" {
  customer_id  = "st-mary"
  display_name = "St Mary"
}
"#;

const NURSE: &str = r#"
resource "confident_member" "it" {
  email = "nurse@clinic.example"
}
"#;

#[derive(Clone, Copy, Debug)]
enum Victim {
    Plugin,
    Terraform,
}

const VICTIMS: [Victim; 2] = [Victim::Plugin, Victim::Terraform];

/// Runs `arguments`, and kills the victim when the API has made the write whose answer it holds back.
fn killed_in(world: &World, victim: Victim, method: &str, path: &str, arguments: &[&str]) {
    world.sandbox.clear_journal();
    world.sandbox.fault(&json!({ "method": method, "path": path, "answer_delay_ms": HELD_MS }));
    let mut run = world
        .command(&[arguments, &["-auto-approve", "-input=false", "-no-color"]].concat())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("terraform starts");
    let written = || world.sandbox.journal().0.iter().any(|it| it.fault.is_some() && it.status.is_some());
    while !written() {
        assert!(run.try_wait().expect("its status").is_none(), "terraform ended before the write");
    }
    let plugin = child_of(&run).expect("the plugin is a child of terraform");
    kill(match victim {
        Victim::Plugin => plugin,
        Victim::Terraform => run.id(),
    });
    assert!(!run.wait().expect("terraform ends").success(), "a killed run is no success");
    world.sandbox.clear_faults();
}

/// The process whose parent is `parent`.
fn child_of(parent: &Child) -> Option<u32> {
    let parent = parent.id().to_string();
    fs::read_dir("/proc").expect("the processes").flatten().find_map(|process| {
        let id = process.file_name().to_str()?.parse().ok()?;
        let status = fs::read_to_string(process.path().join("stat")).ok()?;
        // After the name in parentheses: the state, then the parent.
        let (_, rest) = status.rsplit_once(')')?;
        (rest.split_whitespace().nth(1)? == parent).then_some(id)
    })
}

fn kill(process: u32) {
    assert!(
        Command::new("kill").args(["-KILL", &process.to_string()]).status().expect("kill runs").success()
    );
}

#[test]
fn a_creation_that_was_killed_can_be_imported() {
    for victim in VICTIMS {
        let world = World::new(&["corti"]);
        world.write(CLINIC);
        killed_in(&world, victim, "POST", "/projects/*/customers", &["apply"]);
        let refused = world.apply_fails().prose();
        let project = world.sandbox.variable("CORTI_PROJECT_ID");
        let id = format!("id = \"{project}/st-mary\"");
        assert!(refused.contains(&id), "{victim:?}: no import block: {refused}");
        world.write(&format!("{CLINIC}\nimport {{\n  to = corti_customer.it\n  {id}\n}}\n"));
        world.apply();
        world.plan().assert_empty("after the import");
        assert_eq!(world.sandbox.records("corti/customers"), 1, "{victim:?}");
    }
}

#[test]
fn a_killed_invitation_is_not_sent_twice() {
    for victim in VICTIMS {
        let world = World::new(&["confident"]);
        world.write(NURSE);
        killed_in(&world, victim, "POST", "/v2/organization/invitations", &["apply"]);
        world.sandbox.clear_journal();
        world.apply();
        world.plan().assert_empty("after the second apply");
        assert_eq!(world.sandbox.journal().sent("POST", "/invitations").len(), 0, "{victim:?}");
        assert_eq!(world.sandbox.records("confident/invitations"), 1, "{victim:?}");
    }
}

#[test]
fn a_killed_update_is_finished_by_the_next_apply() {
    for victim in VICTIMS {
        let world = World::new(&["corti"]);
        world.write(CLINIC);
        world.apply();
        world.write(&CLINIC.replace("St Mary", "St Mary's").replace("\"st-mary\"", "\"saint-mary\""));
        killed_in(&world, victim, "PATCH", "/projects/*/customers/*", &["apply"]);
        if let crate::plan::Plan::Changes(changes) = world.plan() {
            // The rename was made: the plan either follows it or says what to write.
            assert!(!changes.actions.values().any(|it| it.contains(&"delete".to_owned())), "{}", changes.ran);
        }
        assert_eq!(world.sandbox.records("corti/customers"), 1, "{victim:?}");
        assert_eq!(world.sandbox.journal().sent("DELETE", "mary").len(), 0, "{victim:?}");
    }
}

#[test]
fn a_killed_rotation_ends_with_the_live_secret() {
    let key = |quarter: u8| {
        format!(
            "resource \"confident_api_key\" \"it\" {{\n  name = \"ci\"\n  rotation_triggers = {{ quarter = \"{quarter}\" \
             }}\n}}\n"
        )
    };
    for victim in VICTIMS {
        let world = World::new(&["confident"]);
        world.write(&key(1));
        world.apply();
        world.write(&key(2));
        killed_in(&world, victim, "POST", "/v2/organization/api-keys/*/rotate", &["apply"]);
        let live = || world.sandbox.find("confident", "api_keys", &json!({ "name": "ci" }))["value"].clone();
        let lost = world.object("confident_api_key.it")["api_key"] != live();
        assert!(lost, "{victim:?}: the answer that holds the secret was never sent");
        world.apply();
        assert_eq!(world.object("confident_api_key.it")["api_key"], live(), "{victim:?}");
        world.plan().assert_empty("after the second rotation");
    }
}

#[test]
fn a_killed_deletion_is_finished_by_the_next_destroy() {
    for victim in VICTIMS {
        let world = World::new(&["corti"]);
        let before = world.sandbox.record_counts();
        world.write(CLINIC);
        world.apply();
        killed_in(&world, victim, "DELETE", "/projects/*/customers/*", &["destroy"]);
        world.destroy();
        assert_eq!(world.sandbox.record_counts(), before, "{victim:?}");
    }
}

#[test]
fn two_applies_side_by_side_make_everything_once() {
    let world = World::new(&["corti", "cortecs", "confident"]);
    world.write(&format!(
        r#"{CLINIC}{NURSE}
resource "corti_user" "it" {{
  customer_id = corti_customer.it.customer_id
  email       = "nurse@clinic.example"
  first_name  = "Ada"
  last_name   = "King"
}}
resource "cortecs_api_key" "it" {{
  name = "reports"
}}
resource "confident_project" "it" {{
  name = "Triage"
}}
resource "confident_policy" "it" {{
  name        = "Readers"
  permissions = []
}}
resource "confident_role" "it" {{
  name       = "Accountant"
  policy_ids = [confident_policy.it.id]
}}
"#
    ));
    let before = world.sandbox.record_counts();
    let arguments = ["apply", "-auto-approve", "-input=false", "-no-color"];
    world.elsewhere(|colleague| {
        std::thread::scope(|scope| {
            let theirs = scope.spawn(|| colleague.terraform(&arguments));
            let ours = world.terraform(&arguments);
            let theirs = theirs.join().expect("the colleague's apply");
            for ran in [&ours, &theirs] {
                let prose = ran.prose();
                assert!(!prose.contains("inconsistent") && !prose.contains("bug in the provider"), "{ran}");
                assert!(ran.code() == 0 || prose.contains("import {"), "a refusal names the object: {ran}");
            }
        });
        let made = |place: &str| {
            world.sandbox.records(place) - before.get(&format!("/tables/{place}")).copied().unwrap_or(0)
        };
        for place in [
            "corti/customers",
            "cortecs/api_keys",
            "confident/projects",
            "confident/policies",
            "confident/roles",
        ] {
            assert_eq!(made(place), 1, "{place}: {}", world.sandbox.journal());
        }
        let journal = world.sandbox.journal();
        let invited = journal.sent("POST", "/invitations").iter().filter(|it| it.status == Some(200)).count();
        assert_eq!(invited, 1, "emails: {journal}");
        assert_eq!(world.sandbox.journal().writes().iter().filter(|it| it.method == "DELETE").count(), 0);
    });
}

#[test]
fn a_state_three_months_old_converges() {
    const DAY: i64 = 24 * 3600;
    let world = World::new(&["corti", "confident"]);
    world.write(&format!(
        r#"{CLINIC}{NURSE}
resource "confident_project" "it" {{
  name = "Triage"
}}
resource "confident_api_key" "it" {{
  name            = "ci"
  expires_in_days = 30
}}
resource "confident_role" "it" {{
  name = "Accountant"
}}
"#
    ));
    world.apply();
    let object = |address: &str| world.object(address);
    let (role, project) = (object("confident_role.it"), object("confident_project.it"));
    // Three months later: accepted, renamed, deleted, expired.
    world.sandbox.settings(&json!({ "clock_offset_seconds": 90 * DAY }));
    world.sandbox.accept("nurse@clinic.example", None);
    world.sandbox.edit(
        "corti",
        "customers",
        &json!({ "customerId": "st-mary" }),
        &json!({ "displayName": "Mary" }),
    );
    world.sandbox.edit(
        "confident",
        "projects",
        &json!({ "id": project["id"] }),
        &json!({ "name": "Renamed" }),
    );
    world.sandbox.remove("confident", "roles", &json!({ "id": text(&role, "id") }));
    world.sandbox.clear_journal();

    world.apply();
    world.plan().assert_empty("after one apply");
    let deleted: Vec<_> = world
        .sandbox
        .journal()
        .writes()
        .into_iter()
        .filter(|it| it.method == "DELETE")
        .map(ToString::to_string)
        .collect();
    assert_eq!(deleted, [""; 0]);
    assert_eq!(world.sandbox.journal().sent("POST", "/invitations").len(), 0);
    let live = world.sandbox.find("confident", "api_keys", &json!({ "name": "ci" }));
    assert_eq!(object("confident_api_key.it")["api_key"], live["value"], "{live}");
    assert_ne!(object("confident_api_key.it")["expires_at"], Value::Null);
}
