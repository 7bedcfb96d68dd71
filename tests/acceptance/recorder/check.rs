//! A recording by core's rules: each call's messages, against the schemas that the same plugin sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex};

use plugin_framework::proto::tfplugin6::{self as wire, get_provider_schema, get_resource_identity_schemas};
use prost::Message;

use super::http2::Call;
use super::locked;
use crate::linter;

/// Everything wrong with the calls, each with the name of the procedure.
pub(super) fn faults(calls: &[Call]) -> Vec<String> {
    let calls: Vec<Plain> = calls.iter().map(Plain::of).collect();
    let schemas = Schemas(calls.iter().filter_map(Declared::of).collect());
    let mut found: BTreeSet<String> = schemas.0.iter().flat_map(|it| it.faults.iter().cloned()).collect();
    for call in &calls {
        found.extend(schemas.faults(call).into_iter().map(|it| format!("{}: {it}", call.name)));
    }
    found.into_iter().collect()
}

/// A call whose messages are taken out of their frames.
struct Plain {
    name: String,
    request: Vec<Vec<u8>>,
    response: Vec<Vec<u8>>,
}

impl Plain {
    fn of(call: &Call) -> Plain {
        let name = call.path.rsplit('/').next().unwrap_or_default().to_owned();
        Plain { name, request: messages(&call.request), response: messages(&call.response) }
    }

    fn request<M: Message + Default>(&self) -> M {
        self.request
            .first()
            .map(|it| M::decode(&it[..]).expect("a message of the protocol"))
            .unwrap_or_default()
    }

    fn responses<M: Message + Default>(&self) -> Vec<M> {
        self.response.iter().map(|it| M::decode(&it[..]).expect("a message of the protocol")).collect()
    }

    /// The response; none when the call broke off.
    fn response<M: Message + Default>(&self) -> Option<M> {
        self.responses().into_iter().next()
    }
}

/// The messages in the frames of a call: one byte, four of length, and that many.
pub(super) fn messages(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    while let Some((head, rest)) = bytes.split_first_chunk::<5>() {
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        let Some((message, rest)) = rest.split_at_checked(length) else { break };
        messages.push(message.to_vec());
        bytes = rest;
    }
    messages
}

/// What the plugins of a recording declared.
struct Schemas(Vec<Arc<Declared>>);

/// What one response declares, and what is wrong with it.
#[derive(Default)]
struct Declared {
    faults: BTreeSet<String>,
    resources: BTreeMap<String, wire::Schema>,
    data_sources: BTreeMap<String, wire::Schema>,
    ephemerals: BTreeMap<String, wire::Schema>,
    identities: BTreeMap<String, wire::ResourceIdentitySchema>,
}

/// Every plugin of every test sends one of a few responses, so each is decoded and checked once.
static KNOWN: LazyLock<Mutex<BTreeMap<Vec<u8>, Arc<Declared>>>> = LazyLock::new(Mutex::default);

impl Declared {
    fn of(call: &Plain) -> Option<Arc<Declared>> {
        let read = match call.name.as_str() {
            "GetProviderSchema" => Declared::types,
            "GetResourceIdentitySchemas" => Declared::identities,
            _ => return None,
        };
        let response = call.response.first()?;
        let mut known = locked(&KNOWN);
        if let Some(declared) = known.get(response) {
            return Some(Arc::clone(declared));
        }
        let declared = Arc::new(read(call));
        known.insert(response.clone(), Arc::clone(&declared));
        Some(declared)
    }

    fn types(call: &Plain) -> Declared {
        let it: get_provider_schema::Response = call.response().unwrap_or_default();
        let all = it.resource_schemas.iter().chain(&it.data_source_schemas);
        let all = all.chain(&it.ephemeral_resource_schemas).chain(&it.list_resource_schemas);
        let faults =
            all.flat_map(|(name, it)| linter::schema(it).into_iter().map(move |it| format!("{name}: {it}")));
        Declared {
            faults: faults.collect(),
            resources: it.resource_schemas.into_iter().collect(),
            data_sources: it.data_source_schemas.into_iter().collect(),
            ephemerals: it.ephemeral_resource_schemas.into_iter().collect(),
            ..Declared::default()
        }
    }

    fn identities(call: &Plain) -> Declared {
        let it: get_resource_identity_schemas::Response = call.response().unwrap_or_default();
        let faults = it.identity_schemas.iter().flat_map(|(name, schema)| {
            linter::identity_schema(schema).into_iter().map(move |it| format!("{name}: {it}"))
        });
        Declared {
            faults: faults.collect(),
            identities: it.identity_schemas.into_iter().collect(),
            ..Declared::default()
        }
    }
}

