//! Functions of Corti: import IDs, put together from their parts.

use plugin_framework::engine::{Function, FunctionError, Id, Parameter, Resource, Type};
use plugin_framework::value::DynamicValue;

use super::{CustomerResource, UserResource};

/// `corti_import_id(project_id, customer_id, user)`.
#[derive(Debug)]
pub struct ImportId;

impl Function for ImportId {
    fn name(&self) -> &'static str {
        "corti_import_id"
    }

    fn summary(&self) -> &'static str {
        "Returns the import ID of a Corti customer or user."
    }

    fn description(&self) -> &'static str {
        "Joins the project, customer and user with slashes. Parts that are null are omitted. Without a project, the \
         ID refers to the provider's project. Without a user, it is the import ID of the customer."
    }

    fn parameters(&self) -> Vec<Parameter> {
        let parameter =
            |name, nullable, description| Parameter { name, description, kind: Type::Text, nullable };
        vec![
            parameter("project_id", true, "The project ID, or null for the provider's project."),
            parameter("customer_id", false, "The customer ID."),
            parameter("user", true, "The ID or email of the user, or null for the customer itself."),
        ]
    }

    fn returns(&self) -> Type {
        Type::Text
    }

    fn call(&self, arguments: &[DynamicValue]) -> Result<DynamicValue, FunctionError> {
        if let Some(index) = arguments.iter().position(|it| it.text().is_some_and(|it| it.trim().is_empty()))
        {
            return Err(FunctionError::of_argument(index, "must not be empty"));
        }
        let (parts, names) = match arguments[2] {
            DynamicValue::Null => (CustomerResource::ID, ["project_id", "customer_id"].as_slice()),
            _ => (UserResource::ID, ["project_id", "customer_id", "user_id"].as_slice()),
        };
        let given = names.iter().zip(arguments).map(|(name, value)| (*name, value.clone()));
        let id = Id::from_identity(parts, &DynamicValue::object(given))?;
        Ok(id.to_string().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plugin_framework::engine::call_function;

    #[test]
    fn import_ids_join_what_is_given() {
        for (given, expected) in [
            ([Some("p"), Some("c"), Some("a@b.example")], Ok("p/c/a@b.example")),
            ([Some("p"), Some("c"), None], Ok("p/c")),
            ([None, Some("c"), Some("u")], Ok("c/u")),
            ([None, Some("c"), None], Ok("c")),
            ([Some("p"), Some("a/b"), Some("u")], Ok("p/a/b/u")),
            ([Some("p"), None, Some("u")], Err(Some(1))),
            ([Some(""), Some("c"), None], Err(Some(0))),
            // It would be read as customer `b` of project `a`.
            ([None, Some("a/b"), None], Err(None)),
        ] {
            let arguments = given.map(|it| it.map_or(DynamicValue::Null, DynamicValue::from));
            let result = call_function(&ImportId, &arguments).map_err(|error| error.argument);
            assert_eq!(result, expected.map(DynamicValue::from), "{given:?}");
        }
    }
}
