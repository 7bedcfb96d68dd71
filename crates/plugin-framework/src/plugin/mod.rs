//! The plugin process: announces a socket, accepts only Terraform, serves it, and ends on request. It does not depend
//! on resources or schemas.

use crate::server::Service;
use ending::{Ending, Endings};
use environment::Environment;
use handshake::{Address, Handshake};
use listen::{Connection, Listener};
use services::Services;
use std::{fmt, io, pin::pin, process::ExitCode, time::Duration};
use tls::Tls;
use tokio::sync::mpsc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

mod controller;
mod ending;
mod environment;
mod handshake;
mod listen;
pub mod log;
pub mod panic;
mod reattach;
mod services;
mod tls;

/// The largest request, in bytes, as in Terraform's own plugins.
const LONGEST_REQUEST: usize = 256 << 20;
/// How long Terraform may take to connect. It connects at once, and gives a plugin itself a minute to start.
const CONNECT_LIMIT: Duration = Duration::from_mins(1);
/// How long responses in progress may take after Terraform has called `Shutdown`. It kills the process after two
/// seconds.
const GRACE: Duration = Duration::from_millis(100);
/// How long calls in progress may take after `Shutdown`. Terraform calls it before they return only if the user
/// interrupts twice.
const WRITES_AFTER_SHUTDOWN: Duration = Duration::from_secs(1);
/// How long calls in progress may take after a signal, or after Terraform is gone.
const WRITES_AFTER_SIGNAL: Duration = Duration::from_mins(1);
/// How long closing one ephemeral resource may take at the end.
const CLOSING: Duration = Duration::from_secs(5);

/// The options of a plugin.
#[derive(Default)]
pub struct Options {
    /// The crates whose events are logged at every level, by their names in code. Events of others are logged from WARN
    /// up.
    pub own_crates: &'static [&'static str],
    /// Called once before a regular end, when no new call can arrive.
    pub at_exit: Option<Box<dyn FnOnce() + Send>>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("own_crates", &self.own_crates)
            .field("at_exit", &self.at_exit.is_some())
            .finish()
    }
}

/// Who connects to the plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Terraform started the plugin and will end it.
    Terraform,
    /// The user started it, perhaps in a debugger. Any number of Terraform processes may connect.
    Debug,
}

/// Whether the environment contains Terraform's cookie, which a plugin that was started by hand does not have.
pub fn started_by_terraform() -> bool {
    Environment::of_the_process().cookie
}

/// Serves Terraform until it calls `Shutdown`, and returns the exit status. Errors at the start are reported on
/// standard error, which Terraform shows.
pub fn serve(service: Service, options: Options) -> ExitCode {
    let environment = Environment::of_the_process();
    run(Served::Once(service), options, &environment, Mode::Terraform, |address, certificate| {
        Handshake::new(&environment, address, certificate).print()
    })
}

/// Serves any number of Terraform processes until interrupted, without TLS, and prints the `TF_REATTACH_PROVIDERS`
/// value for them. Each connection, which is one provider configuration of one run, gets a separate service from
/// `service`. `provider` is the source address of the provider.
pub fn serve_for_debugging(
    service: impl Fn() -> Service + Send + Sync + 'static,
    options: Options,
    provider: &str,
) -> ExitCode {
    let environment = Environment::of_the_process();
    let served = Served::ForEachConnection(Box::new(service));
    run(served, options, &environment, Mode::Debug, |address, _| {
        handshake::say(&reattach::instructions(provider, address, std::process::id()))
    })
}

/// The service of a connection.
enum Served {
    /// The same service for all connections: Terraform connects once.
    Once(Service),
    ForEachConnection(Box<dyn Fn() -> Service + Send + Sync>),
}

fn run(
    served: Served,
    options: Options,
    environment: &Environment,
    mode: Mode,
    announce: impl FnOnce(&Address, &str) -> io::Result<()>,
) -> ExitCode {
    panic::install_hook();
    log::start(environment.log.as_deref(), options.own_crates);
    // The process mostly waits for the network. A second thread would cost a third more CPU time and gain nothing.
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&format!("could not start the runtime: {error}")),
    };
    let limit = (mode == Mode::Terraform).then_some(CONNECT_LIMIT);
    let ending = runtime.block_on(session(served, environment, mode, limit, announce));
    if let Some(at_exit) = options.at_exit {
        at_exit();
    }
    // Dropping the runtime would wait for calls that are no longer needed.
    runtime.shutdown_background();
    match ending {
        Ok(_) if panic::went_uncaught() => ExitCode::from(panic::STATUS),
        Ok(ending) => ending.status(),
        Err(trouble) => complain(&trouble),
    }
}

