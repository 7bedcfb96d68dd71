//! Terraform's part: configure, plan and apply one object, against the provider's server in this process.

use aiadmin::framework::proto::tfplugin6::{
    self as wire, apply_resource_change as applying, configure_provider, diagnostic::Severity,
    plan_resource_change as planning, provider_server::Provider as _,
};
use aiadmin::framework::schema::{Attr, Kind};
use aiadmin::framework::server::Service;
use aiadmin::framework::value::{self, Tree};
use aiadmin::provider::{Env, Summary};
use aiadmin::registry;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tonic::Request;

use crate::sandbox::Sandbox;

/// The provider's server, configured for one sandbox.
pub(crate) struct Provider {
    service: Service,
    runtime: Runtime,
}

/// What an apply ended in.
#[derive(Debug)]
pub(crate) struct Applied {
    pub(crate) state: Tree,
    /// Each diagnostic as one line, its severity first.
    pub(crate) said: Vec<String>,
}

impl Provider {
    /// Requests may take a second and are repeated once, so that a test takes seconds.
    pub(crate) fn of(sandbox: &Sandbox) -> Provider {
        let common = |mut settings: Value, base_url: &str| {
            settings["base_url"] = sandbox.variable(base_url).into();
            settings["request_timeout"] = "1s".into();
            settings["max_retries"] = 1.into();
            settings
        };
        let corti = json!({
            "project_id": sandbox.variable("CORTI_PROJECT_ID"),
            "email": sandbox.variable("CORTI_EMAIL"),
            "password": sandbox.variable("CORTI_PASSWORD"),
        });
        let config = json!({
            "corti": common(corti, "CORTI_BASE_URL"),
            "cortecs": common(json!({"management_key": sandbox.variable("CORTECS_MANAGEMENT_KEY")}), "CORTECS_BASE_URL"),
            "confident": common(json!({"api_key": sandbox.variable("CONFIDENT_ORG_API_KEY")}), "CONFIDENT_BASE_URL"),
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let service = registry::service("aiadmin", Env::default(), Summary::default());
        let schema = registry::catalog("aiadmin").provider.schema();
        let config = wire(&whole(&schema.attrs, &config));
        let request = configure_provider::Request { config, ..Default::default() };
        let answer =
            runtime.block_on(service.configure_provider(Request::new(request))).unwrap().into_inner();
        assert_eq!(said(&answer.diagnostics), [""; 0]);
        Provider { service, runtime }
    }

    /// Plans and applies a new object.
    pub(crate) fn create(&self, type_name: &str, config: &Value) -> Applied {
        let catalog = registry::catalog("aiadmin");
        let resource = catalog.resources.iter().find(|it| it.name() == type_name).unwrap();
        let config = wire(&whole(&resource.schema().attrs, config));
        let request = planning::Request {
            type_name: type_name.to_owned(),
            prior_state: wire(&Tree::Null),
            config: config.clone(),
            ..Default::default()
        };
        let planned = self
            .runtime
            .block_on(self.service.plan_resource_change(Request::new(request)))
            .unwrap()
            .into_inner();
        let errors: Vec<_> =
            said(&planned.diagnostics).into_iter().filter(|line| line.starts_with("error")).collect();
        assert_eq!(errors, [""; 0]);
        let request = applying::Request {
            type_name: type_name.to_owned(),
            prior_state: wire(&Tree::Null),
            planned_state: planned.planned_state,
            planned_private: planned.planned_private,
            config,
            ..Default::default()
        };
        let applied = self
            .runtime
            .block_on(self.service.apply_resource_change(Request::new(request)))
            .unwrap()
            .into_inner();
        let state = applied.new_state.map_or(Tree::Null, |it| value::from_msgpack(&it.msgpack).unwrap());
        Applied { state, said: said(&applied.diagnostics) }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every value of the wire is optional")]
fn wire(tree: &Tree) -> Option<wire::DynamicValue> {
    Some(wire::DynamicValue { msgpack: value::to_msgpack(tree).unwrap(), json: Vec::new() })
}

/// The configuration with everything that is not said as null, as Terraform sends it.
fn whole(attrs: &[Attr], said: &Value) -> Tree {
    let member = |attr: &Attr| {
        let value = match (&attr.kind, said.get(attr.name)) {
            (_, None | Some(Value::Null)) => Tree::Null,
            (Kind::Object(members), Some(object)) => whole(members, object),
            (_, Some(plain)) => serde_json::from_value(plain.clone()).unwrap(),
        };
        (attr.name.to_owned(), value)
    };
    Tree::Map(attrs.iter().map(member).collect())
}

fn said(diagnostics: &[wire::Diagnostic]) -> Vec<String> {
    let line = |it: &wire::Diagnostic| {
        let severity = if it.severity() == Severity::Error { "error" } else { "warning" };
        format!("{severity}: {}: {}", it.summary, it.detail)
    };
    diagnostics.iter().map(line).collect()
}
