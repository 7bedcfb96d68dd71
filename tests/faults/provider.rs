//! Terraform's part: configure, read, plan and apply one object, against the provider's server in this process.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use aiadmin::provider::{Env, Summary};
use aiadmin::registry;
use plugin_framework::engine::{Clock, Host};
use plugin_framework::proto::tfplugin6::{
    self as wire, apply_resource_change as applying, configure_provider, plan_resource_change as planning,
    provider_server::Provider as _, read_resource as reading,
};
use plugin_framework::server::Service;
use plugin_framework::value::DynamicValue;
use serde_json::{Value, json};
use tokio::net::TcpSocket;
use tokio::runtime::Runtime;
use tonic::Request;

use crate::linter;
use crate::sandbox::Sandbox;
use crate::terraform::{decoded, said, some, whole};

/// The version of Terraform that is played, where a test names no other.
const TERRAFORM: &str = "1.11.4";

/// The provider's server, configured for one sandbox.
pub(crate) struct Provider {
    service: Service,
    runtime: Runtime,
    schemas: OnceCell<BTreeMap<String, wire::Schema>>,
    /// An address that is bound and on which nobody listens, so that no other test gets it.
    _reserved: Option<TcpSocket>,
}

/// One object as Terraform stores it, and what was said when it got so.
#[derive(Debug, Default)]
pub(crate) struct Object {
    pub(crate) state: DynamicValue,
    private: Vec<u8>,
    /// Each diagnostic as one line, its severity first.
    pub(crate) said: Vec<String>,
}

impl Object {
    pub(crate) fn is_stored(&self) -> bool {
        !self.state.is_null()
    }

    pub(crate) fn failed(&self) -> bool {
        self.said.iter().any(|line| line.starts_with("error"))
    }

    /// Whether a diagnostic holds this text.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.said.iter().any(|line| line.contains(text))
    }

    /// An attribute as JSON.
    pub(crate) fn get(&self, name: &str) -> Value {
        serde_json::to_value(self.state.get(name)).unwrap()
    }

    /// A text attribute.
    pub(crate) fn text(&self, name: &str) -> String {
        self.state.get(name).text().unwrap_or_else(|| panic!("`{name}` is no text: {self:?}")).to_owned()
    }
}

/// A plan for one object.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    request: applying::Request,
    pub(crate) warnings: Vec<String>,
}

impl Plan {
    /// The planned object.
    pub(crate) fn state(&self) -> DynamicValue {
        decoded(self.request.planned_state.as_ref())
    }

    /// Whether nothing is to be done.
    pub(crate) fn is_empty(&self) -> bool {
        self.state() == decoded(self.request.prior_state.as_ref())
    }
}

impl Provider {
    /// Requests may take two seconds and are repeated once, so that a test takes seconds.
    pub(crate) fn of(sandbox: &Sandbox) -> Provider {
        Provider::by(Clock::default(), sandbox)
    }

    /// The same by another clock.
    pub(crate) fn by(clock: Clock, sandbox: &Sandbox) -> Provider {
        Provider::at(sandbox, clock, TERRAFORM, |variable| sandbox.variable(variable))
    }

    /// The same for another version of Terraform.
    pub(crate) fn for_terraform(version: &str, sandbox: &Sandbox) -> Provider {
        Provider::at(sandbox, Clock::default(), version, |variable| sandbox.variable(variable))
    }

    /// The same where nobody listens.
    pub(crate) fn unreachable(sandbox: &Sandbox) -> Provider {
        let reserved = TcpSocket::new_v4().unwrap();
        reserved.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = reserved.local_addr().unwrap();
        let provider = Provider::at(sandbox, Clock::default(), TERRAFORM, |_| format!("http://{address}"));
        Provider { _reserved: Some(reserved), ..provider }
    }

