//! The plugin's process: how it starts, whom it lets in and how it ends.
//! This file starts the executable the way Terraform does and holds on to its three streams.

use hyper_util::rt::TokioIo;
use plugin_framework::proto::{
    health::{
        HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus,
        health_client::HealthClient,
    },
    plugin::{Empty, grpc_controller_client::GrpcControllerClient},
};
use std::{
    io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    net::UnixStream,
    process::{Child, ChildStderr, ChildStdout, Command},
    time::timeout,
};
use tonic::{
    Status,
    transport::{Channel, Endpoint},
};

mod debug;
mod ending;
mod handshake;
mod logs;
mod services;
mod tls;

const EXECUTABLE: &str = env!("CARGO_BIN_EXE_terraform-provider-aiadmin");
const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");
/// Anything that takes longer than this is not coming.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the plugin reads from its environment; a test sets its own and inherits none of these.
const VARIABLES: [&str; 10] = [
    "TF_PLUGIN_MAGIC_COOKIE",
    "PLUGIN_PROTOCOL_VERSIONS",
    "PLUGIN_CLIENT_CERT",
    "PLUGIN_MULTIPLEX_GRPC",
    "PLUGIN_UNIX_SOCKET_DIR",
    "PLUGIN_UNIX_SOCKET_GROUP",
    "PLUGIN_MIN_PORT",
    "PLUGIN_MAX_PORT",
    "TF_LOG",
    "TF_LOG_PROVIDER",
];

/// A running plugin. It is killed when this is dropped.
struct Plugin {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: BufReader<ChildStderr>,
    /// Its temporary folder, for itself alone.
    folder: TempDir,
}

/// What is left of a plugin that ended.
struct Ended {
    status: Option<i32>,
    stdout: String,
    stderr: String,
    /// How many files it left in its temporary folder.
    left_behind: usize,
}

impl Plugin {
    /// Starts the executable with the cookie.
    fn start(variables: &[(&str, &str)]) -> Self {
        Self::run(Command::new(EXECUTABLE).env(COOKIE.0, COOKIE.1), variables)
    }

    fn run(command: &mut Command, variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cookie: Vec<_> = command.as_std().get_envs().map(|(name, _)| name.to_owned()).collect();
        for name in VARIABLES.iter().filter(|name| !cookie.iter().any(|set| set == **name)) {
            command.env_remove(name);
        }
        let mut child = command
            .envs(variables.iter().copied())
            .env("TMPDIR", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, stdout, stderr, folder }
    }

    /// The next line on standard output, without its end.
    async fn line(&mut self) -> String {
        let mut line = String::new();
        timeout(PATIENCE, self.stdout.read_line(&mut line)).await.unwrap().unwrap();
        line.trim_end_matches('\n').to_owned()
    }

    /// The next line on standard error that contains `text`.
    async fn log_line(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            let length = timeout(PATIENCE, self.stderr.read_line(&mut line)).await.unwrap().unwrap();
            assert_ne!(length, 0, "the log ended without {text}");
            if line.contains(text) {
                return line;
            }
        }
    }

    /// The fields of the handshake line.
    async fn handshake(&mut self) -> Vec<String> {
        self.line().await.split('|').map(str::to_owned).collect()
    }

    /// The socket named in the handshake line.
    async fn socket(&mut self) -> PathBuf {
        PathBuf::from(&self.handshake().await[3])
    }

    /// Sends a signal by its short name.
    async fn signal(&self, name: &str) {
        send(name, self.child.id().unwrap()).await;
    }

    /// Waits for the end.
    async fn end(mut self) -> Ended {
        let mut ended = Ended { status: None, stdout: String::new(), stderr: String::new(), left_behind: 0 };
        timeout(PATIENCE, async {
            self.stdout.read_to_string(&mut ended.stdout).await.unwrap();
            self.stderr.read_to_string(&mut ended.stderr).await.unwrap();
            let status = self.child.wait().await.unwrap();
            ended.status = status.code();
        })
        .await
        .unwrap();
        ended.left_behind = std::fs::read_dir(self.folder.path()).unwrap().count();
        ended
    }
}

async fn send(signal: &str, process: u32) {
    let sent = Command::new("kill").args([format!("-{signal}"), process.to_string()]).status();
    assert!(sent.await.unwrap().success());
}

/// A connection without TLS.
async fn connect(socket: &Path) -> Channel {
    let socket = socket.to_owned();
    let connector = tower::service_fn(move |_| {
        let socket = socket.clone();
        async move { Ok::<_, io::Error>(TokioIo::new(UnixStream::connect(socket).await?)) }
    });
    Endpoint::from_static("http://localhost").connect_with_connector(connector).await.unwrap()
}

async fn health(channel: &Channel) -> Result<HealthCheckResponse, Status> {
    let request = HealthCheckRequest { service: "plugin".to_owned() };
    Ok(HealthClient::new(channel.clone()).check(request).await?.into_inner())
}

#[track_caller]
fn assert_serving(answer: Result<HealthCheckResponse, Status>) {
    assert_eq!(answer.unwrap().status(), ServingStatus::Serving);
}

async fn shut_down(channel: &Channel) {
    GrpcControllerClient::new(channel.clone()).shutdown(Empty {}).await.unwrap();
}