/// Runs from listening to the last response, if somebody connects within `limit`. The socket is removed when this
/// returns.
async fn session(
    served: Served,
    environment: &Environment,
    mode: Mode,
    limit: Option<Duration>,
    announce: impl FnOnce(&Address, &str) -> io::Result<()>,
) -> Result<Ending, String> {
    let tls = match (&environment.client_certificate, mode) {
        (Some(certificate), Mode::Terraform) => Some(Tls::for_client(certificate)?),
        _ => None,
    };
    let cannot_listen = |error: io::Error| format!("could not open a socket: {error}");
    let listener = Listener::bind(environment).await.map_err(cannot_listen)?;
    if tls.is_none() && mode == Mode::Terraform && !listener.is_private() {
        return Err("without PLUGIN_CLIENT_CERT, any local user could connect to the port".to_owned());
    }
    let endings =
        Endings::watch(mode).map_err(|error| format!("could not install signal handlers: {error}"))?;
    let (acceptor, certificate) = tls.map(|tls| (tls.acceptor, tls.certificate)).unzip();
    let address = listener.address().map_err(cannot_listen)?;
    announce(&address, &certificate.unwrap_or_default())
        .map_err(|error| format!("could not print the address: {error}"))?;

    let shutdown = CancellationToken::new();
    let (accepted, connections) = mpsc::channel(16);
    let connected = CancellationToken::new();
    let service = match &served {
        Served::Once(service) => Some(service.clone()),
        Served::ForEachConnection(_) => None,
    };
    let mut serving = pin!(serve_all(served, &shutdown, connections));
    let ending = tokio::select! {
        ending = endings.first(&shutdown) => ending,
        () = listen::accept_all(&listener, acceptor, accepted, &connected) => Ending::Shutdown,
        () = ending::never_connected(limit, &connected) => Ending::NeverConnected,
        () = &mut serving => return Ok(Ending::Shutdown),
    };
    let grace = match service {
        Some(service) if ending != Ending::Shutdown => {
            end(&service, WRITES_AFTER_SIGNAL).await;
            GRACE
        }
        Some(_) => GRACE,
        None => WRITES_AFTER_SIGNAL,
    };
    shutdown.cancel();
    if tokio::time::timeout(grace, serving).await.is_err() {
        tracing::debug!("calls that were still running are cut off");
    }
    Ok(ending)
}

/// Finishes the calls of a service, and reports objects that may be left behind.
async fn end(service: &Service, writes: Duration) {
    for left in service.end(writes, CLOSING).await {
        log::to_stderr(&format!("[ERROR] {}\n", left.replace('\n', " ")));
    }
}

/// Serves all connections to their end.
async fn serve_all(
    served: Served,
    shutdown: &CancellationToken,
    mut connections: mpsc::Receiver<Connection>,
) {
    let running = TaskTracker::new();
    while let Some(Some(connection)) = shutdown.run_until_cancelled(connections.recv()).await {
        match &served {
            Served::Once(service) => {
                let services = Services::new(service.clone(), shutdown);
                running.spawn(services.serve(connection, shutdown.clone()));
            }
            Served::ForEachConnection(service) => {
                let (service, over) = (service(), shutdown.child_token());
                running.spawn(async move {
                    Services::new(service.clone(), &over).serve(connection, over).await;
                    end(&service, WRITES_AFTER_SIGNAL).await;
                });
            }
        }
    }
    running.close();
    running.wait().await;
}

fn complain(trouble: &str) -> ExitCode {
    log::to_stderr(&format!("[ERROR] the plugin cannot run: {trouble}\n"));
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Apis, Error, Host, Provider};
    use crate::schema::Schema;
    use crate::server::Served as Types;
    use crate::value::DynamicValue;

    struct Nothing;

    impl Provider for Nothing {
        fn schema(&self) -> Schema {
            Schema::new("Nothing.", [])
        }

        fn configure(&self, _: &DynamicValue, _: &str) -> Result<Apis, Vec<Error>> {
            Ok(Apis::default())
        }
    }

    /// How a plugin ends if the reader of its address does this with it. `None` if it still serves after 200 ms.
    async fn ending(limit: Duration, read: impl FnOnce(String)) -> Option<Ending> {
        let service = Served::Once(Service::new(Host::default(), Types::new(Nothing, &[])));
        let environment = Environment::of_the_process();
        let session = session(service, &environment, Mode::Terraform, Some(limit), |address, _| {
            read(address.address.clone());
            Ok(())
        });
        tokio::time::timeout(Duration::from_millis(200), session).await.ok().map(|ended| ended.unwrap())
    }

    #[tokio::test]
    async fn a_plugin_that_nobody_connects_to_ends() {
        assert_eq!(ending(Duration::from_millis(1), drop).await, Some(Ending::NeverConnected));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_connection_lifts_the_limit() {
        let mut connection = None;
        let connect = |address| connection = Some(std::os::unix::net::UnixStream::connect(address).unwrap());
        assert_eq!(ending(Duration::from_millis(20), connect).await, None);
    }
}
