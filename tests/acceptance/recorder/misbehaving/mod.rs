//! A provider that misbehaves on purpose, running: the real one with one answer spoiled on its way out. What the recorder passed
//! on is found to be wrong.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod faults;
mod life;

use std::convert::Infallible;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::{Context, Poll};

use aiadmin::provider::{Env, Summary};
use aiadmin::registry;
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use plugin_framework::proto::tfplugin6::{provider_client::ProviderClient, provider_server::ProviderServer};
use plugin_framework::server::Service as Plugin;
use prost::Message;
use tokio::net::{UnixListener, UnixStream};
use tonic::body::BoxBody;
use tonic::codegen::{BoxFuture, Bytes, Service, http};
use tonic::server::NamedService;
use tonic::transport::{Channel, Endpoint, Server};

use super::{Recording, check};
use crate::sandbox::Sandbox;
use life::life;

/// Spoils the messages of a response.
type Spoil = Arc<dyn Fn(Vec<Vec<u8>>) -> Vec<Vec<u8>> + Send + Sync>;

fn spoil<M: Message + Default>(change: impl Fn(&mut Vec<M>) + Send + Sync + 'static) -> Spoil {
    Arc::new(move |messages| {
        let mut messages = messages.iter().map(|it| M::decode(&it[..]).unwrap()).collect();
        change(&mut messages);
        messages.iter().map(Message::encode_to_vec).collect()
    })
}

/// The same for a response of one message.
fn spoil_one<M: Message + Default + 'static>(change: fn(&mut M)) -> Spoil {
    spoil(move |messages| messages.iter_mut().for_each(change))
}

/// The provider with one procedure spoiled.
#[derive(Clone)]
struct Misbehaving {
    honest: ProviderServer<Plugin>,
    procedure: &'static str,
    spoil: Spoil,
}

impl NamedService for Misbehaving {
    const NAME: &'static str = "tfplugin6.Provider";
}

impl Service<http::Request<BoxBody>> for Misbehaving {
    type Response = http::Response<BoxBody>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<BoxBody>) -> Self::Future {
        let spoiled = request.uri().path().ends_with(self.procedure);
        let (honest, spoil) = (self.honest.call(request), Arc::clone(&self.spoil));
        Box::pin(async move {
            let response = honest.await?;
            if !spoiled {
                return Ok(response);
            }
            let (head, body) = response.into_parts();
            let body = body.collect().await.unwrap();
            let trailers = body.trailers().cloned().unwrap();
            let frames = spoil(check::messages(&body.to_bytes())).into_iter().flat_map(|message| {
                let length = u32::try_from(message.len()).unwrap().to_be_bytes();
                [vec![0], length.to_vec(), message].concat()
            });
            let frames = Full::new(Bytes::from(frames.collect::<Vec<u8>>()));
            let trailers = async { Some(Ok::<_, Infallible>(trailers)) };
            Ok(http::Response::from_parts(head, tonic::body::boxed(frames.with_trailers(trailers))))
        })
    }
}

/// The provider, served until the runtime ends.
fn serve(sandbox: &Sandbox, socket: &Path, procedure: &'static str, spoil: Spoil) {
    let key = sandbox.variable("CONFIDENT_ORG_API_KEY");
    let url = sandbox.variable("CONFIDENT_BASE_URL");
    let env = Env::from([("CONFIDENT_ORG_API_KEY", &key[..]), ("CONFIDENT_BASE_URL", &url[..])]);
    let service = registry::service("confident", env, Summary::default());
    let misbehaving = Misbehaving { honest: ProviderServer::new(service), procedure, spoil };
    let listener = UnixListener::bind(socket).unwrap();
    let incoming = tokio_stream::wrappers::UnixListenerStream::new(listener);
    tokio::spawn(Server::builder().add_service(misbehaving).serve_with_incoming(incoming));
}

/// A client at the other end of the recorder, which asks for it as the script does.
async fn client(recording: &Recording, plugin: &Path) -> ProviderClient<Channel> {
    let variable = recording.variable();
    let (port, number) = variable.split_once(' ').unwrap();
    let mut asking = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    writeln!(asking, "{number} {}", plugin.display()).unwrap();
    let mut socket = String::new();
    BufReader::new(asking).read_line(&mut socket).unwrap();
    let socket = PathBuf::from(socket.trim_end());
    let connector = tower::service_fn(move |_| {
        let socket = socket.clone();
        async move { Ok::<_, std::io::Error>(TokioIo::new(UnixStream::connect(socket).await?)) }
    });
    let channel = Endpoint::from_static("http://recorder").connect_with_connector(connector).await;
    ProviderClient::new(channel.unwrap())
}

/// What the recorder's check finds in a life of which one procedure is spoiled.
fn found(procedure: &'static str, spoil: Spoil) -> Vec<String> {
    let sandbox = Sandbox::start();
    sandbox.seed("confident", "policies", 2);
    let mut recording = Recording::begin();
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("plugin");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        serve(&sandbox, &socket, procedure, spoil);
        let mut client = client(&recording, &socket).await;
        life(&mut client).await;
    });
    recording.take_faults()
}

fn unspoiled() -> Spoil {
    Arc::new(|messages| messages)
}

#[test]
fn the_real_provider_is_found_to_be_honest() {
    assert_eq!(found("", unspoiled()), [""; 0]);
}

#[test]
fn every_misbehavior_of_a_running_provider_is_found() {
    let faults =
        faults::of_declarations().into_iter().chain(faults::of_resources()).chain(faults::of_others());
    for (procedure, spoil, expected) in faults {
        let found = found(procedure, spoil);
        assert!(
            found.iter().any(|it| it.contains(expected)),
            "{procedure}: {expected:?} is not in {found:?}"
        );
        let is_expected = |it: &String| it.contains(expected) || it.starts_with(procedure);
        assert!(found.iter().all(is_expected), "{procedure}: more than {expected:?} in {found:?}");
    }
}
