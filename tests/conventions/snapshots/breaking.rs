//! Which changes of a schema break somebody: what was there and no longer is, has another type, or has to be configured now.

use serde_json::{Map, Value, json};

/// The changes from `was` to `now` that break configurations or states, unless the schema version was bumped.
pub(super) fn changes(was: &Value, now: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (sort, was) in members(was) {
        let now = &now[sort];
        if now.is_null() {
            found.push(format!("the {sort} is gone"));
        } else if was["version"] == now["version"] {
            let attributes = |schema: &Value| match sort.as_str() {
                "identity" => schema["attributes"].clone(),
                _ => schema["block"]["attributes"].clone(),
            };
            compare(&attributes(was), &attributes(now), sort, &mut found);
        }
    }
    found
}

fn compare(was: &Value, now: &Value, parent: &str, found: &mut Vec<String>) {
    for (name, was) in members(was) {
        let (now, path) = (&now[name], format!("{parent}.{name}"));
        if now.is_null() {
            found.push(format!("{path} is gone"));
            continue;
        }
        if was["type"] != now["type"]
            || was["nested_type"]["nesting_mode"] != now["nested_type"]["nesting_mode"]
        {
            found.push(format!("{path} has another type"));
        }
        let is = |value: &Value, word: &str| value[word] == json!(true);
        if is(now, "required") && !is(was, "required") {
            found.push(format!("{path} has to be configured now"));
        }
        if is(was, "optional") && !is(now, "optional") && !is(now, "required") {
            found.push(format!("{path} cannot be configured any more"));
        }
        if is(was, "computed") && !is(now, "computed") && !is(was, "optional") {
            found.push(format!("{path} is not declared any more"));
        }
        if is(now, "required_for_import") && !is(was, "required_for_import") {
            found.push(format!("{path} is needed for an import now"));
        }
        compare(&was["nested_type"]["attributes"], &now["nested_type"]["attributes"], &path, found);
    }
    for (name, now) in members(now) {
        let new = was.get(name).is_none();
        if new && now["required"] == json!(true) {
            found.push(format!("{parent}.{name} is new and has to be configured"));
        }
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

#[test]
fn removals_are_breaking_and_additions_are_not() {
    #[track_caller]
    fn check(was: Value, now: Value, expected: &[&str]) {
        let snapshot =
            |attributes| json!({ "resource": { "version": 0, "block": { "attributes": attributes } } });
        assert_eq!(changes(&snapshot(was), &snapshot(now)), expected);
    }
    let optional = json!({ "type": "string", "optional": true });
    let required = json!({ "type": "string", "required": true });
    let computed = json!({ "type": "string", "computed": true });
    let described = json!({ "type": "string", "optional": true, "description": "More." });
    check(json!({ "a": optional }), json!({ "a": described, "b": optional }), &[]);
    check(json!({ "a": required }), json!({ "a": optional }), &[]);
    check(json!({ "a": optional }), json!({}), &["resource.a is gone"]);
    check(
        json!({ "a": optional }),
        json!({ "a": { "type": "number", "optional": true } }),
        &["resource.a has another type"],
    );
    check(json!({ "a": optional }), json!({ "a": required }), &["resource.a has to be configured now"]);
    check(json!({}), json!({ "a": required }), &["resource.a is new and has to be configured"]);
    check(json!({ "a": optional }), json!({ "a": computed }), &["resource.a cannot be configured any more"]);
    check(json!({ "a": computed }), json!({ "a": optional }), &["resource.a is not declared any more"]);
    let nested = |member: Value| json!({ "in": { "optional": true, "nested_type": { "nesting_mode": "single", "attributes": member } } });
    check(nested(json!({ "a": optional })), nested(json!({})), &["resource.in.a is gone"]);
}

#[test]
fn new_schema_version_may_change_but_not_vanish() {
    let was =
        json!({ "resource": { "version": 0, "block": { "attributes": { "a": { "type": "string" } } } } });
    let now = json!({ "resource": { "version": 1, "block": {} } });
    assert!(changes(&was, &now).is_empty());
    assert_eq!(changes(&was, &json!({})), ["the resource is gone"]);
}
