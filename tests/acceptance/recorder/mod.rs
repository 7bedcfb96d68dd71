//! Records the calls between Terraform and the plugin, and checks them by core's rules when a test ends.
//!
//! What Terraform starts is a script that becomes the plugin. The script asks this process for a socket to announce in place of
//! the plugin's own; what arrives there is passed on as it is.

mod check;
mod connection;
mod http2;
mod misbehaving;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;

use connection::Connection;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream, UnixListener};

/// The variable that tells the script whom to ask, and for which test: a port and a number.
pub(crate) const VARIABLE: &str = "AIADMIN_TEST_RECORDER";

/// The script that becomes the plugin `executable`.
pub(crate) fn script(executable: &Path) -> String {
    format!(
        r#"#!/bin/bash
# Becomes the plugin, and announces the recorder's socket in place of the plugin's own.
exec "{}" "$@" > >(
  read -r line || exit 0
  address=${{line#*|*|*|}}
  address=${{address%%|*}}
  read -r port number <<<"${VARIABLE}"
  exec 4<>"/dev/tcp/127.0.0.1/$port"
  echo "$number $address" >&4
  read -r recorder <&4
  echo "${{line/"$address"/$recorder}}"
)
"#,
        executable.display()
    )
}

/// The connections of one test.
type Connections = Arc<Mutex<Vec<Arc<Connection>>>>;

/// The recording of one test. When it is dropped, a fault in it fails the test.
#[derive(Debug)]
pub(crate) struct Recording {
    number: u64,
    connections: Connections,
}

impl Recording {
    /// A recording that begins now.
    pub(crate) fn begin() -> Recording {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        let connections = Connections::default();
        RECORDER.recordings().insert(number, Arc::clone(&connections));
        Recording { number, connections }
    }

    /// The value of [`VARIABLE`].
    pub(crate) fn variable(&self) -> String {
        format!("{} {}", RECORDER.port, self.number)
    }

    /// What Terraform would refuse, or should, of everything recorded since this was asked for.
    fn take_faults(&mut self) -> Vec<String> {
        let connections = std::mem::take(&mut *locked(&self.connections));
        let calls = connections.iter().flat_map(|it| {
            http2::calls("tfplugin6.Provider/", &locked(&it.from_terraform), &locked(&it.from_plugin))
        });
        check::faults(&calls.collect::<Vec<_>>())
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        RECORDER.recordings().remove(&self.number);
        if !thread::panicking() {
            assert_eq!(self.take_faults(), [""; 0], "the plugin broke rules of the protocol");
        }
    }
}

/// The recorder of this process.
static RECORDER: LazyLock<Recorder> = LazyLock::new(Recorder::start);

struct Recorder {
    port: u16,
    recordings: Mutex<BTreeMap<u64, Connections>>,
}

impl Recorder {
    fn start() -> Recorder {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a listener that waits for nobody");
        let port = listener.local_addr().expect("its address").port();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let listener = TcpListener::from_std(listener).expect("a listener");
                while let Ok((asking, _)) = listener.accept().await {
                    tokio::spawn(answer(asking));
                }
            });
        });
        Recorder { port, recordings: Mutex::default() }
    }

    fn recordings(&self) -> MutexGuard<'_, BTreeMap<u64, Connections>> {
        locked(&self.recordings)
    }
}

fn locked<T>(it: &Mutex<T>) -> MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers a script: a socket for the plugin it names.
async fn answer(mut asking: TcpStream) {
    let mut line = String::new();
    if BufReader::new(&mut asking).read_line(&mut line).await.is_err() {
        return;
    }
    let Some((number, plugin)) = line.trim_end().split_once(' ') else { return };
    let connections = number.parse().ok().and_then(|number: u64| RECORDER.recordings().get(&number).cloned());
    let Some(connections) = connections else { return };
    let folder: TempDir = tempfile::tempdir().expect("a folder for a socket");
    let socket = folder.path().join("recorder");
    let listener = UnixListener::bind(&socket).expect("a socket");
    let connection = Arc::new(Connection::default());
    locked(&connections).push(Arc::clone(&connection));
    tokio::spawn(connection::serve(listener, folder, PathBuf::from(plugin), connection));
    // A script that was ended meanwhile needs no answer.
    asking.write_all(format!("{}\n", socket.display()).as_bytes()).await.ok();
}
