//! What the provider's process takes while a plan runs: peak memory and CPU time, read from Linux's `/proc`.
//!
//! Terraform ends the process with the plan, so it is looked at again and again while it lives; the kernel itself keeps the peak.
//! Each look costs a millisecond, so there are 50 in a second.

use std::fs;
use std::iter::successors;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// The largest provider process that was seen. Zero where there is no `/proc`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Footprint {
    pub(crate) peak_kilobytes: u64,
    pub(crate) cpu: Duration,
}

/// Looks on until it is told to stop.
#[derive(Debug)]
pub(crate) struct Watch {
    done: Arc<AtomicBool>,
    thread: JoinHandle<Footprint>,
}

impl Watch {
    /// At the provider of any Terraform that this process starts.
    pub(crate) fn start() -> Watch {
        let done = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&done);
        let thread = std::thread::spawn(move || {
            let mut footprint = Footprint::default();
            while !seen.load(Ordering::Relaxed) {
                look(&mut footprint);
                std::thread::sleep(Duration::from_millis(20));
            }
            footprint
        });
        Watch { done, thread }
    }

    pub(crate) fn stop(self) -> Footprint {
        self.done.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_default()
    }
}

fn look(footprint: &mut Footprint) {
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let process = process.path();
        if !is_provider(&process) || !is_ours(&process) {
            continue;
        }
        let status = fs::read_to_string(process.join("status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        let peak = peak.trim().trim_end_matches(" kB").parse().unwrap_or_default();
        footprint.peak_kilobytes = footprint.peak_kilobytes.max(peak);
        // User and system time, in hundredths of a second.
        let ticks: u64 = stat(&process).iter().skip(11).take(2).sum();
        footprint.cpu = footprint.cpu.max(Duration::from_millis(ticks * 10));
    }
}

fn is_provider(process: &Path) -> bool {
    let executable = fs::read_link(process.join("exe")).unwrap_or_default();
    executable.file_name().is_some_and(|name| name.to_string_lossy().starts_with("terraform-provider-"))
}

/// Whether this process started it, directly or through others.
fn is_ours(process: &Path) -> bool {
    let parent = |process: &u64| stat(&Path::new("/proc").join(process.to_string())).get(1).copied();
    successors(stat(process).get(1).copied(), parent).any(|it| it == u64::from(std::process::id()))
}

/// The numbers that follow the name in brackets, the first of which is the state: no number, so it counts as zero.
fn stat(process: &Path) -> Vec<u64> {
    let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
    fields.split_whitespace().map(|field| field.parse().unwrap_or_default()).collect()
}
