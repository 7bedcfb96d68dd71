//! Requests Terraform never sends: bytes that are no values, values of other shapes, garbage for private data and
//! identities. Every type that is served answers them with diagnostics and goes on.

use aiadmin::provider::{Env, Summary};
use aiadmin::registry::service;
use plugin_framework::proto::tfplugin6::{self as wire, RawState, ResourceIdentityData};
use plugin_framework::server::Service;
use plugin_framework::value::{self, DynamicValue};
use tonic::{Code, Request};
use wire::provider_server::Provider;

const GARBAGE: [&[u8]; 8] = [
    b"\xc1",
    b"\x81",
    b"\x81\xa1a",
    b"\xdb\xff\xff\xff\xff",
    b"\xdd\xff\xff\xff\xff\xc0",
    &[0x91; 5000],
    b"\xc0\xc0",
    b"\x81\xa1\xff\xc0",
];

fn msgpack(bytes: &[u8]) -> wire::DynamicValue {
    wire::DynamicValue { msgpack: bytes.to_vec(), json: Vec::new() }
}

fn json(text: &[u8]) -> wire::DynamicValue {
    wire::DynamicValue { msgpack: Vec::new(), json: text.to_vec() }
}

/// Values that are read and fit no declaration.
fn misfits(schema: &wire::Schema) -> Vec<Option<wire::DynamicValue>> {
    let names: Vec<&str> =
        schema.block.iter().flat_map(|it| &it.attributes).map(|it| it.name.as_str()).collect();
    let strange = DynamicValue::object([("unknown", DynamicValue::List(vec![DynamicValue::Unknown]))]);
    let leaves = [
        DynamicValue::Unknown,
        true.into(),
        (-7).into(),
        "\u{0}".into(),
        DynamicValue::List(vec![strange.clone(), 7.into()]),
        strange,
    ];
    let members = leaves
        .iter()
        .map(|leaf| DynamicValue::Map(names.iter().map(|name| ((*name).into(), leaf.clone())).collect()));
    let all = members.chain(leaves.iter().cloned()).chain([DynamicValue::object([])]);
    let all = all.map(|it| msgpack(&value::to_msgpack(&it).unwrap())).chain([json(b"{\"id\":[]}")]);
    all.map(Some).chain([None]).collect()
}

fn has_error(diagnostics: &[wire::Diagnostic]) -> bool {
    diagnostics.iter().any(|it| it.severity() == wire::diagnostic::Severity::Error && !it.summary.is_empty())
}

/// Every call about a resource of this name with `value` in the place of each value; the diagnostics of each.
async fn about_resource(
    served: &Service,
    name: &str,
    value: Option<&wire::DynamicValue>,
) -> Vec<(&'static str, Vec<wire::Diagnostic>)> {
    let (type_name, value, private) = (name.to_owned(), value.cloned(), b"\xff{".to_vec());
    let mut said = Vec::new();
    macro_rules! call {
        ($method:ident, $request:expr) => {
            let answer =
                served.$method(Request::new($request)).await.expect(stringify!($method)).into_inner();
            said.push((stringify!($method), answer.diagnostics));
        };
    }
    call!(
        validate_resource_config,
        wire::validate_resource_config::Request {
            type_name: type_name.clone(),
            config: value.clone(),
            ..Default::default()
        }
    );
    call!(
        read_resource,
        wire::read_resource::Request {
            type_name: type_name.clone(),
            current_state: value.clone(),
            private: private.clone(),
            provider_meta: value.clone(),
            ..Default::default()
        }
    );
    for prior_state in [None, value.clone()] {
        call!(
            plan_resource_change,
            wire::plan_resource_change::Request {
                type_name: type_name.clone(),
                prior_state: prior_state.clone(),
                proposed_new_state: value.clone(),
                config: value.clone(),
                prior_private: private.clone(),
                ..Default::default()
            }
        );
        call!(
            apply_resource_change,
            wire::apply_resource_change::Request {
                type_name: type_name.clone(),
                prior_state,
                planned_state: value.clone(),
                config: value.clone(),
                planned_private: private.clone(),
                ..Default::default()
            }
        );
    }
    call!(
        import_resource_state,
        wire::import_resource_state::Request {
            type_name: type_name.clone(),
            identity: Some(ResourceIdentityData { identity_data: value.clone() }),
            ..Default::default()
        }
    );
    call!(generate_resource_config, wire::generate_resource_config::Request { type_name, state: value });
    said
}

#[tokio::test]
async fn resource_requests_never_crash_the_server() {
    let served = service("aiadmin", Env::default(), Summary::default());
    let schemas = served.get_provider_schema(Request::new(wire::get_provider_schema::Request {})).await;
    let schemas = schemas.unwrap().into_inner().resource_schemas;
    for (name, schema) in &schemas {
        for garbage in GARBAGE {
            for (call, diagnostics) in about_resource(&served, name, Some(&msgpack(garbage))).await {
                assert!(has_error(&diagnostics), "{name}: {call} of {garbage:?} says nothing");
            }
        }
        for misfit in misfits(schema) {
            for (call, diagnostics) in about_resource(&served, name, misfit.as_ref()).await {
                // Nothing is configured, so what reaches for the API is an error too; it never gets further.
                let acts = call == "apply_resource_change" && misfit.is_some();
                assert!(!acts || has_error(&diagnostics), "{name}: {call} of {misfit:?} says nothing");
            }
        }
    }
}

