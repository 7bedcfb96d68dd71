//! The four gRPC services of a plugin on an HTTP/2 connection.

use super::{
    LONGEST_REQUEST,
    controller::{Controller, Healthy, Stdio},
    listen::Connection,
};
use crate::proto::{
    health::health_server::HealthServer,
    plugin::{
        grpc_controller_server::{self, GrpcControllerServer},
        grpc_stdio_server::{self, GrpcStdioServer},
    },
    tfplugin6::provider_server::{self, ProviderServer},
};
use crate::server::Service;
use hyper::{Request, Response, body::Incoming, server::conn::http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::{convert::Infallible, pin::pin};
use tokio_util::sync::CancellationToken;
use tonic::{
    body::BoxBody,
    codegen::{BoxFuture, Service as _},
};

/// The services of one connection. The path of a call names its service. The server of tonic would do the same, with a
/// router of paths, a tracing span and a time limit for each of several thousand calls in a plan of a thousand objects.
#[derive(Clone)]
pub(super) struct Services {
    provider: ProviderServer<Service>,
    controller: GrpcControllerServer<Controller>,
    stdio: GrpcStdioServer<Stdio>,
    health: HealthServer<Healthy>,
}

impl Services {
    /// The services; Terraform's call of `Shutdown` cancels `shutdown`.
    pub(super) fn new(service: Service, shutdown: &CancellationToken) -> Services {
        let controller = Controller { service: service.clone(), shutdown: shutdown.clone() };
        Services {
            provider: ProviderServer::new(service).max_decoding_message_size(LONGEST_REQUEST),
            controller: GrpcControllerServer::new(controller),
            stdio: GrpcStdioServer::new(Stdio { shutdown: shutdown.clone() }),
            health: HealthServer::new(Healthy),
        }
    }

    /// Serves a connection to its end. After `shutdown` is cancelled, calls in progress are finished and no others begin.
    pub(super) async fn serve(self, connection: Connection, shutdown: CancellationToken) {
        let mut server = http2::Builder::new(TokioExecutor::new());
        // gRPC has no such header, and Terraform does not read it.
        server.auto_date_header(false);
        let mut serving = pin!(server.serve_connection(TokioIo::new(connection), self));
        let ended = tokio::select! {
            ended = serving.as_mut() => ended,
            () = shutdown.cancelled() => {
                serving.as_mut().graceful_shutdown();
                serving.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

impl hyper::service::Service<Request<Incoming>> for Services {
    type Response = Response<BoxBody>;
    type Error = Infallible;
    type Future = BoxFuture<Response<BoxBody>, Infallible>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        match request.uri().path().split('/').nth(1) {
            Some(provider_server::SERVICE_NAME) => self.provider.clone().call(request),
            Some(grpc_controller_server::SERVICE_NAME) => self.controller.clone().call(request),
            Some(grpc_stdio_server::SERVICE_NAME) => self.stdio.clone().call(request),
            // Each service answers a path it does not know with `UNIMPLEMENTED`.
            _ => self.health.clone().call(request),
        }
    }
}
