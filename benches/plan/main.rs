//! `make bench`: what a plan of many unchanged objects costs, beside the same number of Terraform's built-in `terraform_data`.
//!
//! Counts are exact; times are the best of a few runs and only their ratios mean something elsewhere. The objects stand in blocks
//! of 100, because one block of thousands costs Terraform itself more than any provider does. `cargo bench --bench plan -- 100`
//! measures one size. docs/performance.md shows a run and says how to read it.

use std::io::Write;
use std::time::{Duration, Instant};

use footprint::Footprint;
use serde_json::json;
use world::World;

mod footprint;
mod start;

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

/// The number of objects that are also planned against a far and against a strict server.
const FAR: usize = 1_000;

/// How many objects one process is made to hold.
const CROWD: usize = 10_000;

/// What every request takes longer there.
const LATENCY_MS: u64 = 50;

/// What a strict server allows.
const REQUESTS_PER_MINUTE: usize = 60;

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    let mut out = std::io::stdout();
    let mut say = |line: String| writeln!(out, "{line}").expect("standard output takes a line");

    start::tell(&mut say);

    say(String::new());
    say("a plan without changes".to_owned());
    say(heading());
    for size in sizes {
        let mut worlds = Worlds::of(size);
        say(worlds.row());
        if size == FAR {
            say(worlds.with_latency());
            say(worlds.with_limit());
        }
    }
    say(crowded());
}

/// What one plan took.
struct Cost {
    wall: Duration,
    requests: usize,
    footprint: Footprint,
}

/// The same number of objects of both kinds, applied.
struct Worlds {
    size: usize,
    plain: World,
    ours: World,
}

impl Worlds {
    fn of(size: usize) -> Worlds {
        let plain = World::new(&[]);
        plain.write(&blocks(size, |block| {
            format!(
                "resource \"terraform_data\" \"b{block}\" {{\n  count = {BLOCK}\n  input = count.index\n}}\n"
            )
        }));
        plain.apply();
        let ours = World::new(&["corti"]);
        ours.write(&blocks(size, |block| {
            format!(
                "resource \"corti_customer\" \"b{block}\" {{\n  count        = {BLOCK}\n  customer_id  = \
                 \"c{block}-${{count.index}}\"\n  display_name = \"Clinic\"\n}}\n"
            )
        }));
        ours.apply();
        Worlds { size, plain, ours }
    }

    fn runs(&self) -> usize {
        if self.size > 1_000 { 1 } else { 3 }
    }

    fn row(&mut self) -> String {
        let (size, runs) = (self.size, self.runs());
        let plain = best(runs, || planned(&self.plain));
        let ours = best(runs, || planned(&self.ours));
        format!(
            "{size:>8} {} {} {:>6.2} {:>8} {:>7} MB {}",
            seconds(plain.wall),
            seconds(ours.wall),
            ratio(ours.wall, plain.wall),
            ours.requests,
            megabytes(ours.footprint.peak_kilobytes),
            seconds(ours.footprint.cpu),
        )
    }

    /// The same plan, when every request takes longer.
    fn with_latency(&self) -> String {
        let at = |latency: u64| {
            self.ours.sandbox.settings(&json!({ "latency_ms": latency }));
            planned(&self.ours)
        };
        // By turns, so that whatever else this machine does meets both.
        let turns: Vec<(Cost, Cost)> = (0..5).map(|_| (at(0), at(LATENCY_MS))).collect();
        self.ours.sandbox.settings(&json!({ "latency_ms": 0 }));
        let (near, far): (Vec<_>, Vec<_>) = turns.into_iter().unzip();
        let [near, far] =
            [near, far].map(|costs| costs.into_iter().map(|cost| cost.wall).min().unwrap_or_default());
        format!(
            "{:>8} with {LATENCY_MS} ms for each request: {} against {} without, ratio {:.2}",
            self.size,
            seconds(far).trim(),
            seconds(near).trim(),
            ratio(far, near),
        )
    }

    /// The same plan, when the server refuses more than so many requests.
    fn with_limit(&self) -> String {
        // An hour later, so that the requests before no longer count.
        let limit = json!({ "requests_per_minute": REQUESTS_PER_MINUTE, "clock_offset_seconds": 3_600 });
        self.ours.sandbox.settings(&limit);
        let cost = planned(&self.ours);
        self.ours.sandbox.settings(&json!({ "requests_per_minute": 0 }));
        format!(
            "{:>8} with {REQUESTS_PER_MINUTE} requests allowed a minute: {}, {} requests",
            self.size,
            seconds(cost.wall).trim(),
            cost.requests,
        )
    }
}

/// A project with many more objects than the configuration names: all of them are listed and held.
fn crowded() -> String {
    let world = World::new(&["corti"]);
    world.sandbox.seed("corti", "customers", CROWD);
    world.write("data \"corti_customers\" \"all\" {}\n");
    world.sandbox.forget();
    let watch = footprint::Watch::start(&world.path(".."));
    world.apply();
    let footprint = watch.stop();
    format!(
        "{CROWD:>8} read by one data source: {} requests, peak {} MB",
        world.sandbox.journal().0.len(),
        megabytes(footprint.peak_kilobytes),
    )
}

fn heading() -> String {
    format!(
        "{:>8} {:>10} {:>10} {:>6} {:>8} {:>10} {:>10}",
        "objects", "built in", "ours", "ratio", "requests", "peak", "CPU"
    )
}

fn planned(world: &World) -> Cost {
    world.sandbox.forget();
    let watch = footprint::Watch::start(&world.path(".."));
    let begin = Instant::now();
    world.plan().assert_empty("of what was applied");
    let wall = begin.elapsed();
    Cost { wall, footprint: watch.stop(), requests: world.sandbox.journal().0.len() }
}

fn best(runs: usize, run: impl FnMut() -> Cost) -> Cost {
    std::iter::repeat_with(run).take(runs).min_by_key(|cost| cost.wall).expect("at least one run")
}

fn blocks(size: usize, block: impl Fn(usize) -> String) -> String {
    (0..size.div_ceil(BLOCK)).map(block).collect()
}

fn ratio(this: Duration, that: Duration) -> f64 {
    this.as_secs_f64() / that.as_secs_f64()
}

fn seconds(time: Duration) -> String {
    format!("{:>8.2} s", time.as_secs_f64())
}

fn megabytes(kilobytes: u64) -> String {
    format!("{}.{}", kilobytes / 1_000, kilobytes % 1_000 / 100)
}
