//! One connection between Terraform and the plugin: its bytes are passed on as they are, and kept.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};

use super::locked;

/// Terraform connects at once, unless it was killed.
const PATIENCE: Duration = Duration::from_mins(1);

/// The bytes of both directions, as far as they were passed on.
#[derive(Debug, Default)]
pub(super) struct Connection {
    pub(super) from_terraform: Mutex<Vec<u8>>,
    pub(super) from_plugin: Mutex<Vec<u8>>,
}

/// Serves the one client that connects, until it or the plugin goes.
pub(super) async fn serve(
    listener: UnixListener,
    folder: TempDir,
    plugin: PathBuf,
    connection: Arc<Connection>,
) {
    let Ok(Ok((terraform, _))) = tokio::time::timeout(PATIENCE, listener.accept()).await else { return };
    drop((listener, folder));
    let Ok(plugin) = UnixStream::connect(plugin).await else { return };
    let (terraform, plugin) = (terraform.into_split(), plugin.into_split());
    // Either half ends on its own: what the other end still says is passed on.
    tokio::join!(
        pass_on(terraform.0, plugin.1, &connection.from_terraform),
        pass_on(plugin.0, terraform.1, &connection.from_plugin),
    );
}

/// Until the end of `from`, which is told to `to`. A broken connection is what a killed process leaves.
async fn pass_on(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, kept: &Mutex<Vec<u8>>) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut bytes).await {
        locked(kept).extend_from_slice(&bytes[..length]);
        if to.write_all(&bytes[..length]).await.is_err() {
            break;
        }
    }
    to.shutdown().await.ok();
}
