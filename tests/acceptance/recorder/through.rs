//! Passes the calls of one connection on to the plugin, frame by frame, and keeps a copy of those of the provider.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper_util::rt::TokioIo;
use tempfile::TempDir;
use tokio::net::{UnixListener, UnixStream};
use tonic::Status;
use tonic::body::BoxBody;
use tonic::codegen::{BoxFuture, Service, http};
use tonic::server::NamedService;
use tonic::transport::{Channel, Endpoint, Server};
use tower::ServiceExt as _;

use super::Calls;

/// Terraform connects at once, unless it was killed.
const PATIENCE: Duration = Duration::from_mins(1);
/// Large enough for a schema to arrive in one piece.
const WINDOW: u32 = 4 << 20;

/// The services of a plugin; the first is the provider.
const SERVICES: [&str; 5] = [
    "tfplugin6.Provider",
    "plugin.GRPCController",
    "plugin.GRPCStdio",
    "plugin.GRPCBroker",
    "grpc.health.v1.Health",
];

/// Serves the one client that connects, until it or the plugin goes.
pub(super) async fn serve(listener: UnixListener, folder: TempDir, plugin: PathBuf, calls: Arc<Calls>) {
    let Ok(Ok((client, _))) = tokio::time::timeout(PATIENCE, listener.accept()).await else { return };
    drop((listener, folder));
    let connector = tower::service_fn(move |_| {
        let plugin = plugin.clone();
        async move { Ok::<_, std::io::Error>(TokioIo::new(UnixStream::connect(plugin).await?)) }
    });
    let endpoint = Endpoint::from_static("http://plugin").initial_stream_window_size(WINDOW);
    let Ok(plugin) = endpoint.connect_with_connector(connector).await else { return };
    let to = |calls: &Arc<Calls>| (plugin.clone(), Arc::clone(calls));
    let served = Server::builder()
        .initial_stream_window_size(WINDOW)
        .add_service(Through::<0>::new(to(&calls)))
        .add_service(Through::<1>::new(to(&calls)))
        .add_service(Through::<2>::new(to(&calls)))
        .add_service(Through::<3>::new(to(&calls)))
        .add_service(Through::<4>::new(to(&calls)))
        .serve_with_incoming(tokio_stream::once(Ok::<_, std::io::Error>(client)));
    // A connection that breaks off is what a killed client leaves.
    served.await.ok();
}

/// One of the [`SERVICES`], of the plugin at the other end.
#[derive(Clone)]
struct Through<const SERVICE: usize> {
    plugin: Channel,
    calls: Arc<Calls>,
}

impl<const SERVICE: usize> Through<SERVICE> {
    fn new((plugin, calls): (Channel, Arc<Calls>)) -> Self {
        Through { plugin, calls }
    }
}

impl<const SERVICE: usize> NamedService for Through<SERVICE> {
    const NAME: &'static str = SERVICES[SERVICE];
}

impl<const SERVICE: usize> Service<http::Request<BoxBody>> for Through<SERVICE> {
    type Response = http::Response<BoxBody>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Self::Error>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<BoxBody>) -> Self::Future {
        let plugin = self.plugin.clone();
        let copies = (SERVICE == 0).then(|| self.calls.begin(request.uri().path()));
        Box::pin(async move {
            let (asked, answered) = copies.unzip();
            let request = request.map(|body| copied(body, asked));
            Ok(match plugin.oneshot(request).await {
                Ok(response) => response.map(|body| copied(body, answered)),
                Err(error) => Status::unavailable(error.to_string()).into_http(),
            })
        })
    }
}

fn copied(body: BoxBody, copy: Option<Arc<Mutex<Vec<u8>>>>) -> BoxBody {
    let Some(copy) = copy else { return body };
    tonic::body::boxed(body.map_frame(move |frame| {
        if let Some(data) = frame.data_ref() {
            copy.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(data);
        }
        frame
    }))
}
