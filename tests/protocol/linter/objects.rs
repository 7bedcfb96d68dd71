//! Core's checks of objects: plans, results of applies, refreshes and imports.

use std::collections::BTreeSet;

use plugin_framework::proto::tfplugin6::{
    self as wire, apply_resource_change as applying, generate_resource_config as generating,
    import_resource_state as importing, plan_resource_change as planning, read_resource as reading,
    schema::Attribute,
};
use plugin_framework::value::{DynamicValue, SmolStr};

use super::{decoded, diagnostics, failed};

type Attributes<'a> = &'a [Attribute];

fn attributes(schema: &wire::Schema) -> Attributes<'_> {
    schema.block.as_ref().map_or(&[], |block| &block.attributes)
}

/// An object that is exactly what its schema says, with nothing write-only in it.
fn conforming(all: Attributes<'_>, object: &DynamicValue, place: &str, faults: &mut Vec<String>) {
    let DynamicValue::Map(members) = object else { return };
    let declared: BTreeSet<_> = all.iter().map(|it| it.name.as_str()).collect();
    let given: BTreeSet<_> = members.keys().map(SmolStr::as_str).collect();
    if declared != given {
        let differ: Vec<_> = declared.symmetric_difference(&given).collect();
        faults.push(format!("{place}: not exactly the attributes: {differ:?}"));
    }
    for it in all {
        let (value, place) = (object.get(&it.name), format!("{place}.{}", it.name));
        if it.write_only && !value.is_null() {
            faults.push(format!("{place}: a write-only value"));
        }
        match (&it.nested_type, value) {
            (Some(nested), DynamicValue::List(elements)) => {
                for element in elements {
                    conforming(&nested.attributes, element, &place, faults);
                }
            }
            (Some(nested), DynamicValue::Map(_)) => conforming(&nested.attributes, value, &place, faults),
            _ => {}
        }
    }
}

fn object(
    schema: &wire::Schema,
    value: Option<&wire::DynamicValue>,
    what: &str,
    faults: &mut Vec<String>,
) -> DynamicValue {
    match decoded(value) {
        Ok(object) => {
            conforming(attributes(schema), &object, what, faults);
            object
        }
        Err(error) => {
            faults.push(format!("{what}: {error}"));
            DynamicValue::Null
        }
    }
}

/// Everything wrong with a plan.
pub(crate) fn planned(
    schema: &wire::Schema,
    request: &planning::Request,
    answer: &planning::Response,
) -> Vec<String> {
    let mut faults = Vec::new();
    diagnostics(&answer.diagnostics, &mut faults);
    if failed(&answer.diagnostics) {
        return faults;
    }
    if answer.legacy_type_system {
        faults.push("the legacy type system".to_owned());
    }
    if answer.deferred.is_some()
        && !request.client_capabilities.as_ref().is_some_and(|it| it.deferral_allowed)
    {
        faults.push("deferred although it was not allowed".to_owned());
    }
    let plan = object(schema, answer.planned_state.as_ref(), "plan", &mut faults);
    let config = decoded(request.config.as_ref()).unwrap_or_default();
    let prior = decoded(request.prior_state.as_ref()).unwrap_or_default();
    if config.is_null() != plan.is_null() {
        faults.push("existence was planned against the configuration".to_owned());
        return faults;
    }
    valid(attributes(schema), &prior, &config, &plan, "plan", &mut faults);
    for path in &answer.requires_replace {
        let first = path.steps.first().and_then(|step| step.selector.as_ref());
        let Some(wire::attribute_path::step::Selector::AttributeName(name)) = first else {
            faults.push("requires replace: an empty path".to_owned());
            continue;
        };
        if attributes(schema).iter().all(|it| it.name != *name) {
            faults.push(format!("requires replace: no attribute {name}"));
        }
    }
    faults
}

/// Each planned value is the configured one, the prior one, or the provider's to choose.
fn valid(
    all: Attributes<'_>,
    prior: &DynamicValue,
    config: &DynamicValue,
    plan: &DynamicValue,
    place: &str,
    faults: &mut Vec<String>,
) {
    for it in all.iter().filter(|it| !it.write_only) {
        let (was, wanted, will) = (prior.get(&it.name), config.get(&it.name), plan.get(&it.name));
        let place = format!("{place}.{}", it.name);
        match (&it.nested_type, wanted, will) {
            _ if will == wanted || same_set(wanted, will) => {}
            _ if !was.is_null() && !wanted.is_null() && will == was => {}
            (_, DynamicValue::Null, _) if it.computed => {}
            (_, DynamicValue::Null, _) => faults.push(format!("{place}: a value for what is not computed")),
            (Some(nested), DynamicValue::Map(_), DynamicValue::Map(_)) => {
                valid(&nested.attributes, was, wanted, will, &place, faults);
            }
            _ => faults.push(format!("{place}: neither the configured nor the prior value")),
        }
    }
}

