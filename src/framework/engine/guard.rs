//! A panic in one call becomes a failure of that call, and the others go on.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;

use super::failure::{Failure, Result};

/// Runs `call` and turns a panic into a failure that asks for a report.
///
/// # Errors
/// The call's own failure, or the panic.
pub async fn guarded<T>(what: &str, call: impl Future<Output = Result<T>>) -> Result<T> {
    AssertUnwindSafe(call).catch_unwind().await.unwrap_or_else(|panic| {
        Err(Failure::bug(format!("{what} stopped unexpectedly: {}", message(panic.as_ref()))))
    })
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
