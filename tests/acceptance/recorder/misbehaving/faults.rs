//! One fault in each kind of answer: the procedure, how its answer is spoiled, and what the check says of it.

use plugin_framework::proto::tfplugin6 as wire;
use plugin_framework::value::DynamicValue;

use super::life::{POLICY, set, some};
use super::{Spoil, spoil, spoil_one};

pub(super) type Fault = (&'static str, Spoil, &'static str);

/// Of schemas, validation, upgrades and generated configuration.
pub(super) fn of_declarations() -> Vec<Fault> {
    vec![
        (
            "GetProviderSchema",
            spoil_one(|it: &mut wire::get_provider_schema::Response| {
                let block = it.resource_schemas.get_mut(POLICY).unwrap().block.as_mut().unwrap();
                (block.attributes[0].required, block.attributes[0].optional) = (true, true);
            }),
            "required and optional",
        ),
        (
            "GetResourceIdentitySchemas",
            spoil_one(|it: &mut wire::get_resource_identity_schemas::Response| {
                it.identity_schemas.get_mut(POLICY).unwrap().version = -1;
            }),
            "negative version",
        ),
        (
            "ValidateResourceConfig",
            spoil_one(|it: &mut wire::validate_resource_config::Response| {
                it.diagnostics.push(wire::Diagnostic { summary: "said".to_owned(), ..Default::default() });
            }),
            "diagnostic without severity",
        ),
        (
            "UpgradeResourceState",
            spoil_one(|it: &mut wire::upgrade_resource_state::Response| {
                it.upgraded_state = some(&DynamicValue::object([("id", "7".into())]));
            }),
            "not exactly the attributes",
        ),
        (
            "GenerateResourceConfig",
            spoil_one(|it: &mut wire::generate_resource_config::Response| {
                set(&mut it.config, "id", "7".into());
            }),
            "no argument to be generated",
        ),
    ]
}

/// Of plans, applies, reads and imports.
pub(super) fn of_resources() -> Vec<Fault> {
    vec![
        (
            "PlanResourceChange",
            spoil_one(|it: &mut wire::plan_resource_change::Response| {
                set(&mut it.planned_state, "name", "other".into());
            }),
            "neither the configured nor the prior value",
        ),
        (
            "PlanResourceChange",
            spoil_one(|it: &mut wire::plan_resource_change::Response| it.planned_state = None),
            "existence was planned against the configuration",
        ),
        (
            "PlanResourceChange",
            spoil_one(|it: &mut wire::plan_resource_change::Response| {
                it.deferred = Some(wire::Deferred::default());
            }),
            "deferred although it was not allowed",
        ),
        (
            "ApplyResourceChange",
            spoil_one(|it: &mut wire::apply_resource_change::Response| {
                set(&mut it.new_state, "id", DynamicValue::Unknown);
            }),
            "unknown after apply",
        ),
        (
            "ApplyResourceChange",
            spoil_one(|it: &mut wire::apply_resource_change::Response| {
                set(&mut it.new_state, "name", "other".into());
            }),
            "another value than planned",
        ),
        (
            "ApplyResourceChange",
            spoil_one(|it: &mut wire::apply_resource_change::Response| it.new_identity = None),
            "an object without identity",
        ),
        (
            "ImportResourceState",
            spoil_one(|it: &mut wire::import_resource_state::Response| {
                it.imported_resources.push(it.imported_resources[0].clone());
            }),
            "2 objects imported",
        ),
        (
            "ReadResource",
            spoil_one(|it: &mut wire::read_resource::Response| it.private = Vec::new()),
            "private state was erased",
        ),
        (
            "ReadResource",
            spoil_one(|it: &mut wire::read_resource::Response| it.new_identity = None),
            "the identity was erased",
        ),
    ]
}

/// Of lists, data sources, actions and functions.
pub(super) fn of_others() -> Vec<Fault> {
    vec![
        (
            "ListResource",
            spoil(|events: &mut Vec<wire::list_resource::Event>| events.push(events[0].clone())),
            "an object twice",
        ),
        (
            "ReadDataSource",
            spoil_one(|it: &mut wire::read_data_source::Response| {
                set(&mut it.state, "policies", DynamicValue::Unknown);
            }),
            "an unknown value",
        ),
        (
            "InvokeAction",
            spoil(|events: &mut Vec<wire::invoke_action::Event>| events.push(events[0].clone())),
            "after the completion",
        ),
        (
            "CallFunction",
            spoil_one(|it: &mut wire::call_function::Response| it.result = None),
            "a result or an error",
        ),
    ]
}