/// Equal but for the order, which sets have none of.
fn same_set(a: &DynamicValue, b: &DynamicValue) -> bool {
    matches!((a, b), (DynamicValue::List(_), DynamicValue::List(_))) && a.same_elements(b)
}

/// Everything wrong with the result of an apply.
pub(crate) fn applied(
    schema: &wire::Schema,
    request: &applying::Request,
    answer: &applying::Response,
) -> Vec<String> {
    let mut faults = Vec::new();
    diagnostics(&answer.diagnostics, &mut faults);
    let failed = failed(&answer.diagnostics);
    let state = object(schema, answer.new_state.as_ref(), "state", &mut faults);
    let planned = decoded(request.planned_state.as_ref()).unwrap_or_default();
    if !state.is_wholly_known() {
        faults.push("state: unknown after apply".to_owned());
    }
    match (planned.is_null(), state.is_null()) {
        (true, false) if !failed => faults.push("state: a destroyed object".to_owned()),
        (false, true) if !failed => faults.push("state: absent after apply".to_owned()),
        (false, false) if !failed => consistent(attributes(schema), &planned, &state, "state", &mut faults),
        _ => {}
    }
    if !state.is_null() && answer.new_identity.is_none() {
        faults.push("an object without identity".to_owned());
    }
    faults
}

/// Every known planned value is still there.
fn consistent(
    all: Attributes<'_>,
    planned: &DynamicValue,
    state: &DynamicValue,
    place: &str,
    faults: &mut Vec<String>,
) {
    for it in all {
        let (promised, is) = (planned.get(&it.name), state.get(&it.name));
        let place = format!("{place}.{}", it.name);
        match (&it.nested_type, promised, is) {
            (_, DynamicValue::Unknown, _) => {}
            _ if promised == is || same_set(promised, is) => {}
            (Some(nested), DynamicValue::Map(_), DynamicValue::Map(_)) => {
                consistent(&nested.attributes, promised, is, &place, faults);
            }
            _ => faults.push(format!("{place}: another value than planned")),
        }
    }
}

/// Everything wrong with a refresh.
pub(crate) fn read(
    schema: &wire::Schema,
    request: &reading::Request,
    answer: &reading::Response,
) -> Vec<String> {
    let mut faults = Vec::new();
    diagnostics(&answer.diagnostics, &mut faults);
    let state = object(schema, answer.new_state.as_ref(), "state", &mut faults);
    if !state.is_wholly_known() {
        faults.push("state: unknown after a read".to_owned());
    }
    if !state.is_null() && !request.private.is_empty() && answer.private.is_empty() {
        faults.push("private state was erased".to_owned());
    }
    let had = |it: &Option<wire::ResourceIdentityData>| it.is_some();
    if !state.is_null() && had(&request.current_identity) && !had(&answer.new_identity) {
        faults.push("the identity was erased".to_owned());
    }
    faults
}

/// Everything wrong with an object that is handed over whole: upgraded, moved, or read as a data source.
pub(crate) fn whole(
    schema: &wire::Schema,
    value: Option<&wire::DynamicValue>,
    said: &[wire::Diagnostic],
) -> Vec<String> {
    let mut faults = opened(schema, value, said);
    if !decoded(value).is_ok_and(|it| it.is_wholly_known()) {
        faults.push("an unknown value".to_owned());
    }
    faults
}

/// Everything wrong with an ephemeral resource that was opened, which stays unknown while the provider's settings are.
pub(crate) fn opened(
    schema: &wire::Schema,
    value: Option<&wire::DynamicValue>,
    said: &[wire::Diagnostic],
) -> Vec<String> {
    let mut faults = Vec::new();
    diagnostics(said, &mut faults);
    let object = object(schema, value, "object", &mut faults);
    if object.is_null() && !failed(said) {
        faults.push("no object and no error".to_owned());
    }
    faults
}

/// Everything wrong with generated configuration.
pub(crate) fn generated(schema: &wire::Schema, answer: &generating::Response) -> Vec<String> {
    let mut faults = Vec::new();
    diagnostics(&answer.diagnostics, &mut faults);
    let config = object(schema, answer.config.as_ref(), "config", &mut faults);
    for it in attributes(schema) {
        let argument = (it.required || it.optional) && !it.sensitive && !it.write_only;
        if !argument && !config.get(&it.name).is_null() {
            faults.push(format!("config.{}: no argument to be generated", it.name));
        }
    }
    faults
}

/// Everything wrong with an import.
pub(crate) fn imported(schema: &wire::Schema, answer: &importing::Response) -> Vec<String> {
    let mut faults = Vec::new();
    diagnostics(&answer.diagnostics, &mut faults);
    if !failed(&answer.diagnostics) && answer.imported_resources.len() != 1 {
        faults.push(format!("{} objects imported", answer.imported_resources.len()));
    }
    for it in &answer.imported_resources {
        let state = object(schema, it.state.as_ref(), "import", &mut faults);
        if state.is_null() || it.type_name.is_empty() || !state.is_wholly_known() {
            faults.push("import: null, unknown or without type".to_owned());
        }
    }
    faults
}
