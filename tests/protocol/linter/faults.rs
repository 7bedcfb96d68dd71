//! Each fault a provider can commit is found: a good exchange, made bad in one place at a time.

use plugin_framework::proto::tfplugin6::{
    self as wire, apply_resource_change as applying, attribute_path, import_resource_state as importing,
    invoke_action, list_resource, plan_resource_change as planning, read_resource as reading,
};
use plugin_framework::value::{self, DynamicValue};

use super::{
    action_events, applied, generated, identity_schema, imported, list_events, opened, planned, read, said,
    schema, whole,
};

fn attribute(name: &str, kind: &str) -> wire::schema::Attribute {
    let (name, kind) = (name.to_owned(), format!("{kind:?}").into_bytes());
    wire::schema::Attribute { name, r#type: kind, optional: true, ..Default::default() }
}

fn thing_schema() -> wire::Schema {
    let mut id = attribute("id", "string");
    (id.optional, id.computed) = (false, true);
    let mut secret = attribute("secret", "string");
    secret.write_only = true;
    let mut key = attribute("key", "string");
    (key.computed, key.sensitive) = (true, true);
    let attributes = vec![id, key, attribute("name", "string"), secret];
    wire::Schema { version: 0, block: Some(wire::schema::Block { attributes, ..Default::default() }) }
}

fn thing(id: DynamicValue, name: &str) -> DynamicValue {
    let (key, secret) = (DynamicValue::Null, DynamicValue::Null);
    DynamicValue::object([("id", id), ("key", key), ("name", name.into()), ("secret", secret)])
}

fn with(mut object: DynamicValue, name: &str, value: impl Into<DynamicValue>) -> Option<wire::DynamicValue> {
    object.set(name, value);
    some(&object)
}

#[expect(clippy::unnecessary_wraps, reason = "every value of the wire is optional")]
fn some(value: &DynamicValue) -> Option<wire::DynamicValue> {
    Some(wire::DynamicValue {
        msgpack: value::to_msgpack(value).expect("a value of the tests"),
        json: Vec::new(),
    })
}

#[expect(clippy::unnecessary_wraps, reason = "every value of the wire is optional")]
fn identity() -> Option<wire::ResourceIdentityData> {
    Some(wire::ResourceIdentityData { identity_data: some(&DynamicValue::object([("id", "1".into())])) })
}

/// The one fault, by a part of its text; none for an empty text.
#[track_caller]
fn expect(found: &[String], expected: &str) {
    if expected.is_empty() {
        assert_eq!(found, [""; 0]);
    } else {
        assert!(found.iter().any(|it| it.contains(expected)), "{expected:?} is not in {found:?}");
    }
}

#[test]
fn bad_plans_are_found() {
    let new = || thing(DynamicValue::Unknown, "a");
    let without_key = DynamicValue::object([("id", "1".into()), ("name", "a".into())]);
    let request = planning::Request { config: some(&thing(DynamicValue::Null, "a")), ..Default::default() };
    let check = |answer: planning::Response, expected: &str| {
        expect(&planned(&thing_schema(), &request, &answer), expected);
    };
    let plan = |planned_state| planning::Response { planned_state, ..Default::default() };
    check(plan(some(&new())), "");
    check(plan(None), "existence");
    check(plan(some(&without_key)), "not exactly the attributes");
    check(plan(with(new(), "secret", "s")), "write-only");
    check(plan(with(new(), "name", "b")), "neither the configured nor the prior");
    check(plan(with(new(), "name", DynamicValue::Unknown)), "neither the configured nor the prior");
    check(plan(Some(wire::DynamicValue { msgpack: vec![0xc1], json: Vec::new() })), "plan: ");
    check(planning::Response { legacy_type_system: true, ..plan(some(&new())) }, "legacy");
    let deferred = Some(wire::Deferred::default());
    check(planning::Response { deferred, ..plan(some(&new())) }, "deferred");
    let selector = Some(attribute_path::step::Selector::AttributeName("gone".to_owned()));
    let path = wire::AttributePath { steps: vec![attribute_path::Step { selector }] };
    check(planning::Response { requires_replace: vec![path], ..plan(some(&new())) }, "no attribute gone");
    let silent = wire::Diagnostic { summary: "said".to_owned(), ..Default::default() };
    check(planning::Response { diagnostics: vec![silent], ..plan(some(&new())) }, "without severity");
}

#[test]
fn bad_results_are_found() {
    let made = || thing("1".into(), "a");
    let request = |planned_state| applying::Request { planned_state, ..Default::default() };
    let answer = |new_state| applying::Response { new_state, new_identity: identity(), ..Default::default() };
    let create = request(some(&thing(DynamicValue::Unknown, "a")));
    let destroy = request(None);
    for (request, answer, expected) in [
        (&create, answer(some(&made())), ""),
        (&destroy, answer(None), ""),
        (&create, answer(None), "absent after apply"),
        (&destroy, answer(some(&made())), "a destroyed object"),
        (&create, answer(with(made(), "id", DynamicValue::Unknown)), "unknown after apply"),
        (&create, answer(with(made(), "name", "b")), "another value than planned"),
        (&create, answer(with(made(), "secret", "s")), "write-only"),
        (&create, applying::Response { new_identity: None, ..answer(some(&made())) }, "without identity"),
    ] {
        expect(&applied(&thing_schema(), request, &answer), expected);
    }
}

#[test]
fn bad_reads_and_imports_are_found() {
    let stored = || thing("1".into(), "a");
    let request = reading::Request {
        private: b"{}".to_vec(),
        current_identity: identity(),
        current_state: some(&stored()),
        ..Default::default()
    };
    let good = || reading::Response {
        new_state: some(&stored()),
        private: b"{}".to_vec(),
        new_identity: identity(),
        ..Default::default()
    };
    for (answer, expected) in [
        (good(), ""),
        (reading::Response { new_state: None, ..good() }, ""),
        (reading::Response { private: Vec::new(), ..good() }, "private state was erased"),
        (reading::Response { new_identity: None, ..good() }, "identity was erased"),
        (reading::Response { new_state: with(stored(), "id", DynamicValue::Unknown), ..good() }, "unknown"),
        (reading::Response { new_state: with(stored(), "secret", "s"), ..good() }, "write-only"),
    ] {
        expect(&read(&thing_schema(), &request, &answer), expected);
    }
    let object = |state, type_name: &str| importing::ImportedResource {
        type_name: type_name.to_owned(),
        state,
        ..Default::default()
    };
    for (objects, expected) in [
        (vec![object(some(&stored()), "x_thing")], ""),
        (vec![], "0 objects"),
        (vec![object(None, "x_thing")], "null, unknown or without type"),
        (vec![object(some(&stored()), "")], "null, unknown or without type"),
    ] {
        let answer = importing::Response { imported_resources: objects, ..Default::default() };
        expect(&imported(&thing_schema(), &answer), expected);
    }
}

#[test]
fn bad_schemas_are_found() {
    type Change = fn(&mut wire::schema::Attribute);
    let changes: [(Change, &str); 8] = [
        (|_| {}, ""),
        (|it| "Name".clone_into(&mut it.name), "invalid name"),
        (|it| "count".clone_into(&mut it.name), "reserved"),
        (|it| it.r#type = b"strin".to_vec(), "crashes Terraform"),
        (|it| it.r#type = Vec::new(), "neither type nor nested type"),
        (|it| it.optional = false, "neither required"),
        (|it| it.required = true, "required and optional"),
        (|it| (it.write_only, it.computed) = (true, true), "write-only where"),
    ];
    for (change, expected) in changes {
        let mut bad = thing_schema();
        change(&mut bad.block.as_mut().unwrap().attributes[2]);
        expect(&schema(&bad), expected);
    }
    expect(&schema(&wire::Schema { version: -1, block: None }), "crashes Terraform");
    let bad = wire::resource_identity_schema::IdentityAttribute::default();
    let bad = wire::ResourceIdentitySchema { version: 0, identity_attributes: vec![bad] };
    expect(&identity_schema(&bad), "either required or optional");
}

#[test]
fn bad_list_events_are_found() {
    let id = wire::resource_identity_schema::IdentityAttribute {
        name: "id".to_owned(),
        r#type: br#""string""#.to_vec(),
        required_for_import: true,
        ..Default::default()
    };
    let ids = wire::ResourceIdentitySchema { version: 0, identity_attributes: vec![id] };
    let request = list_resource::Request { include_resource_object: true, limit: 1, ..Default::default() };
    let good = || list_resource::Event {
        identity: identity(),
        display_name: "a".to_owned(),
        resource_object: some(&thing("1".into(), "a")),
        diagnostic: Vec::new(),
    };
    let said = |severity: wire::diagnostic::Severity| list_resource::Event {
        diagnostic: vec![wire::Diagnostic {
            severity: severity.into(),
            summary: "said".to_owned(),
            ..Default::default()
        }],
        ..Default::default()
    };
    let (error, warning) = (wire::diagnostic::Severity::Error, wire::diagnostic::Severity::Warning);
    let no_id = Some(wire::ResourceIdentityData { identity_data: some(&DynamicValue::object([])) });
    let secret = with(thing("1".into(), "a"), "key", "k");
    let unknown = with(thing("1".into(), "a"), "name", DynamicValue::Unknown);
    for (events, expected) in [
        (vec![good(), said(warning)], ""),
        (vec![list_resource::Event::default()], "an event of nothing"),
        (vec![good(), good()], "twice"),
        (vec![good(), good()], "more objects than the limit"),
        (vec![said(error), good()], "after an error"),
        (vec![said(warning), good()], "after a warning"),
        (vec![list_resource::Event { display_name: String::new(), ..good() }], "no display name"),
        (vec![list_resource::Event { identity: no_id, ..good() }], "identity without id"),
        (vec![list_resource::Event { resource_object: None, ..good() }], "not asked for, or none"),
        (vec![list_resource::Event { resource_object: secret, ..good() }], "a secret in key"),
        (vec![list_resource::Event { resource_object: unknown, ..good() }], "unknown value"),
    ] {
        expect(&list_events(&thing_schema(), &ids, &request, &events), expected);
    }
}

#[test]
fn bad_action_events_are_found() {
    use invoke_action::event::{Completed, Progress, Type};
    let event = |it| invoke_action::Event { r#type: Some(it) };
    let progress = |text: &str| event(Type::Progress(Progress { message: text.to_owned() }));
    let done = || event(Type::Completed(Completed::default()));
    for (events, expected) in [
        (vec![progress("on it"), done()], ""),
        (vec![], "no completion"),
        (vec![progress("on it")], "no completion"),
        (vec![done(), done()], "after the completion"),
        (vec![done(), progress("late")], "after the completion"),
        (vec![progress(""), done()], "an empty message"),
        (vec![invoke_action::Event { r#type: None }, done()], "crashes Terraform"),
    ] {
        expect(&action_events(&events), expected);
    }
}

#[test]
fn bad_objects_and_generated_configuration_are_found() {
    let stored = || thing("1".into(), "a");
    let open = with(stored(), "name", DynamicValue::Unknown);
    for (value, expected) in [
        (some(&stored()), ""),
        (None, "no object and no error"),
        (open.clone(), "an unknown value"),
        (with(stored(), "secret", "s"), "write-only"),
        (some(&DynamicValue::object([("id", "1".into())])), "not exactly the attributes"),
    ] {
        expect(&whole(&thing_schema(), value.as_ref(), &[]), expected);
    }
    expect(&opened(&thing_schema(), open.as_ref(), &[]), "");
    expect(&said(&[wire::Diagnostic::default()]), "without severity");
    let argument = || thing(DynamicValue::Null, "a");
    for (config, expected) in [
        (some(&argument()), ""),
        (some(&stored()), "config.id: no argument"),
        (with(argument(), "key", "k"), "config.key: no argument"),
        (with(argument(), "secret", "s"), "write-only"),
    ] {
        let answer = wire::generate_resource_config::Response { config, ..Default::default() };
        expect(&generated(&thing_schema(), &answer), expected);
    }
}
