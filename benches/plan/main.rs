//! `make bench`: what a plan of many unchanged objects costs, beside the same number of Terraform's built-in `terraform_data`.
//!
//! Counts are exact; times are the best of a few runs and only their ratios mean something elsewhere. The objects stand in blocks
//! of 100, because one block of thousands costs Terraform itself more than any provider does. `cargo bench --bench plan -- 100`
//! measures one size.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use footprint::Footprint;
use world::World;

mod footprint;

#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/command.rs"]
mod command;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/journal.rs"]
mod journal;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/mirror.rs"]
mod mirror;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/plan.rs"]
mod plan;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/sandbox.rs"]
mod sandbox;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/world.rs"]
mod world;

const SIZES: [usize; 3] = [100, 1_000, 5_000];
const BLOCK: usize = 100;

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    let mut out = std::io::stdout();
    let mut say = |line: String| writeln!(out, "{line}").expect("standard output takes a line");

    let executable = env!("CARGO_BIN_EXE_terraform-provider-aiadmin");
    let bytes = std::fs::metadata(executable).expect("the built provider").len();
    say(format!("executable            {:>8} MB", megabytes(bytes / 1_000)));
    say(format!(
        "start to handshake    {:>8.1} ms",
        milliseconds(best(20, || start_to_handshake(executable)))
    ));
    say(String::new());
    say(format!(
        "{:>8} {:>16} {:>16} {:>7} {:>9} {:>12} {:>10}",
        "objects", "terraform_data", "corti_customer", "ratio", "requests", "plugin peak", "plugin CPU"
    ));
    for size in sizes {
        say(row(size));
    }
}

/// Plans the same number of objects of both kinds, unchanged.
fn row(size: usize) -> String {
    let runs = if size > 1_000 { 1 } else { 3 };

    let plain = World::new(&[]);
    plain.write(&blocks(size, |block| {
        format!("resource \"terraform_data\" \"b{block}\" {{\n  count = {BLOCK}\n  input = count.index\n}}\n")
    }));
    plain.apply();
    let baseline = best(runs, || time(|| plain.plan().assert_empty("of terraform_data")));

    let world = World::new(&["corti"]);
    world.write(&blocks(size, |block| {
        format!(
            "resource \"corti_customer\" \"b{block}\" {{\n  count        = {BLOCK}\n  customer_id  = \"c{block}-${{count.index}}\"\n  \
             display_name = \"Clinic\"\n}}\n"
        )
    }));
    world.apply();
    let mut requests = 0;
    let mut footprint = Footprint::default();
    let ours = best(runs, || {
        world.sandbox.forget();
        let watch = footprint::Watch::start();
        let taken = time(|| world.plan().assert_empty("of corti_customer"));
        footprint = watch.stop();
        requests = world.sandbox.journal().0.len();
        taken
    });

    format!(
        "{size:>8} {:>13.2} s {:>14.2} s {:>7.2} {requests:>9} {:>9} MB {:>8.2} s",
        baseline.as_secs_f64(),
        ours.as_secs_f64(),
        ours.as_secs_f64() / baseline.as_secs_f64(),
        megabytes(footprint.peak_kilobytes),
        footprint.cpu.as_secs_f64(),
    )
}

fn blocks(size: usize, block: impl Fn(usize) -> String) -> String {
    (0..size.div_ceil(BLOCK)).map(block).collect()
}

/// From starting the process to its handshake line, as Terraform waits for it.
fn start_to_handshake(executable: &str) -> Duration {
    let begin = Instant::now();
    let mut plugin = Command::new(executable)
        .env_clear()
        .env("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
        .env("PLUGIN_PROTOCOL_VERSIONS", "6")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the provider starts");
    let mut line = String::new();
    BufReader::new(plugin.stdout.take().expect("its standard output")).read_line(&mut line).expect("a line");
    let taken = begin.elapsed();
    plugin.kill().and_then(|()| plugin.wait()).expect("it stops");
    assert!(line.starts_with("1|6|"), "no handshake: {line:?}");
    taken
}

fn time(run: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    run();
    begin.elapsed()
}

fn best(runs: usize, mut run: impl FnMut() -> Duration) -> Duration {
    (0..runs).map(|_| run()).min().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn megabytes(kilobytes: u64) -> String {
    format!("{}.{}", kilobytes / 1_000, kilobytes % 1_000 / 100)
}
