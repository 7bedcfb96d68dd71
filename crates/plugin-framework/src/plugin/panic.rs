//! Handling of panics. A panic that the engine catches becomes an ERROR line in the log and a diagnostic. Any other is
//! printed raw, beginning with `panic: `, so that Terraform recognizes a crash and shows it to the user. The process
//! then ends with status 101 even after a regular shutdown.

use super::log;
use crate::engine::is_guarded;
use std::{
    any::Any,
    backtrace::Backtrace,
    panic::PanicHookInfo,
    sync::atomic::{AtomicBool, Ordering},
};

/// The exit status of a Rust program after a panic.
pub(super) const STATUS: u8 = 101;

static UNCAUGHT: AtomicBool = AtomicBool::new(false);

/// Whether a panic was not caught.
pub(super) fn went_uncaught() -> bool {
    UNCAUGHT.load(Ordering::Relaxed)
}

pub(super) fn install_hook() {
    std::panic::set_hook(Box::new(report));
}

fn report(panic: &PanicHookInfo<'_>) {
    let message = said(panic.payload());
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let backtrace = Backtrace::force_capture();
    if is_guarded() {
        tracing::error!(panic = message, place, %backtrace, "a call panicked");
    } else {
        UNCAUGHT.store(true, Ordering::Relaxed);
        log::to_stderr(&format!("panic: {message}\n\nat {place}\n{backtrace}\n"));
    }
}

fn said(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&str>() {
        text
    } else {
        payload.downcast_ref::<String>().map_or("a value that is not a string", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::masking::mask;

    /// Set in the child process only, which runs this test again.
    const CHILD: &str = "AIADMIN_TEST_PANICS";

    #[test]
    fn prints_panics_as_terraform_expects_crashes() {
        if std::env::var_os(CHILD).is_some() {
            install_hook();
            mask("uncaught-secret-1");
            assert!(std::thread::spawn(|| panic!("lost uncaught-secret-1")).join().is_err());
            assert!(went_uncaught());
            return;
        }
        let name = "plugin::panic::tests::prints_panics_as_terraform_expects_crashes";
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", name])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let stderr = String::from_utf8(child.stderr).unwrap();
        assert!(child.status.success(), "{stderr}");
        assert!(stderr.starts_with("panic: lost (sensitive)\n"), "{stderr}");
        assert!(stderr.contains("src/plugin/panic.rs"), "{stderr}");
    }
}
