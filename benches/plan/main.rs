//! `make bench`: what a plan of many unchanged objects costs, beside the same number of Terraform's built-in `terraform_data`.
//!
//! Counts are exact; times are the best of a few runs and only their ratios mean something elsewhere. Objects stand in blocks of
//! 100, because one block of thousands costs Terraform itself more than any provider does. Objects with a parent stand beside
//! built-in ones with parents, because evaluating references costs Terraform time, too. `cargo bench --bench plan -- 100`
//! measures the same lines with a tenth of the objects. docs/performance.md shows a run and says how to read it.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, Instant};

use footprint::Footprint;
use serde_json::json;
use world::World;

mod footprint;
mod lines;
mod null;
mod seeded;
mod start;

#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/command.rs"]
mod command;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/journal.rs"]
mod journal;
#[allow(dead_code, unused_imports, reason = "the linter of the protocol tests, of which this needs a part")]
#[path = "../../tests/protocol/linter/mod.rs"]
mod linter;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/mirror.rs"]
mod mirror;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/plan.rs"]
mod plan;
#[allow(dead_code, unused_imports, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/recorder/mod.rs"]
mod recorder;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/sandbox.rs"]
mod sandbox;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/state.rs"]
mod state;
#[allow(dead_code, reason = "the acceptance harness, of which this needs a part")]
#[path = "../../tests/acceptance/world.rs"]
mod world;

const BLOCK: usize = 100;

/// What every request takes longer on a far server.
const LATENCY_MS: u64 = 50;

/// What a strict server allows.
const REQUESTS_PER_MINUTE: usize = 60;

fn main() {
    let asked = std::env::args().find_map(|argument| argument.parse().ok());
    let objects: usize = asked.unwrap_or(1_000);
    let mut out = std::io::stdout();
    let mut say = |line: String| writeln!(out, "{line}").expect("standard output takes a line");
    let mut baseline = Baseline::default();

    start::tell(&mut say);
    say(format!("\na plan without changes\n{}", heading()));
    for (what, shape, world) in types(objects) {
        say(baseline.row(what, shape, objects, &world));
    }
    match null::resources(objects) {
        Some(world) => say(baseline.row("null_resource", Shape::Flat, objects, &world)),
        None => say("null_resource: the provider hashicorp/null is not in a local mirror".to_owned()),
    }
    for size in [(objects / 10).max(BLOCK), objects * 5] {
        say(baseline.row("corti_customer", Shape::Flat, size, &lines::customers(size)));
    }

    say(format!("\na plan without changes, {LATENCY_MS} ms for each request\n{}", heading()));
    far(objects, &mut baseline, &mut say);
    say(String::new());
    say(limited(&lines::customers(objects)));
    say(crowded(objects * 10));
    say(created(objects / 2));
}

/// The types, with objects of each.
fn types(objects: usize) -> impl Iterator<Item = (&'static str, Shape, World)> {
    type Furnished = fn(usize) -> World;
    let worlds: [(&'static str, Shape, Furnished); 6] = [
        ("corti_customer", Shape::Flat, lines::customers),
        ("corti_user", Shape::Below, lines::users),
        ("cortecs_api_key", Shape::Flat, lines::keys),
        ("confident_member", Shape::Below, |objects| lines::people(objects, "members")),
        ("confident_role", Shape::Flat, |objects| lines::of_organization("confident_role", "roles", objects)),
        ("confident_policy", Shape::Flat, |objects| {
            lines::of_organization("confident_policy", "policies", objects)
        }),
    ];
    worlds.into_iter().map(move |(what, shape, world)| (what, shape, world(objects)))
}

/// Plans that read many lists, or a long one, from a far server; and what the user can set.
fn far(objects: usize, baseline: &mut Baseline, say: &mut impl FnMut(String)) {
    let set = |world: &World| world.sandbox.settings(&json!({ "latency_ms": LATENCY_MS }));
    let users = lines::users(objects * 2);
    set(&users);
    say(baseline.row("corti_user, 10 a customer", Shape::Below, objects * 2, &users));
    for (what, arguments) in
        [("  -parallelism=30", &["-parallelism=30"][..]), ("  -refresh=false", &["-refresh=false"])]
    {
        say(baseline.row_with(what, Shape::Below, objects * 2, &users, arguments));
    }
    let provider = "provider \"corti\" {\n  max_concurrent_requests = 24\n}\n";
    users.write(&format!("{provider}{}", users.read_file("main.tf")));
    let what = "  and max_concurrent_requests = 24";
    say(baseline.row_with(what, Shape::Below, objects * 2, &users, &["-parallelism=30"]));
    drop(users);
    for (what, collection) in
        [("people invited, 10 a project", "invitations"), ("members, 10 a project", "members")]
    {
        let world = lines::people(objects, collection);
        set(&world);
        say(baseline.row(what, Shape::Below, objects, &world));
    }
    let world = lines::customers(objects);
    set(&world);
    say(baseline.row("corti_customer", Shape::Flat, objects, &world));
    let world = lines::customers(objects * 10);
    set(&world);
    say(baseline.row("corti_customer", Shape::Flat, objects * 10, &world));
}

/// What one plan took.
struct Cost {
    wall: Duration,
    requests: usize,
    footprint: Footprint,
}

/// How the objects of a world stand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Flat,
    /// Ten objects refer to one parent.
    Below,
}

