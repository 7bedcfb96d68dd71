//! Ctrl-C, or SIGTERM from a service manager, while objects are being made: what the API made is what the state holds, and the
//! next apply finishes the work.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::world::World;

const CLINICS: usize = 60;

#[test]
fn an_interrupted_apply_loses_nothing() {
    stopped_by("-INT");
}

#[test]
fn a_terminated_apply_loses_nothing() {
    stopped_by("-TERM");
}

fn stopped_by(signal: &str) {
    // The signal is for the plugin too, so no recorder stands in between.
    let world = World::installed(&["corti"]);
    let before = world.sandbox.record_counts();
    world.write(&format!(
        "resource \"corti_customer\" \"it\" {{\n  count        = {CLINICS}\n  customer_id  = \"clinic-${{count.index}}\"\n  \
         display_name = \"Clinic\"\n}}\n"
    ));
    // Slow enough that the signal arrives in the middle.
    world.sandbox.settings(&json!({ "latency_ms": 100 }));

    let mut apply = world
        .command(&["apply", "-auto-approve", "-input=false", "-no-color"])
        .process_group(0)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("terraform starts");
    while world.sandbox.journal().sent("POST", "/customers").len() < 5 {
        assert!(apply.try_wait().expect("its status").is_none(), "terraform ended before anything was made");
    }
    // To the whole group, as a terminal and a service manager do it: the plugin gets the signal too.
    let group = format!("-{}", apply.id());
    assert!(Command::new("kill").args([signal, "--", &group]).status().expect("kill runs").success());
    assert!(!apply.wait().expect("terraform ends").success(), "a stopped apply is not a success");

    world.sandbox.settings(&json!({ "latency_ms": 0 }));
    let made = world.sandbox.record_counts()["/tables/corti/customers"];
    assert!(made < CLINICS, "the signal came after the last creation");
    let listed = world.terraform(&["state", "list"]).succeeded();
    assert_eq!(listed.stdout.lines().count(), made, "in the state: {listed}");

    world.apply();
    world.plan().assert_empty("after the second apply");
    world.destroy();
    assert_eq!(world.sandbox.record_counts(), before);
}
