//! The reasons why this process ends: Terraform's request, a signal, or the end of Terraform.

use super::Mode;
use std::{io, process::ExitCode, time::Duration};
use tokio_util::sync::CancellationToken;

/// How often to check whether the parent is still alive. Each check is one cheap system call.
#[cfg(unix)]
const PARENT_CHECK: Duration = Duration::from_secs(1);

/// Why the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Terraform called `Shutdown`.
    Shutdown,
    /// The user pressed Ctrl-C in debug mode.
    Interrupted,
    /// SIGTERM or SIGHUP.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no such signals"))]
    Terminated { signal: u8 },
    /// The parent process was killed or has crashed, so it will never call `Shutdown`.
    #[cfg_attr(not(unix), expect(dead_code, reason = "the parent is watched on Unix only"))]
    ParentGone,
    /// Nobody has connected. The parent process was killed before this process could know it.
    NeverConnected,
}

impl Ending {
    /// The exit status that a shell expects: after a signal, 128 plus the number of the signal.
    pub(super) fn status(self) -> ExitCode {
        match self {
            Self::Shutdown | Self::Interrupted | Self::ParentGone | Self::NeverConnected => ExitCode::SUCCESS,
            Self::Terminated { signal } => ExitCode::from(128 + signal),
        }
    }
}

/// Returns if there is a limit and nobody has connected within it.
pub(super) async fn never_connected(limit: Option<Duration>, connected: &CancellationToken) {
    match limit {
        Some(limit) if tokio::time::timeout(limit, connected.cancelled()).await.is_err() => {}
        _ => std::future::pending().await,
    }
}

/// Signal handlers and the parent's process ID, set up before the handshake so that no signal is missed.
#[cfg(unix)]
pub(super) struct Endings {
    mode: Mode,
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// `None` if hang-ups are ignored, as under `nohup`, because a handler would undo that.
    hang_up: Option<tokio::signal::unix::Signal>,
    parent: u32,
}

#[cfg(unix)]
impl Endings {
    pub(super) fn watch(mode: Mode) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            mode,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: if hang_up_is_ignored() { None } else { Some(signal(SignalKind::hangup())?) },
            parent: std::os::unix::process::parent_id(),
        })
    }

    /// The first reason to end. Interrupts are left to Terraform: Ctrl-C reaches the whole process group, and Terraform
    /// then calls `StopProvider` and waits for running calls.
    pub(super) async fn first(mut self, shutdown: &CancellationToken) -> Ending {
        use tokio::signal::unix::SignalKind;
        let mut parent_check = tokio::time::interval(PARENT_CHECK);
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return Ending::Shutdown,
                Some(()) = self.terminate.recv() => return terminated(SignalKind::terminate()),
                Some(()) = received(self.hang_up.as_mut()) => {
                    // On other systems it is unknown whether hang-ups are ignored. Terraform itself ends after one
                    // unless they are.
                    if cfg!(target_os = "linux") || self.mode == Mode::Debug {
                        return terminated(SignalKind::hangup());
                    }
                }
                Some(()) = self.interrupt.recv() => match self.mode {
                    Mode::Debug => return Ending::Interrupted,
                    Mode::Terraform => tracing::trace!("interrupt left to Terraform"),
                },
                _ = parent_check.tick(), if self.mode == Mode::Terraform => {
                    if std::os::unix::process::parent_id() != self.parent {
                        return Ending::ParentGone;
                    }
                }
            }
        }
    }
}

#[cfg(unix)]
async fn received(signal: Option<&mut tokio::signal::unix::Signal>) -> Option<()> {
    match signal {
        Some(signal) => signal.recv().await,
        None => std::future::pending().await,
    }
}

/// Whether the process was started with hang-ups ignored. The system call needs `unsafe`, but Linux also provides a
/// file.
#[cfg(unix)]
fn hang_up_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(unix)]
fn terminated(signal: tokio::signal::unix::SignalKind) -> Ending {
    Ending::Terminated { signal: u8::try_from(signal.as_raw_value()).unwrap_or(0) }
}

/// The handler for Ctrl-C, set up before the handshake so that no signal is missed.
#[cfg(windows)]
pub(super) struct Endings {
    mode: Mode,
    interrupt: tokio::signal::windows::CtrlC,
}

#[cfg(windows)]
impl Endings {
    pub(super) fn watch(mode: Mode) -> io::Result<Self> {
        Ok(Self { mode, interrupt: tokio::signal::windows::ctrl_c()? })
    }

    /// The first reason to end; interrupts are left to Terraform.
    pub(super) async fn first(mut self, shutdown: &CancellationToken) -> Ending {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return Ending::Shutdown,
                Some(()) = self.interrupt.recv() => match self.mode {
                    Mode::Debug => return Ending::Interrupted,
                    Mode::Terraform => tracing::trace!("interrupt left to Terraform"),
                },
            }
        }
    }
}
