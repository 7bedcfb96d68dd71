//! Turns a panic in one call into an error of that call, so that other calls continue.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tf_provider::Diagnostics;

use super::error::{DiagnosticsExt as _, Error, Result};

tokio::task_local! {
    /// Set while a call runs inside [`catch_panics`].
    static GUARDED: ();
}

/// Whether [`catch_panics`] would catch a panic at this point.
pub fn is_guarded() -> bool {
    GUARDED.try_with(|()| ()).is_ok()
}

/// Runs `call` and turns a panic into an error that asks the user to report a bug.
///
/// # Errors
/// The error of the call, or the panic.
pub async fn catch_panics<T, E: Into<Error>>(
    what: &str,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T> {
    match AssertUnwindSafe(GUARDED.scope((), call)).catch_unwind().await {
        Ok(outcome) => outcome.map_err(Into::into),
        Err(panic) => Err(stopped(what, panic.as_ref())),
    }
}

/// Runs a call of the server and turns a panic into an error diagnostic.
pub async fn catch_panics_as_diagnostics<T>(
    diags: &mut Diagnostics,
    what: &str,
    call: impl AsyncFnOnce(&mut Diagnostics) -> Option<T>,
) -> Option<T> {
    let outcome = AssertUnwindSafe(GUARDED.scope((), call(diags))).catch_unwind().await;
    outcome.unwrap_or_else(|panic| {
        diags.push_error(stopped(what, panic.as_ref()));
        None
    })
}

/// Like [`catch_panics`], for a call that is not async.
pub fn catch_panics_sync<T>(what: &str, call: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(AssertUnwindSafe(|| GUARDED.sync_scope((), call)))
        .unwrap_or_else(|panic| Err(stopped(what, panic.as_ref())))
}

fn stopped(what: &str, panic: &(dyn Any + Send)) -> Error {
    Error::bug(format!("{what} stopped unexpectedly: {}", message(panic)))
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_becomes_a_failure_that_asks_for_a_report() {
        assert_eq!(catch_panics("x_thing", async { Ok::<_, Error>(is_guarded()) }).await, Ok(true));
        let error =
            catch_panics::<(), Error>("x_thing", async { panic!("promise {} broken", 1) }).await.unwrap_err();
        assert!(
            error.detail.starts_with("x_thing stopped unexpectedly: promise 1 broken"),
            "{}",
            error.detail
        );
        assert!(!is_guarded());
    }
}
