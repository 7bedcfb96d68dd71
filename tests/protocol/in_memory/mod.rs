//! The real server with a scripted resource, asked by a client in the same process: no executable, no socket, no TLS.

mod apply;
mod ending;
mod ephemeral;
mod hostile;
mod import;
mod plan;
mod read;
mod served;
mod thing;
mod versions;

use plugin_framework::engine::{Host, Provider};
use plugin_framework::proto::tfplugin6::{self as wire, provider_client::ProviderClient};
use plugin_framework::server::{Served, Service};
use plugin_framework::value::DynamicValue;
use tonic::transport::Channel;

use crate::terraform::{connected, decoded, some};
use thing::{Script, Thing};

/// A client of a server whose `x_thing` follows `script`.
async fn connect(script: Script) -> ProviderClient<Channel> {
    connect_to(Box::new(thing::Nothing), script).await
}

/// The same where the provider's settings are known only after apply.
async fn connect_waiting(script: Script) -> ProviderClient<Channel> {
    connect_to(Box::new(thing::Waiting), script).await
}

async fn connect_to(provider: Box<dyn Provider>, script: Script) -> ProviderClient<Channel> {
    connect_service(service(provider, script)).await
}

fn service(provider: Box<dyn Provider>, script: Script) -> Service {
    let host = Host::default();
    Service::new(
        host.clone(),
        Served {
            provider,
            resources: vec![host.resource(Thing(script.clone()))],
            data_sources: vec![host.data_source(thing::Things)],
            ephemerals: vec![host.ephemeral(thing::Token(script))],
            list_resources: Vec::new(),
            actions: Vec::new(),
            functions: Vec::new(),
            siblings: &["x", "y"],
        },
    )
}

async fn connect_service(service: Service) -> ProviderClient<Channel> {
    let mut client = connected(service).await;
    let config = some(&DynamicValue::object([]));
    client
        .configure_provider(wire::configure_provider::Request { config, ..Default::default() })
        .await
        .unwrap();
    client
}

/// A whole `x_thing`; what is not named is null.
fn thing<const N: usize>(members: [(&str, DynamicValue); N]) -> DynamicValue {
    let names =
        ["id", "name", "region", "note", "secret_wo", "secret_wo_version", "key", "protected", "limits"];
    let mut object = DynamicValue::object(names.map(|name| (name, DynamicValue::Null)));
    for (name, value) in members {
        object.set(name, value);
    }
    object
}

/// Each diagnostic as one line: severity, attribute, summary and the first line of the detail.
fn said(diagnostics: &[wire::Diagnostic]) -> Vec<String> {
    let line = |it: &wire::Diagnostic| {
        assert_ne!(it.severity(), wire::diagnostic::Severity::Invalid, "Terraform ignores these");
        let steps = it.attribute.as_ref().map_or(&[][..], |path| &path.steps);
        assert!(it.attribute.is_none() || !steps.is_empty(), "an empty path loses the source snippet");
        let steps: Vec<_> = steps.iter().filter_map(|step| step.selector.as_ref()).collect();
        let severity = format!("{:?}", it.severity()).to_lowercase();
        let place = match &steps[..] {
            [] => String::new(),
            steps => format!(" at {steps:?}")
                .replace("AttributeName(\"", "")
                .replace("ElementKeyString(\"", "")
                .replace("\")", ""),
        };
        format!("{severity}{place}: {}: {}", it.summary, it.detail.lines().next().unwrap_or_default())
    };
    diagnostics.iter().map(line).collect()
}
