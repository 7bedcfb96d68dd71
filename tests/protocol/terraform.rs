//! Terraform's part in the protocol, played against the provider's server in this process, or against the built executable where
//! [`EXECUTABLE`] is set, and a sandbox of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use aiadmin::provider::{Env, Summary};
use aiadmin::registry;
use hyper_util::rt::TokioIo;
use plugin_framework::engine::Id;
use plugin_framework::proto::tfplugin6::{
    self as wire, configure_provider, diagnostic::Severity, provider_client::ProviderClient,
    provider_server::ProviderServer,
};
use plugin_framework::schema::{Attr, Kind};
use plugin_framework::server::Service;
use plugin_framework::value::{self, DynamicValue};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tonic::transport::{Channel, Endpoint, Server};

use crate::linter;
use crate::sandbox::Sandbox;

/// Whether to start the executable instead of a server in this process. A test runs this test again with it.
pub(crate) const EXECUTABLE: &str = "AIADMIN_TEST_EXECUTABLE";

/// A client of one provider.
pub(crate) struct Terraform {
    pub(crate) client: ProviderClient<Channel>,
    pub(crate) runtime: Runtime,
    _plugin: Option<Plugin>,
}

/// A process of the executable. It is killed when this is dropped.
struct Plugin(Child);

impl Drop for Plugin {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A client of the executable, which is started as Terraform does it where TLS is switched off.
async fn started() -> (ProviderClient<Channel>, Plugin) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_terraform-provider-aiadmin"))
        .env_clear()
        .env("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
        .env("PLUGIN_PROTOCOL_VERSIONS", "6")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let socket = line.split('|').nth(3).unwrap().to_owned();
    let connector = tower::service_fn(move |_| {
        let socket = socket.clone();
        async move { Ok::<_, std::io::Error>(TokioIo::new(tokio::net::UnixStream::connect(socket).await?)) }
    });
    let channel = Endpoint::from_static("http://plugin").connect_with_connector(connector).await.unwrap();
    (ProviderClient::new(channel), Plugin(child))
}

/// A client of `service` in this process: no executable, no socket, no TLS.
pub(crate) async fn connected(service: Service) -> ProviderClient<Channel> {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(
        Server::builder()
            .add_service(ProviderServer::new(service))
            .serve_with_incoming(tokio_stream::once(Ok::<_, std::io::Error>(theirs))),
    );
    let mut ours = Some(TokioIo::new(ours));
    let channel = Endpoint::from_static("http://in.memory")
        .connect_with_connector(tower::service_fn(move |_| {
            std::future::ready(ours.take().ok_or("one connection only"))
        }))
        .await
        .unwrap();
    ProviderClient::new(channel)
}

impl Terraform {
    /// The union provider, not configured.
    pub(crate) fn unconfigured() -> Terraform {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (client, plugin) = runtime.block_on(async {
            if std::env::var_os(EXECUTABLE).is_some() {
                let (client, plugin) = started().await;
                return (client, Some(plugin));
            }
            let service = registry::service("aiadmin", Env::default(), Summary::default());
            (connected(service).await, None)
        });
        Terraform { client, runtime, _plugin: plugin }
    }

    /// The union provider, configured for a sandbox; nothing is repeated.
    pub(crate) fn of(sandbox: &Sandbox) -> Terraform {
        let product = |mut settings: Value, variable: &str| {
            settings["base_url"] = sandbox.variable(variable).into();
            settings["max_retries"] = 0.into();
            settings
        };
        let corti = json!({
            "project_id": sandbox.variable("CORTI_PROJECT_ID"),
            "email": sandbox.variable("CORTI_EMAIL"),
            "password": sandbox.variable("CORTI_PASSWORD"),
        });
        let cortecs = json!({"management_key": sandbox.variable("CORTECS_MANAGEMENT_KEY")});
        let confident = json!({"api_key": sandbox.variable("CONFIDENT_ORG_API_KEY")});
        let mut terraform = Terraform::unconfigured();
        terraform.configure(&json!({
            "corti": product(corti, "CORTI_BASE_URL"),
            "cortecs": product(cortecs, "CORTECS_BASE_URL"),
            "confident": product(confident, "CONFIDENT_BASE_URL"),
        }));
        terraform
    }

