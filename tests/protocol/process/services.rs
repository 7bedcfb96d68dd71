//! What else Terraform calls on the socket, and how large a request may be.

use super::*;
use plugin_framework::proto::{
    plugin::grpc_stdio_client::GrpcStdioClient,
    tfplugin6::{DynamicValue, provider_client::ProviderClient, validate_provider_config},
};
use tonic::{Code, codec::ProstCodec, codegen::http::uri::PathAndQuery};

#[tokio::test]
async fn stdio_stream_stays_open_and_silent() {
    let mut plugin = Plugin::start(&[]);
    let channel = connect(&plugin.socket().await).await;
    let mut output = GrpcStdioClient::new(channel.clone()).stream_stdio(()).await.unwrap().into_inner();
    let silence = timeout(Duration::from_millis(200), output.message()).await;
    assert!(silence.is_err(), "{silence:?}");
    shut_down(&channel).await;
    assert!(output.message().await.unwrap().is_none(), "ended, not cut off");
    assert_eq!(plugin.end().await.status, Some(0));
}

#[tokio::test]
async fn the_broker_is_declined_and_the_connection_stays() {
    let mut plugin = Plugin::start(&[]);
    let channel = connect(&plugin.socket().await).await;
    let mut broker = tonic::client::Grpc::new(channel.clone());
    broker.ready().await.unwrap();
    let path = PathAndQuery::from_static("/plugin.GRPCBroker/StartStream");
    let codec = ProstCodec::<(), ()>::default();
    let refusal = broker.unary(tonic::Request::new(()), path, codec).await.unwrap_err();
    assert_eq!(refusal.code(), Code::Unimplemented);
    assert_serving(health(&channel).await);
}

#[tokio::test]
async fn the_health_of_anything_else_is_unknown() {
    let mut plugin = Plugin::start(&[]);
    let channel = connect(&plugin.socket().await).await;
    let request = HealthCheckRequest { service: "kettle".to_owned() };
    let refusal = HealthClient::new(channel.clone()).check(request).await.unwrap_err();
    assert_eq!(refusal.code(), Code::NotFound);
    assert_serving(health(&channel).await);
}

#[tokio::test]
async fn a_request_of_100_mib_is_read() {
    let mut plugin = Plugin::start(&[]);
    let channel = connect(&plugin.socket().await).await;
    let config = DynamicValue { msgpack: vec![0xc0; 100 << 20], json: vec![] };
    let request = validate_provider_config::Request { config: Some(config) };
    let answer = ProviderClient::new(channel.clone()).validate_provider_config(request).await;
    // What the provider makes of such a thing is its own affair; too long it must not find it.
    assert_ne!(answer.err().map(|refusal| refusal.code()), Some(Code::OutOfRange));
    assert_serving(health(&channel).await);
}
