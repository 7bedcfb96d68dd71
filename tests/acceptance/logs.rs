//! What is logged at which level.

use crate::world::World;

/// The provider's lines of one apply at a level.
fn logged(level: &str) -> (World, Vec<String>) {
    let mut world = World::new(&["cortecs"]);
    world.write("resource \"cortecs_api_key\" \"it\" {\n  name = \"reports\"\n}\n");
    world.set("TF_LOG_PROVIDER", level);
    world.set("TF_LOG_PATH", &world.path("run.log").to_string_lossy());
    world.apply();
    let lines = world.read_file("run.log");
    let own = |line: &&str| line.contains("admin_client") || line.contains("aiadmin.");
    let own = lines.lines().filter(own).map(str::to_owned).collect();
    (world, own)
}

#[test]
fn a_run_is_one_line_at_info() {
    let (_, lines) = logged("INFO");
    // One apply has two processes that send requests: one plans, one applies.
    let runs = lines.iter().filter(|line| line.contains("requests of this run")).count();
    assert!((1..=2).contains(&runs) && lines.len() == runs, "{lines:#?}");
}

#[test]
fn a_request_is_one_line_at_debug() {
    let (world, lines) = logged("DEBUG");
    let requests = lines.iter().filter(|line| line.contains("method=")).count();
    assert_eq!(requests, world.sandbox.journal().0.len(), "{lines:#?}");
    assert!(!lines.iter().any(|line| line.contains("bodies")), "{lines:#?}");
}
