//! The end of a server: writes in progress are completed, new ones are rejected, and ephemeral resources that Terraform
//! left open are closed. Terraform does not close them if anything that uses them failed.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use tf_provider::Diagnostics;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use super::{Inner, Service, convert};
use crate::engine::{Error, catch_panics_as_diagnostics};

/// What must be finished before the process may end.
#[derive(Default)]
pub(super) struct Unfinished {
    /// Calls that may change something.
    pub(super) writes: TaskTracker,
    /// Ephemeral resources that are open: type and private bytes.
    opened: Mutex<BTreeSet<(String, Vec<u8>)>>,
    ending: AtomicBool,
}

impl Unfinished {
    pub(super) fn opened(&self, type_name: &str, private: &[u8]) {
        if !private.is_empty() {
            self.all().insert((type_name.to_owned(), private.to_vec()));
        }
    }

    pub(super) fn closed(&self, type_name: &str, private: &[u8]) {
        self.all().remove(&(type_name.to_owned(), private.to_vec()));
    }

    /// Rejects a write once the process is ending.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.ending.load(Ordering::Relaxed) {
            let detail = "Nothing was sent, and the state is unchanged. Run the command again.";
            return Err(Error::new("The provider is shutting down", detail));
        }
        Ok(())
    }

    fn all(&self) -> std::sync::MutexGuard<'_, BTreeSet<(String, Vec<u8>)>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Service {
    /// Ends the server: waits up to `writes` for calls in progress, then up to `closing` for open ephemeral resources
    /// to close. Returns a sentence for each that may still be open.
    pub async fn end(&self, writes: Duration, closing: Duration) -> Vec<String> {
        let unfinished = &self.0.unfinished;
        unfinished.ending.store(true, Ordering::Relaxed);
        unfinished.writes.close();
        if !unfinished.writes.is_empty() {
            self.0.stop();
            // Calls that are still in progress afterwards are cancelled.
            timeout(writes, unfinished.writes.wait()).await.ok();
        }
        let opened = std::mem::take(&mut *unfinished.all());
        let left =
            join_all(opened.iter().map(|(name, private)| self.0.close_left_open(name, private, closing)));
        left.await.into_iter().flatten().collect()
    }
}

impl Inner {
    async fn close_left_open(&self, name: &str, private: &[u8], limit: Duration) -> Option<String> {
        let ephemeral = self.ephemeral(name).ok()?;
        let (mut diags, private) = (Diagnostics::default(), convert::private(private));
        let call = async |diags: &mut _| {
            ephemeral.close(diags, &private).await;
            Some(())
        };
        if timeout(limit, catch_panics_as_diagnostics(&mut diags, name, call)).await.is_err() {
            return Some(format!(
                "An ephemeral {name} may not have been deleted: the deletion timed out. Look for it in the console and \
                 delete it."
            ));
        }
        let errors: Vec<_> = diags.errors.iter().map(|it| format!("{}: {}", it.summary, it.detail)).collect();
        (!errors.is_empty())
            .then(|| format!("An ephemeral {name} may not have been deleted. {}", errors.join(" ")))
    }
}
