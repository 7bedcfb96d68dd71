//! Panics, told apart by who hears of them. One inside [`caught`] becomes an ERROR line in the log and a value the server
//! turns into a diagnostic. Any other is printed raw, beginning with `panic: `, which is how Terraform knows a crash and
//! shows it to the user (protocol, b.6); the process then ends with status 101 even after an orderly shutdown.

use super::log;
use futures::FutureExt as _;
use std::{
    any::Any,
    backtrace::Backtrace,
    future::Future,
    panic::{AssertUnwindSafe, PanicHookInfo},
    sync::atomic::{AtomicBool, Ordering},
};

/// What a Rust program exits with after a panic.
pub(super) const STATUS: u8 = 101;

static UNCAUGHT: AtomicBool = AtomicBool::new(false);

tokio::task_local! {
    /// Present while a future runs inside [`caught`].
    static CAUGHT: ();
}

/// A panic that was stopped on its way out. The text is what the panic said, with secrets masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

/// Runs `future` and stops a panic inside it. A task it spawns is on its own.
///
/// # Errors
///
/// The future panicked; the log has the place and the backtrace.
pub async fn caught<F: Future>(future: F) -> Result<F::Output, Panicked> {
    AssertUnwindSafe(CAUGHT.scope((), future))
        .catch_unwind()
        .await
        .map_err(|payload| Panicked(log::masked(said(payload.as_ref()))))
}

/// Whether a panic ended a thread or a task that nobody watched.
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
    if CAUGHT.try_with(|()| ()).is_ok() {
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
        payload.downcast_ref::<String>().map_or("a value that is no text", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_inside_caught_is_a_value_with_its_text() {
        let answer: Result<(), Panicked> = caught(async { panic!("promise {} broken", 1) }).await;
        assert_eq!(answer, Err(Panicked("promise 1 broken".to_owned())));
        let answer: Result<(), Panicked> = caught(async { std::panic::panic_any(7) }).await;
        assert_eq!(answer, Err(Panicked("a value that is no text".to_owned())));
        assert_eq!(caught(async { 7 }).await, Ok(7));
    }

    #[tokio::test]
    async fn a_secret_in_a_panic_is_masked() {
        log::mask("panic-secret-0815");
        let answer: Result<(), Panicked> = caught(async { panic!("got panic-secret-0815") }).await;
        assert_eq!(answer, Err(Panicked("got (sensitive)".to_owned())));
    }
}