impl Schemas {
    /// What the last of the responses that declare it says.
    fn find<'a, T>(&'a self, declared: impl Fn(&'a Declared) -> Option<&'a T>) -> Option<&'a T> {
        self.0.iter().rev().find_map(|it| declared(it))
    }

    /// What is wrong with one call; nothing where its type is unknown, which is Terraform's fault.
    fn faults(&self, call: &Plain) -> Vec<String> {
        self.of_resource(call).or_else(|| self.of_others(call)).unwrap_or_default()
    }

    fn of_resource(&self, call: &Plain) -> Option<Vec<String>> {
        let schema = |name: &str| self.find(|it| it.resources.get(name));
        match call.name.as_str() {
            "PlanResourceChange" => {
                let request: wire::plan_resource_change::Request = call.request();
                Some(linter::planned(schema(&request.type_name)?, &request, &call.response()?))
            }
            "ApplyResourceChange" => {
                let request: wire::apply_resource_change::Request = call.request();
                Some(linter::applied(schema(&request.type_name)?, &request, &call.response()?))
            }
            "ReadResource" => {
                let request: wire::read_resource::Request = call.request();
                Some(linter::read(schema(&request.type_name)?, &request, &call.response()?))
            }
            "ImportResourceState" => {
                let request: wire::import_resource_state::Request = call.request();
                Some(linter::imported(schema(&request.type_name)?, &call.response()?))
            }
            "UpgradeResourceState" => {
                let request: wire::upgrade_resource_state::Request = call.request();
                let it: wire::upgrade_resource_state::Response = call.response()?;
                Some(linter::whole(schema(&request.type_name)?, it.upgraded_state.as_ref(), &it.diagnostics))
            }
            "MoveResourceState" => {
                let request: wire::move_resource_state::Request = call.request();
                let it: wire::move_resource_state::Response = call.response()?;
                Some(linter::whole(
                    schema(&request.target_type_name)?,
                    it.target_state.as_ref(),
                    &it.diagnostics,
                ))
            }
            "GenerateResourceConfig" => {
                let request: wire::generate_resource_config::Request = call.request();
                Some(linter::generated(schema(&request.type_name)?, &call.response()?))
            }
            "ListResource" => {
                let request: wire::list_resource::Request = call.request();
                let (schema, identity) =
                    (schema(&request.type_name)?, self.find(|it| it.identities.get(&request.type_name))?);
                Some(linter::list_events(schema, identity, &request, &call.responses()))
            }
            _ => None,
        }
    }

    fn of_others(&self, call: &Plain) -> Option<Vec<String>> {
        /// The diagnostics of a response.
        macro_rules! said {
            ($response:ident) => {
                linter::said(&call.response::<wire::$response::Response>()?.diagnostics)
            };
        }
        Some(match call.name.as_str() {
            "ReadDataSource" => {
                let request: wire::read_data_source::Request = call.request();
                let it: wire::read_data_source::Response = call.response()?;
                let schema = self.find(|it| it.data_sources.get(&request.type_name))?;
                linter::whole(schema, it.state.as_ref(), &it.diagnostics)
            }
            "OpenEphemeralResource" => {
                let request: wire::open_ephemeral_resource::Request = call.request();
                let it: wire::open_ephemeral_resource::Response = call.response()?;
                let schema = self.find(|it| it.ephemerals.get(&request.type_name))?;
                linter::opened(schema, it.result.as_ref(), &it.diagnostics)
            }
            // A stream that a killed client broke off has no end.
            "InvokeAction" if call.response.is_empty() => return None,
            "InvokeAction" => linter::action_events(&call.responses()),
            "CallFunction" => {
                let it: wire::call_function::Response = call.response()?;
                let faults = (it.result.is_some() == it.error.is_some()).then_some("a result or an error");
                faults.into_iter().map(str::to_owned).collect()
            }
            "ValidateProviderConfig" => said!(validate_provider_config),
            "ValidateResourceConfig" => said!(validate_resource_config),
            "ValidateDataResourceConfig" => said!(validate_data_resource_config),
            "ValidateEphemeralResourceConfig" => said!(validate_ephemeral_resource_config),
            "ValidateListResourceConfig" => said!(validate_list_resource_config),
            "ValidateActionConfig" => said!(validate_action_config),
            "ConfigureProvider" => said!(configure_provider),
            "PlanAction" => said!(plan_action),
            "RenewEphemeralResource" => said!(renew_ephemeral_resource),
            "CloseEphemeralResource" => said!(close_ephemeral_resource),
            "UpgradeResourceIdentity" => said!(upgrade_resource_identity),
            _ => return None,
        })
    }
}