    /// Configures the provider, with nothing said as nothing configured.
    pub(crate) fn configure(&mut self, config: &Value) {
        let schema = registry::catalog("aiadmin").provider.schema();
        let config = some(&whole(&schema.attrs, config));
        let request = configure_provider::Request { config, ..Default::default() };
        let answer = self.runtime.block_on(self.client.configure_provider(request)).unwrap().into_inner();
        assert_eq!(said(&answer.diagnostics), [""; 0]);
    }

    /// The schema and the identity schema of a resource type.
    pub(crate) fn schemas(&mut self, type_name: &str) -> (wire::Schema, wire::ResourceIdentitySchema) {
        let schemas = self.client.get_provider_schema(wire::get_provider_schema::Request {});
        let mut schemas = self.runtime.block_on(schemas).unwrap().into_inner();
        let identities =
            self.client.get_resource_identity_schemas(wire::get_resource_identity_schemas::Request {});
        let mut identities = self.runtime.block_on(identities).unwrap().into_inner();
        let schema = schemas.resource_schemas.remove(type_name).unwrap();
        (schema, identities.identity_schemas.remove(type_name).unwrap())
    }

    /// What an import of `id` stores, by import and read.
    pub(crate) fn imported(&mut self, type_name: &str, id: &Id) -> DynamicValue {
        let identity = wire::ResourceIdentityData { identity_data: some(&id.identity()) };
        let type_name = type_name.to_owned();
        let request = wire::import_resource_state::Request {
            type_name: type_name.clone(),
            identity: Some(identity),
            ..Default::default()
        };
        let imported =
            self.runtime.block_on(self.client.import_resource_state(request)).unwrap().into_inner();
        assert_eq!(said(&imported.diagnostics), [""; 0]);
        let (schema, _) = self.schemas(&type_name);
        assert_eq!(linter::imported(&schema, &imported), [""; 0], "{type_name}");
        let object = imported.imported_resources.into_iter().next().unwrap();
        let request = wire::read_resource::Request {
            type_name,
            current_state: object.state,
            private: object.private,
            current_identity: object.identity,
            ..Default::default()
        };
        let read = self.client.read_resource(request.clone());
        let read = self.runtime.block_on(read).unwrap().into_inner();
        assert_eq!(linter::read(&schema, &request, &read), [""; 0], "{}", request.type_name);
        assert_eq!(said(&read.diagnostics), [""; 0]);
        decoded(read.new_state.as_ref())
    }
}

/// A value for the wire.
#[expect(clippy::unnecessary_wraps, reason = "every value of the wire is optional")]
pub(crate) fn some(value: &DynamicValue) -> Option<wire::DynamicValue> {
    Some(wire::DynamicValue { msgpack: value::to_msgpack(value).unwrap(), json: Vec::new() })
}

/// A value from the wire; absent is null.
pub(crate) fn decoded(value: Option<&wire::DynamicValue>) -> DynamicValue {
    value.map_or(DynamicValue::Null, |it| value::from_msgpack(&it.msgpack).unwrap())
}

/// The configuration with everything that is not said as null, as Terraform sends it.
pub(crate) fn whole(attrs: &[Attr], said: &Value) -> DynamicValue {
    let member = |attr: &Attr| {
        let value = match (&attr.kind, said.get(attr.name)) {
            (_, None | Some(Value::Null)) => DynamicValue::Null,
            (Kind::Object(members), Some(object)) => whole(members, object),
            (_, Some(plain)) => serde_json::from_value(plain.clone()).unwrap(),
        };
        (attr.name, value)
    };
    DynamicValue::object(attrs.iter().map(member))
}

/// Each diagnostic as one line: severity, summary and detail.
pub(crate) fn said(diagnostics: &[wire::Diagnostic]) -> Vec<String> {
    let line = |it: &wire::Diagnostic| {
        let severity = if it.severity() == Severity::Error { "error" } else { "warning" };
        format!("{severity}: {}: {}", it.summary, it.detail)
    };
    diagnostics.iter().map(line).collect()
}
