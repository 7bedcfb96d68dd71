//! Provider-defined functions (Terraform 1.8, OpenTofu 1.7). They are called on a provider that is not configured.

use super::unserved::NotServed;
use super::{Inner, convert};
use crate::engine::{Function, FunctionError, call_function, catch_panics};
use crate::masking::masked;
use crate::proto::tfplugin6::{self as wire, call_function as calling, function};

fn signature(it: &dyn Function) -> wire::Function {
    let parameters = it.parameters().into_iter().map(|parameter| function::Parameter {
        name: parameter.name.to_owned(),
        r#type: parameter.kind.json().to_string().into_bytes(),
        allow_null_value: parameter.nullable,
        // Then Terraform does not call a function with unknown arguments, and its result is unknown.
        allow_unknown_values: false,
        description: parameter.description.to_owned(),
        description_kind: wire::StringKind::Markdown.into(),
    });
    wire::Function {
        parameters: parameters.collect(),
        variadic_parameter: None,
        r#return: Some(function::Return { r#type: it.returns().json().to_string().into_bytes() }),
        summary: it.summary().to_owned(),
        description: it.description().to_owned(),
        description_kind: wire::StringKind::Markdown.into(),
        deprecation_message: String::new(),
    }
}

impl Inner {
    /// Every function by its name.
    pub(super) fn functions(&self) -> std::collections::BTreeMap<String, wire::Function> {
        self.functions.iter().map(|(name, it)| ((*name).to_owned(), signature(&**it))).collect()
    }

    pub(super) async fn call(&self, request: calling::Request) -> Result<calling::Response, NotServed> {
        let function = self.functions.get(request.name.as_str()).ok_or(NotServed(request.name))?;
        let mut response = calling::Response::default();
        let arguments: crate::engine::Result<Vec<_>> =
            request.arguments.iter().map(|it| convert::decode_untyped(Some(it))).collect();
        let called = match arguments {
            Ok(arguments) => {
                let name = function.name();
                catch_panics(name, async {
                    Ok::<_, crate::engine::Error>(call_function(&**function, &arguments))
                })
                .await
            }
            Err(error) => Err(error),
        };
        match called.map_err(FunctionError::from).and_then(|result| result) {
            Ok(result) => {
                let mut diags = tf_provider::Diagnostics::default();
                response.result = convert::encode(&mut diags, &result);
            }
            Err(error) => {
                response.error = Some(wire::FunctionError {
                    text: masked(&error.text),
                    function_argument: error.argument.and_then(|index| i64::try_from(index).ok()),
                });
            }
        }
        Ok(response)
    }
}
