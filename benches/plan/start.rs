//! What the executable costs before it reads anything: its size, its start, a validation.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::world::World;
use crate::{megabytes, ratio};

pub(crate) fn tell(say: &mut impl FnMut(String)) {
    let executable = env!("CARGO_BIN_EXE_terraform-provider-aiadmin");
    let bytes = std::fs::metadata(executable).expect("the built provider").len();
    say(format!("executable          {:>8} MB", megabytes(bytes / 1_000)));
    say(format!(
        "start to handshake  {:>8.1} ms",
        milliseconds(shortest(20, || start_to_handshake(executable)))
    ));

    let plain = World::installed(&[]);
    plain.write("resource \"terraform_data\" \"it\" {}\n");
    let ours = World::installed(&["corti"]);
    ours.write(
        "resource \"corti_customer\" \"it\" {\n  customer_id  = \"c\"\n  display_name = \"Clinic\"\n}\n",
    );
    let [plain, ours] = [plain, ours].map(|world| {
        shortest(5, || {
            let begin = Instant::now();
            world.terraform(&["validate", "-no-color"]).succeeded();
            begin.elapsed()
        })
    });
    say(format!(
        "validate            {:>8.0} ms, built in {:.0} ms, ratio {:.2}",
        milliseconds(ours),
        milliseconds(plain),
        ratio(ours, plain)
    ));
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

fn shortest(runs: usize, run: impl FnMut() -> Duration) -> Duration {
    std::iter::repeat_with(run).take(runs).min().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