#[tokio::test]
async fn stored_state_of_any_shape_is_fitted_or_refused() {
    let served = service("aiadmin", Env::default(), Summary::default());
    let schemas = served.get_provider_schema(Request::new(wire::get_provider_schema::Request {})).await;
    for name in schemas.unwrap().into_inner().resource_schemas.into_keys() {
        for text in [b"" as &[u8], b"{", b"[]", b"7", b"null", b"\xff", b"{\"id\":{}}", &b"[".repeat(100_000)]
        {
            for version in [i64::MIN, -1, 0, 1, i64::MAX] {
                let raw = || Some(RawState { json: text.to_vec(), ..Default::default() });
                let request = wire::upgrade_resource_state::Request {
                    type_name: name.clone(),
                    version,
                    raw_state: raw(),
                };
                let answer = served.upgrade_resource_state(Request::new(request)).await.unwrap().into_inner();
                let state = answer.upgraded_state.map(|it| value::from_msgpack(&it.msgpack).unwrap());
                let fits = state.is_some_and(|it| matches!(it, DynamicValue::Map(_)) && it.is_wholly_known());
                assert!(fits || has_error(&answer.diagnostics), "{name} {text:?} {version}");

                let request = wire::upgrade_resource_identity::Request {
                    type_name: name.clone(),
                    version,
                    raw_identity: raw(),
                };
                let answer =
                    served.upgrade_resource_identity(Request::new(request)).await.unwrap().into_inner();
                // A state without an identity is none.
                let absent = matches!(text, b"" | b"null") && answer.upgraded_identity.is_none();
                assert!(absent || has_error(&answer.diagnostics), "{name} {text:?} is an identity");

                let request = wire::move_resource_state::Request {
                    source_provider_address: "x/aiadmin/corti".to_owned(),
                    source_type_name: name.clone(),
                    target_type_name: name.clone(),
                    source_schema_version: version,
                    source_state: raw(),
                    ..Default::default()
                };
                served.move_resource_state(Request::new(request)).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn data_and_settings_requests_never_crash_the_server() {
    let served = service("aiadmin", Env::default(), Summary::default());
    let schemas = served.get_provider_schema(Request::new(wire::get_provider_schema::Request {})).await;
    let schemas = schemas.unwrap().into_inner();
    for (name, schema) in &schemas.data_source_schemas {
        let garbage = GARBAGE.map(|it| Some(msgpack(it)));
        for config in misfits(schema).into_iter().chain(garbage) {
            let request = wire::read_data_source::Request {
                type_name: name.clone(),
                config: config.clone(),
                ..Default::default()
            };
            let answer = served.read_data_source(Request::new(request)).await.unwrap().into_inner();
            assert!(has_error(&answer.diagnostics), "{name}: {config:?} was read");
            let request = wire::validate_data_resource_config::Request { type_name: name.clone(), config };
            served.validate_data_resource_config(Request::new(request)).await.unwrap();
        }
    }
    for (name, schema) in &schemas.ephemeral_resource_schemas {
        let garbage = GARBAGE.map(|it| Some(msgpack(it)));
        for config in misfits(schema).into_iter().chain(garbage) {
            let request = wire::open_ephemeral_resource::Request {
                type_name: name.clone(),
                config,
                ..Default::default()
            };
            let answer = served.open_ephemeral_resource(Request::new(request)).await.unwrap().into_inner();
            assert!(has_error(&answer.diagnostics), "{name} was opened");
        }
        for private in GARBAGE.into_iter().chain([b"[]" as &[u8], b"{\"id\":[]}", b""]) {
            let (type_name, private) = (name.clone(), private.to_vec());
            let request = wire::renew_ephemeral_resource::Request {
                type_name: type_name.clone(),
                private: Some(private.clone()),
            };
            served.renew_ephemeral_resource(Request::new(request)).await.unwrap();
            let request = wire::close_ephemeral_resource::Request { type_name, private: Some(private) };
            served.close_ephemeral_resource(Request::new(request)).await.unwrap();
        }
    }
    for config in
        misfits(schemas.provider.as_ref().unwrap()).into_iter().chain(GARBAGE.map(|it| Some(msgpack(it))))
    {
        let served = service("aiadmin", Env::default(), Summary::default());
        let request = wire::validate_provider_config::Request { config: config.clone() };
        served.validate_provider_config(Request::new(request)).await.unwrap();
        let request = wire::configure_provider::Request { config, ..Default::default() };
        served.configure_provider(Request::new(request)).await.unwrap();
    }
}

#[tokio::test]
async fn a_type_nobody_serves_is_a_status_with_its_name() {
    let served = service("aiadmin", Env::default(), Summary::default());
    for name in ["", "corti_customers", "\u{0}", "corti_customer "] {
        let type_name = name.to_owned();
        let request =
            wire::plan_resource_change::Request { type_name: type_name.clone(), ..Default::default() };
        let refused = served.plan_resource_change(Request::new(request)).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{name:?}");
        let request = wire::apply_resource_change::Request { type_name, ..Default::default() };
        let refused = served.apply_resource_change(Request::new(request)).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{name:?}");
    }
}
