//! Core's rules for the streams of lists and actions, and what it leaves unchecked.

use std::collections::BTreeSet;

use plugin_framework::proto::tfplugin6::{
    self as wire, invoke_action, invoke_action::event::Type, list_resource, schema::Attribute,
};
use plugin_framework::value::DynamicValue;

use super::{decoded, diagnostics, failed};

/// Everything wrong with the events of a list.
pub(crate) fn list_events(
    schema: &wire::Schema,
    identity: &wire::ResourceIdentitySchema,
    request: &list_resource::Request,
    events: &[list_resource::Event],
) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let (mut ended, mut warned, mut found) = (false, false, 0_i64);
    for event in events {
        diagnostics(&event.diagnostic, &mut faults);
        if ended {
            faults.push("an event after an error".to_owned());
        }
        ended |= failed(&event.diagnostic);
        let Some(given) = &event.identity else {
            if event.diagnostic.is_empty() {
                faults.push("an event of nothing".to_owned());
            }
            warned |= !event.diagnostic.is_empty();
            continue;
        };
        found += 1;
        if warned {
            faults.push("an object after a warning, which Terraform skips".to_owned());
        }
        let given = decoded(given.identity_data.as_ref()).unwrap_or_default();
        for it in identity.identity_attributes.iter().filter(|it| it.required_for_import) {
            if given.get(&it.name).text().is_none() {
                faults.push(format!("identity without {}", it.name));
            }
        }
        if !seen.insert(given.to_string()) {
            faults.push("an object twice".to_owned());
        }
        if event.display_name.is_empty() {
            faults.push("no display name".to_owned());
        }
        if event.resource_object.is_some() != request.include_resource_object {
            faults.push("an object that was not asked for, or none".to_owned());
        }
        let object = decoded(event.resource_object.as_ref()).unwrap_or_default();
        if !object.is_wholly_known() {
            faults.push("an unknown value in an object".to_owned());
        }
        let attributes = schema.block.as_ref().map_or(&[][..], |block| &block.attributes);
        secrets(attributes, &object, &mut faults);
    }
    if found > request.limit.max(0) {
        faults.push("more objects than the limit".to_owned());
    }
    faults
}

fn secrets(attributes: &[Attribute], object: &DynamicValue, faults: &mut Vec<String>) {
    for it in attributes.iter().filter(|it| it.sensitive || it.write_only) {
        if !object.get(&it.name).is_null() {
            faults.push(format!("a secret in {}", it.name));
        }
    }
}

/// Everything wrong with the events of an invocation.
pub(crate) fn action_events(events: &[invoke_action::Event]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut completions = 0;
    for event in events {
        if completions > 0 {
            faults.push("an event after the completion".to_owned());
        }
        match &event.r#type {
            None => faults.push("an event of nothing, which crashes Terraform".to_owned()),
            Some(Type::Progress(progress)) if progress.message.is_empty() => {
                faults.push("an empty message".to_owned());
            }
            Some(Type::Progress(_)) => {}
            Some(Type::Completed(completed)) => {
                completions += 1;
                diagnostics(&completed.diagnostics, &mut faults);
            }
        }
    }
    if completions == 0 {
        faults.push("no completion, which passes for success".to_owned());
    }
    faults
}
