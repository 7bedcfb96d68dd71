//! The trait that a provider-defined function implements. Functions are pure: their result depends only on their
//! arguments.

use super::error::Error;
use crate::value::DynamicValue;

/// The type of a parameter or of a result.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    Text,
    List(Box<Type>),
    Map(Box<Type>),
    Object(&'static [(&'static str, Type)]),
}

impl Type {
    /// The type in Terraform's JSON notation.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Type::Text => "string".into(),
            Type::List(element) => serde_json::json!(["list", element.json()]),
            Type::Map(element) => serde_json::json!(["map", element.json()]),
            Type::Object(members) => {
                let members = members.iter().map(|(name, it)| ((*name).to_owned(), it.json()));
                serde_json::json!(["object", members.collect::<serde_json::Map<_, _>>()])
            }
        }
    }

    /// The type as it is written in a configuration.
    pub fn label(&self) -> String {
        match self {
            Type::Text => "string".to_owned(),
            Type::List(element) => format!("list of {}", element.label()),
            Type::Map(element) => format!("map of {}", element.label()),
            Type::Object(members) => {
                let members: Vec<_> =
                    members.iter().map(|(name, it)| format!("{name} = {}", it.label())).collect();
                format!("object({{{}}})", members.join(", "))
            }
        }
    }
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub description: &'static str,
    pub kind: Type,
    /// Whether it can be null.
    pub nullable: bool,
}

/// The error of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionError {
    pub text: String,
    /// The index of the argument that caused the error, from zero.
    pub argument: Option<usize>,
}

impl FunctionError {
    /// An error about an argument.
    pub fn of_argument(argument: usize, text: impl Into<String>) -> FunctionError {
        FunctionError { text: text.into(), argument: Some(argument) }
    }
}

impl From<Error> for FunctionError {
    fn from(error: Error) -> FunctionError {
        FunctionError { text: error.detail, argument: None }
    }
}

/// A provider-defined function.
pub trait Function: Send + Sync {
    /// The name after `provider::<name>::`.
    fn name(&self) -> &'static str;
    /// One sentence.
    fn summary(&self) -> &'static str;
    /// More sentences.
    fn description(&self) -> &'static str;
    fn parameters(&self) -> Vec<Parameter>;
    fn returns(&self) -> Type;

    /// The result for known arguments, one for each parameter.
    ///
    /// # Errors
    /// If an argument is invalid.
    fn call(&self, arguments: &[DynamicValue]) -> Result<DynamicValue, FunctionError>;
}

/// Calls a function. If an argument is unknown, the result is unknown. Null arguments are rejected unless the parameter
/// is nullable, although clients should already reject them.
///
/// # Errors
/// If an argument is missing, null or invalid.
pub fn call_function(
    function: &dyn Function,
    arguments: &[DynamicValue],
) -> Result<DynamicValue, FunctionError> {
    let parameters = function.parameters();
    if arguments.len() != parameters.len() {
        let text = format!("expected {} arguments, got {}", parameters.len(), arguments.len());
        return Err(FunctionError { text, argument: None });
    }
    if !arguments.iter().all(DynamicValue::is_wholly_known) {
        return Ok(DynamicValue::Unknown);
    }
    for (index, (parameter, argument)) in parameters.iter().zip(arguments).enumerate() {
        if argument.is_null() && !parameter.nullable {
            return Err(FunctionError::of_argument(index, format!("`{}` must not be null", parameter.name)));
        }
    }
    function.call(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Twice;

    impl Function for Twice {
        fn name(&self) -> &'static str {
            "twice"
        }

        fn summary(&self) -> &'static str {
            "Twice."
        }

        fn description(&self) -> &'static str {
            "Twice the same."
        }

        fn parameters(&self) -> Vec<Parameter> {
            let parameter =
                |name, nullable| Parameter { name, description: "P.", kind: Type::Text, nullable };
            vec![parameter("a", false), parameter("b", true)]
        }

        fn returns(&self) -> Type {
            Type::Map(Box::new(Type::Object(&[("a", Type::Text)])))
        }

        fn call(&self, arguments: &[DynamicValue]) -> Result<DynamicValue, FunctionError> {
            Ok(DynamicValue::List(arguments.to_vec()))
        }
    }

    #[test]
    fn arguments_are_checked_before_a_call() {
        let (null, a) = (DynamicValue::Null, DynamicValue::from("a"));
        assert_eq!(
            call_function(&Twice, &[a.clone(), null.clone()]),
            Ok(DynamicValue::List(vec![a.clone(), null.clone()]))
        );
        assert_eq!(call_function(&Twice, &[DynamicValue::Unknown, null.clone()]), Ok(DynamicValue::Unknown));
        assert_eq!(call_function(&Twice, &[null.clone(), a.clone()]).unwrap_err().argument, Some(0));
        assert_eq!(call_function(&Twice, &[a]).unwrap_err().text, "expected 2 arguments, got 1");
        assert_eq!(Twice.returns().json(), serde_json::json!(["map", ["object", {"a": "string"}]]));
    }
}