/// The worlds of Terraform's own objects by their number and shape.
#[derive(Default)]
struct Baseline(BTreeMap<(Shape, usize), World>);

impl Baseline {
    fn row(&mut self, what: &str, shape: Shape, objects: usize, world: &World) -> String {
        self.row_with(what, shape, objects, world, &[])
    }

    /// One line of a table, measured beside the built-in objects by turns, so that whatever else this machine does meets both.
    fn row_with(
        &mut self,
        what: &str,
        shape: Shape,
        objects: usize,
        world: &World,
        arguments: &[&str],
    ) -> String {
        let built_in = self.0.entry((shape, objects)).or_insert_with(|| match shape {
            Shape::Flat => lines::built_in(objects),
            Shape::Below => lines::built_in_below(objects),
        });
        let turns = if objects > 1_000 { 2 } else { 5 };
        let (plain, ours): (Vec<_>, Vec<_>) =
            (0..turns).map(|_| (planned(built_in, &[]), planned(world, arguments))).unzip();
        let [plain, ours] =
            [plain, ours].map(|costs| costs.into_iter().min_by_key(|cost| cost.wall).expect("one turn"));
        format!(
            "{what:<33} {objects:>7} {} {} {:>6.2} {:>8} {:>7} MB {}",
            seconds(plain.wall),
            seconds(ours.wall),
            ratio(ours.wall, plain.wall),
            ours.requests,
            megabytes(ours.footprint.peak_kilobytes),
            seconds(ours.footprint.cpu),
        )
    }
}

/// A plan when the server refuses more than so many requests.
fn limited(world: &World) -> String {
    // An hour later, so that the requests before no longer count.
    let limit = json!({ "requests_per_minute": REQUESTS_PER_MINUTE, "clock_offset_seconds": 3_600 });
    world.sandbox.settings(&limit);
    let cost = planned(world, &[]);
    let refused = world.sandbox.journal().0.iter().filter(|it| it.status == Some(429)).count();
    format!(
        "{REQUESTS_PER_MINUTE} requests allowed a minute: {}, {} requests, {refused} refused",
        seconds(cost.wall).trim(),
        cost.requests,
    )
}

/// A project with many more objects than the configuration names: all of them are listed and held.
fn crowded(objects: usize) -> String {
    let world = World::installed(&["corti"]);
    world.sandbox.seed("corti", "customers", objects);
    world.write("data \"corti_customers\" \"all\" {}\n");
    world.sandbox.clear_journal();
    let watch = footprint::Watch::start();
    world.apply();
    let footprint = watch.stop();
    format!(
        "{objects} customers read by one data source: {} requests, peak {} MB",
        world.sandbox.journal().0.len(),
        megabytes(footprint.peak_kilobytes),
    )
}

/// New API keys, whose response lacks what only a list has.
fn created(objects: usize) -> String {
    let world = World::installed(&["cortecs"]);
    world.write(&format!(
        "resource \"cortecs_api_key\" \"it\" {{\n  count = {objects}\n  name = \"k${{count.index}}\"\n}}\n"
    ));
    world.sandbox.clear_journal();
    world.apply();
    let journal = world.sandbox.journal();
    let lists = journal.0.iter().filter(|it| it.method == "GET" && it.path == "/manage/api-keys").count();
    format!("{objects} cortecs_api_key created: {} requests, {lists} of them lists", journal.0.len())
}

fn heading() -> String {
    format!(
        "{:<33} {:>7} {:>10} {:>10} {:>6} {:>8} {:>10} {:>10}",
        "", "objects", "built in", "ours", "ratio", "requests", "peak", "CPU"
    )
}

fn planned(world: &World, arguments: &[&str]) -> Cost {
    world.sandbox.clear_journal();
    let watch = footprint::Watch::start();
    let begin = Instant::now();
    let plan = ["plan", "-detailed-exitcode", "-input=false", "-no-color"];
    // Status 2 would be a difference.
    world.terraform(&[&plan[..], arguments].concat()).succeeded();
    let wall = begin.elapsed();
    Cost { wall, footprint: watch.stop(), requests: world.sandbox.journal().0.len() }
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
