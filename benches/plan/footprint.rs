//! What the provider's process takes while a plan runs: peak memory and CPU time, read from Linux's `/proc`.
//!
//! Terraform ends the process with the plan, so it is looked at again and again while it lives; the kernel itself keeps the peak.

use std::fs;
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
    /// At the provider below this folder.
    pub(crate) fn start(folder: &Path) -> Watch {
        let folder = fs::canonicalize(folder).expect("the folder of the provider");
        let done = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&done);
        let thread = std::thread::spawn(move || {
            let mut footprint = Footprint::default();
            while !seen.load(Ordering::Relaxed) {
                look(&folder, &mut footprint);
                std::thread::sleep(Duration::from_millis(5));
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

fn look(folder: &Path, footprint: &mut Footprint) {
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let is_ours = fs::read_link(process.path().join("exe")).is_ok_and(|exe| exe.starts_with(folder));
        if !is_ours {
            continue;
        }
        let status = fs::read_to_string(process.path().join("status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        let peak = peak.trim().trim_end_matches(" kB").parse().unwrap_or_default();
        footprint.peak_kilobytes = footprint.peak_kilobytes.max(peak);

        let stat = fs::read_to_string(process.path().join("stat")).unwrap_or_default();
        // After the name in brackets come the state and ten more fields, then user and system time in hundredths of a second.
        let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields).split(' ').skip(11).take(2);
        let ticks: u64 = fields.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        footprint.cpu = footprint.cpu.max(Duration::from_millis(ticks * 10));
    }
}
