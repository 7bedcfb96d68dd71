//! The three small services besides the provider: shutdown, the stdio stream and the health check.

use super::{WRITES_AFTER_SHUTDOWN, end};
use crate::proto::{
    health::{
        HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus, health_server::Health,
    },
    plugin::{Empty, StdioData, grpc_controller_server::GrpcController, grpc_stdio_server::GrpcStdio},
};
use crate::server::Service;
use futures::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, async_trait};

/// Ends the process when Terraform asks for it. Terraform kills the process two seconds after the response, so the
/// response is sent after everything is closed.
#[derive(Debug)]
pub(super) struct Controller {
    pub(super) service: Service,
    pub(super) shutdown: CancellationToken,
}

#[async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        end(&self.service, WRITES_AFTER_SHUTDOWN).await;
        self.shutdown.cancel();
        Ok(Response::new(Empty {}))
    }
}

/// A stream that stays open and sends nothing, because Terraform would log its content as unexpected.
#[derive(Debug)]
pub(super) struct Stdio {
    pub(super) shutdown: CancellationToken,
}

#[async_trait]
impl GrpcStdio for Stdio {
    type StreamStdioStream = BoxStream<'static, Result<StdioData, Status>>;

    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<Self::StreamStdioStream>, Status> {
        let silence = stream::pending().take_until(self.shutdown.clone().cancelled_owned());
        Ok(Response::new(silence.boxed()))
    }
}

/// Always healthy.
#[derive(Debug)]
pub(super) struct Healthy;

/// `plugin` is the name that go-plugin requests; the empty name means the whole server.
fn is_known(service: &str) -> bool {
    matches!(service, "plugin" | "")
}

fn serving() -> HealthCheckResponse {
    HealthCheckResponse { status: ServingStatus::Serving.into() }
}

fn unknown() -> Status {
    Status::not_found("the health of `plugin` is all that is known here")
}

#[async_trait]
impl Health for Healthy {
    type WatchStream = BoxStream<'static, Result<HealthCheckResponse, Status>>;

    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        if is_known(&request.get_ref().service) { Ok(Response::new(serving())) } else { Err(unknown()) }
    }

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        if !is_known(&request.get_ref().service) {
            return Err(unknown());
        }
        Ok(Response::new(stream::iter([Ok(serving())]).chain(stream::pending()).boxed()))
    }
}
