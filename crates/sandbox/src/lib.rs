//! The three APIs on localhost, for trying and testing. Prints its address and the environment to export.
//!
//! It shares no types with the client library, because otherwise it would have the same mistakes.

mod account;
mod accounts;
mod confident;
mod control;
mod cortecs;
mod corti;
mod faults;
mod handle;
mod initial;
mod journal;
mod lag;
mod out_of_band;
mod page;
mod request;
mod response;
mod sandbox;
mod seed;
mod store;

use std::{
    error::Error,
    io::{self, Write},
    net::Ipv4Addr,
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use axum::{Router, routing::any};
use clap::Parser;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::sandbox::Sandbox;

/// How long requests in progress may take after a signal.
const GRACE: Duration = Duration::from_secs(2);

/// The Corti, Cortecs and Confident AI administration APIs on localhost.
#[derive(Debug, Parser)]
#[command(name = "aiadmin-sandbox", version)]
struct Arguments {
    /// Port to listen on. 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// File to load the accounts from at the start and to write them to after every change. Without it they are lost
    /// when the sandbox ends.
    #[arg(long)]
    state: Option<PathBuf>,
}

/// Runs the sandbox with its command-line arguments until it is interrupted.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // An error here cannot be reported.
            writeln!(io::stderr().lock(), "aiadmin-sandbox: {error}").ok();
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let sandbox = Arc::new(Sandbox::open(arguments.state)?);
    let stopped = stop_on_signal()?;
    let port = arguments.port;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| format!("cannot listen on port {port} of this machine: {error}"))?;
    announce(&sandbox, &format!("http://{}", listener.local_addr()?))?;

    let app = Router::new()
        .fallback(any(handle::handle))
        .with_state(Arc::clone(&sandbox))
        .merge(control::router(Arc::clone(&sandbox)))
        .merge(page::router(sandbox));
    let serving = axum::serve(listener, app)
        .tcp_nodelay(true)
        .with_graceful_shutdown(stopped.clone().cancelled_owned());
    let late = async {
        stopped.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = async { serving.await } => served?,
        () = late => {}
    }
    Ok(())
}

/// A token that SIGINT or SIGTERM cancels, or Ctrl-C on systems without these signals.
fn stop_on_signal() -> io::Result<CancellationToken> {
    let stopped = CancellationToken::new();
    let stop = stopped.clone().drop_guard();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        tokio::spawn(async move {
            let _stop = stop;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        });
    }
    #[cfg(not(unix))]
    tokio::spawn(async move {
        let _stop = stop;
        tokio::signal::ctrl_c().await
    });
    Ok(stopped)
}

fn announce(sandbox: &Sandbox, base_url: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "aiadmin-sandbox listening on {base_url}")?;
    for (name, value) in initial::environment(&sandbox.lock().accounts.main().store, base_url) {
        writeln!(out, "export {name}={value}")?;
    }
    out.flush()
}