    fn at(
        sandbox: &Sandbox,
        clock: Clock,
        terraform_version: &str,
        base_url: impl Fn(&str) -> String,
    ) -> Provider {
        let common = |mut settings: Value, variable: &str| {
            settings["base_url"] = base_url(variable).into();
            // Long enough for a busy machine to answer; a fault that never answers costs it twice.
            settings["request_timeout"] = "2s".into();
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
        let service = registry::service_on(Host::at(clock), "aiadmin", Env::default(), Summary::default());
        let schema = registry::catalog("aiadmin").provider.schema();
        let config = some(&whole(&schema.attrs, &config));
        let terraform_version = terraform_version.to_owned();
        let request = configure_provider::Request { config, terraform_version, ..Default::default() };
        let answer =
            runtime.block_on(service.configure_provider(Request::new(request))).unwrap().into_inner();
        assert_eq!(said(&answer.diagnostics), [""; 0]);
        Provider { service, runtime, schemas: OnceCell::new(), _reserved: None }
    }

    /// Plans and applies a new object.
    pub(crate) fn create(&self, type_name: &str, config: &Value) -> Object {
        self.update(type_name, &Object::default(), config)
    }

    /// Plans and applies a change in place; a plan to replace the object fails the test.
    pub(crate) fn update(&self, type_name: &str, prior: &Object, config: &Value) -> Object {
        self.apply(&self.plan(type_name, prior, config))
    }

    /// Plans and applies a deletion.
    pub(crate) fn destroy(&self, type_name: &str, prior: &Object) -> Object {
        self.apply(&self.plan_destroy(type_name, prior))
    }

    /// Plans a deletion; an error fails the test.
    pub(crate) fn plan_destroy(&self, type_name: &str, prior: &Object) -> Plan {
        self.planned(type_name, prior, &DynamicValue::Null)
    }

    /// Plans an object; a plan to replace it, and an error, fail the test.
    pub(crate) fn plan(&self, type_name: &str, prior: &Object, config: &Value) -> Plan {
        let catalog = registry::catalog("aiadmin");
        let resource = catalog.resources.iter().find(|it| it.name() == type_name).unwrap();
        self.planned(type_name, prior, &whole(&resource.schema().attrs, config))
    }

    fn planned(&self, type_name: &str, prior: &Object, config: &DynamicValue) -> Plan {
        let request = planning::Request {
            type_name: type_name.to_owned(),
            prior_state: some(&prior.state),
            prior_private: prior.private.clone(),
            config: some(config),
            ..Default::default()
        };
        let planned = self
            .runtime
            .block_on(self.service.plan_resource_change(Request::new(request.clone())))
            .unwrap()
            .into_inner();
        let schema = self.schema(type_name);
        assert_eq!(linter::planned(&schema, &request, &planned), [""; 0], "{type_name}");
        let (errors, warnings): (Vec<_>, Vec<_>) =
            said(&planned.diagnostics).into_iter().partition(|line| line.starts_with("error"));
        assert_eq!(errors, [""; 0]);
        assert!(planned.requires_replace.is_empty(), "{type_name} is to be replaced: {prior:?}");
        let request = applying::Request {
            type_name: type_name.to_owned(),
            prior_state: some(&prior.state),
            planned_state: planned.planned_state,
            planned_private: planned.planned_private,
            config: some(config),
            ..Default::default()
        };
        Plan { request, warnings }
    }

    /// Applies a plan.
    pub(crate) fn apply(&self, Plan { request, .. }: &Plan) -> Object {
        let applied = self
            .runtime
            .block_on(self.service.apply_resource_change(Request::new(request.clone())))
            .unwrap()
            .into_inner();
        let schema = self.schema(&request.type_name);
        assert_eq!(linter::applied(&schema, request, &applied), [""; 0], "{}", request.type_name);
        object(applied.new_state.as_ref(), applied.private, &applied.diagnostics)
    }

    fn schema(&self, type_name: &str) -> wire::Schema {
        let schemas = self.schemas.get_or_init(|| {
            let request = Request::new(wire::get_provider_schema::Request {});
            let answer = self.runtime.block_on(self.service.get_provider_schema(request)).unwrap();
            answer.into_inner().resource_schemas
        });
        schemas[type_name].clone()
    }

    /// Refreshes what is stored.
    pub(crate) fn read(&self, type_name: &str, stored: &Object) -> Object {
        let request = reading::Request {
            type_name: type_name.to_owned(),
            current_state: some(&stored.state),
            private: stored.private.clone(),
            ..Default::default()
        };
        let read = self.service.read_resource(Request::new(request.clone()));
        let read = self.runtime.block_on(read).unwrap().into_inner();
        assert_eq!(linter::read(&self.schema(type_name), &request, &read), [""; 0], "{type_name}");
        object(read.new_state.as_ref(), read.private, &read.diagnostics)
    }
}

fn object(state: Option<&wire::DynamicValue>, private: Vec<u8>, diagnostics: &[wire::Diagnostic]) -> Object {
    let said = said(diagnostics);
    for line in &said {
        assert!(!line.contains("/{"), "a template in place of the path that was requested: {line}");
    }
    Object { state: decoded(state), private, said }
}
