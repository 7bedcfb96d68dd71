//! The OpenAPI files in `contracts/`: what an operation may answer.
//!
//! They are read strictly: a status that is not listed and a member that is not described are mistakes.

use std::{
    collections::BTreeMap,
    sync::{LazyLock, Mutex},
};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::Answer;

pub(crate) static CORTI: LazyLock<Contract> =
    LazyLock::new(|| Contract::parse(include_str!("../../contracts/corti-admin.openapi.yaml")));
pub(crate) static CONFIDENT: LazyLock<Contract> =
    LazyLock::new(|| Contract::parse(include_str!("../../contracts/confident-admin.openapi.yaml")));

/// The envelope is one part of every success; the other part describes its data.
const OPEN: &str = "SuccessEnvelope";

pub(crate) struct Contract {
    document: Value,
    validators: Mutex<BTreeMap<String, Validator>>,
}

/// Fails the test unless the contract allows this answer to a call such as `GET /v2/projects?page=1`.
#[track_caller]
pub(crate) fn check(contract: &Contract, call: &str, answer: &Answer) {
    if let Err(why) = contract.allows(call, answer.status, &answer.body) {
        panic!("the contract does not allow {} to {call}: {why}\n{}", answer.status, answer.body);
    }
}

impl Contract {
    fn parse(text: &str) -> Self {
        let mut document: Value = serde_saphyr::from_str(text).unwrap();
        for (name, schema) in document["components"]["schemas"].as_object_mut().unwrap() {
            close(schema, name != OPEN);
        }
        plain(&mut document);
        Self { document, validators: Mutex::default() }
    }

    fn allows(&self, call: &str, status: u16, body: &Value) -> Result<(), String> {
        let (method, path) = call.split_once(' ').unwrap();
        let path = path.split('?').next().unwrap();
        let Some((template, operations)) = self.operations(path) else {
            let is_refused = [401, 403, 404].contains(&status);
            return if is_refused { Ok(()) } else { Err("there is no such path".to_owned()) };
        };
        let operation = &operations[method.to_lowercase()];
        if operation.is_null() {
            let is_refused = [401, 403, 404, 405].contains(&status);
            return if is_refused { Ok(()) } else { Err("there is no such operation".to_owned()) };
        }
        let responses = &operation["responses"];
        let response = [status.to_string().as_str(), "default"]
            .into_iter()
            .map(|name| &responses[name])
            .find(|it| !it.is_null());
        let response = self.resolved(response.ok_or("the status is not listed")?);
        let schema = &response["content"]["application/json"]["schema"];
        if schema.is_null() {
            return if body == "" { Ok(()) } else { Err("there is to be no body".to_owned()) };
        }
        let mut validators = self.validators.lock().unwrap();
        let validator = validators.entry(format!("{method} {template} {status}")).or_insert_with(|| {
            let mut schema = json!({"allOf": [schema]});
            schema["components"] = self.document["components"].clone();
            jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
        });
        let errors: Vec<String> =
            validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
        if errors.is_empty() { Ok(()) } else { Err(errors.join("; ")) }
    }

    /// The path of the contract that a request's path is an instance of; the one with the fewest parameters.
    fn operations(&self, path: &str) -> Option<(&String, &Value)> {
        let paths = self.document["paths"].as_object().unwrap();
        let fits = |template: &str| {
            let (sent, known): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
            sent.len() == known.len()
                && sent.iter().zip(known).all(|(sent, known)| known.starts_with('{') || *sent == known)
        };
        paths
            .iter()
            .filter(|(template, _)| fits(template))
            .min_by_key(|(template, _)| template.matches('{').count())
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Some(reference) = value["$ref"].as_str() else { return value };
        self.document.pointer(reference.trim_start_matches('#')).unwrap()
    }
}

/// Refuses members that are not described, wherever a schema describes an object by itself.
fn close(schema: &mut Value, is_closed: bool) {
    if is_closed && schema["properties"].is_object() && schema["additionalProperties"].is_null() {
        schema["additionalProperties"] = false.into();
    }
    let members = schema.as_object_mut().into_iter().flatten();
    for (name, member) in members {
        match member {
            Value::Array(parts) => {
                for part in parts {
                    close(part, name != "allOf" && is_closed);
                }
            }
            Value::Object(_) => close(member, is_closed),
            _ => {}
        }
    }
}

/// Says `nullable`, which is OpenAPI 3.0's, in the words of JSON Schema.
fn plain(value: &mut Value) {
    match value {
        Value::Array(parts) => parts.iter_mut().for_each(plain),
        Value::Object(members) => {
            members.values_mut().for_each(plain);
            if members.get("nullable") == Some(&Value::Bool(true)) {
                members.remove("nullable");
                let schema = Value::Object(std::mem::take(members));
                *value = json!({"anyOf": [{"type": "null"}, schema]});
            }
        }
        _ => {}
    }
}

#[test]
fn the_check_can_fail() {
    let check = |call: &str, status: u16, body: Value, expected: bool| {
        let allowed = CONFIDENT.allows(call, status, &body);
        assert_eq!(allowed.is_ok(), expected, "{call} {status} {body}: {allowed:?}");
    };
    let organization = |more: Value| {
        let mut data =
            json!({"id": "o", "name": "Clinic", "plan": "TEAM", "created_at": "2026-01-01T00:00:00.000Z"});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"success": true, "data": data})
    };
    check("GET /v2/organization", 200, organization(json!({})), true);
    check("GET /v2/organization", 200, organization(json!({"name": 1})), false);
    check("GET /v2/organization", 200, organization(json!({"motto": "x"})), false);
    check("GET /v2/organization", 200, json!({"success": true}), false);
    check("GET /v2/organization", 200, json!("<html>"), false);
    check("GET /v2/nowhere", 200, json!({}), false);
    let answered = CORTI.allows("DELETE /projects/p/customers/c", 418, &Value::Null);
    assert_eq!(answered, Err("the status is not listed".to_owned()));
}
