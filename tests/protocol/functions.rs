//! Functions as Terraform and OpenTofu call them: on a provider that is not configured.

use plugin_framework::proto::tfplugin6::{self as wire, call_function, get_functions, get_provider_schema};
use plugin_framework::value::DynamicValue;

use crate::terraform::{Terraform, decoded, some};

fn call(arguments: Vec<Option<wire::DynamicValue>>, name: &str) -> call_function::Response {
    let mut terraform = Terraform::unconfigured();
    let arguments = arguments.into_iter().map(Option::unwrap_or_default).collect();
    let request = call_function::Request { name: name.to_owned(), arguments };
    terraform.runtime.block_on(terraform.client.call_function(request)).unwrap().into_inner()
}

#[test]
fn functions_are_in_schema_and_get_functions() {
    let mut terraform = Terraform::unconfigured();
    let schema = terraform.client.get_provider_schema(get_provider_schema::Request {});
    let schema = terraform.runtime.block_on(schema).unwrap().into_inner();
    let functions = terraform.client.get_functions(get_functions::Request {});
    let functions = terraform.runtime.block_on(functions).unwrap().into_inner();
    assert_eq!(functions.functions, schema.functions);
    let names: Vec<_> = functions.functions.keys().map(String::as_str).collect();
    assert_eq!(names, ["confident_import_id", "corti_import_id", "members_by_email"]);
    for (name, function) in functions.functions {
        assert!(function.r#return.is_some_and(|it| !it.r#type.is_empty()), "{name} crashes Terraform");
        let mut parameters: Vec<_> = function.parameters.iter().map(|it| &it.name).collect();
        parameters.dedup();
        assert_eq!(parameters.len(), function.parameters.len(), "{name}");
    }
}

#[test]
fn null_arguments_come_in_three_forms() {
    let (p, c) = (some(&"p".into()), some(&"c".into()));
    let nil = some(&DynamicValue::Null);
    // OpenTofu sends a value of no bytes.
    for null in [nil, None] {
        let answer = call(vec![p.clone(), c.clone(), null.clone()], "corti_import_id");
        assert_eq!(decoded(answer.result.as_ref()), "p/c".into(), "{answer:?}");
        let refused = call(vec![p.clone(), null, p.clone()], "corti_import_id").error.unwrap();
        assert_eq!(refused.function_argument, Some(1), "{refused:?}");
    }
}

#[test]
fn unknown_arguments_give_unknown_results() {
    let unknown = some(&DynamicValue::Unknown);
    let member = DynamicValue::object([("email", DynamicValue::Unknown), ("role", DynamicValue::Null)]);
    for (arguments, name) in [
        (vec![unknown.clone(), unknown.clone(), unknown.clone()], "corti_import_id"),
        (vec![unknown.clone(), some(&"7".into())], "confident_import_id"),
        (vec![unknown], "members_by_email"),
        (vec![some(&DynamicValue::List(vec![member]))], "members_by_email"),
    ] {
        let answer = call(arguments, name);
        assert_eq!((decoded(answer.result.as_ref()), answer.error), (DynamicValue::Unknown, None), "{name}");
    }
}

#[test]
fn errors_blame_the_argument() {
    let member = |email: &str| DynamicValue::object([("email", email.into()), ("role", DynamicValue::Null)]);
    let members = DynamicValue::List(vec![member("A@x.co"), member("a@X.co ")]);
    let refused = call(vec![some(&members)], "members_by_email").error.unwrap();
    assert_eq!(refused.function_argument, Some(0));
    assert!(refused.text.contains(r#""A@x.co""#) && refused.text.contains(r#""a@X.co ""#), "{refused:?}");
    let short = call(Vec::new(), "members_by_email").error.unwrap();
    assert_eq!((short.function_argument, short.text.as_str()), (None, "expected 1 arguments, got 0"));
}
