//! Functions of Confident AI: import IDs, and members by their address for `for_each`.

use std::collections::BTreeMap;

use plugin_framework::engine::{Function, FunctionError, Id, Parameter, Type};
use plugin_framework::value::{DynamicValue, Members};

use super::membership::normal;

/// `confident_import_id(project_id, name_or_id)`.
#[derive(Debug)]
pub struct ImportId;

impl Function for ImportId {
    fn name(&self) -> &'static str {
        "confident_import_id"
    }

    fn summary(&self) -> &'static str {
        "Returns the import ID of an object of a Confident AI organization or project."
    }

    fn description(&self) -> &'static str {
        "Joins the project ID and the identifier of the object with a slash. If the project is null, the object \
         belongs to the organization."
    }

    fn parameters(&self) -> Vec<Parameter> {
        let parameter =
            |name, nullable, description| Parameter { name, description, kind: Type::Text, nullable };
        vec![
            parameter("project_id", true, "The ID of the project, or null for the organization."),
            parameter(
                "name_or_id",
                false,
                "The ID or email of the object or, if the resource type supports it, `name:` followed by its name. \
                 Used unchanged.",
            ),
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
        Ok(Id::join(arguments.iter().map(DynamicValue::text)).into())
    }
}

const MEMBER: Type = Type::Object(&[("email", Type::Text), ("role", Type::Text)]);

/// `members_by_email(members)`.
#[derive(Debug)]
pub struct MembersByEmail;

impl Function for MembersByEmail {
    fn name(&self) -> &'static str {
        "members_by_email"
    }

    fn summary(&self) -> &'static str {
        "Returns a map of members by email, for use with `for_each`."
    }

    fn description(&self) -> &'static str {
        "Returns a map of objects with `email` and `role`, with the email as the key. Emails are trimmed and \
         converted to lower case. Duplicate emails are an error."
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![Parameter {
            name: "members",
            description: "The members, each an object with `email` and `role`. The role may be null.",
            kind: Type::List(Box::new(MEMBER)),
            nullable: false,
        }]
    }

    fn returns(&self) -> Type {
        Type::Map(Box::new(MEMBER))
    }

    fn call(&self, arguments: &[DynamicValue]) -> Result<DynamicValue, FunctionError> {
        let refused = |text: String| Err(FunctionError::of_argument(0, text));
        let mut written = BTreeMap::new();
        let mut members = Members::new();
        for (index, member) in arguments[0].elements().iter().enumerate() {
            let Some(email) = member.get("email").text().filter(|it| !it.trim().is_empty()) else {
                return refused(format!("the member at index {index} has no `email`"));
            };
            let key = normal(email);
            if let Some(other) = written.insert(key.clone(), email) {
                return refused(format!("{other:?} and {email:?} are the same email"));
            }
            let role = member.get("role").clone();
            let address = key.as_str().into();
            members.insert(key.into(), DynamicValue::object([("email", address), ("role", role)]));
        }
        Ok(DynamicValue::Map(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plugin_framework::engine::call_function;

    fn member(email: &str) -> DynamicValue {
        DynamicValue::object([("email", email.into()), ("role", "Member".into())])
    }

    #[test]
    fn import_ids_use_the_name_as_it_is() {
        for (given, expected) in [
            ([Some("p"), Some("name:Reviewer")], Ok("p/name:Reviewer")),
            ([None, Some("name:Reviewer")], Ok("name:Reviewer")),
            ([None, Some("42")], Ok("42")),
            ([Some("p"), None], Err(Some(1))),
            ([Some(" "), Some("42")], Err(Some(0))),
        ] {
            let arguments = given.map(|it| it.map_or(DynamicValue::Null, DynamicValue::from));
            let result = call_function(&ImportId, &arguments).map_err(|error| error.argument);
            assert_eq!(result, expected.map(DynamicValue::from), "{given:?}");
        }
    }

    #[test]
    fn members_are_keyed_by_normalized_email() {
        let list = |emails: &[&str]| DynamicValue::List(emails.iter().map(|it| member(it)).collect());
        let by_email = call_function(&MembersByEmail, &[list(&[" Ada@X.co ", "bob@x.co"])]).unwrap();
        let expected =
            DynamicValue::object([("ada@x.co", member("ada@x.co")), ("bob@x.co", member("bob@x.co"))]);
        assert_eq!(by_email, expected);
        let refused = call_function(&MembersByEmail, &[list(&["Ada@x.co", "ada@x.co "])]).unwrap_err();
        let text = r#""Ada@x.co" and "ada@x.co " are the same email"#;
        assert_eq!(refused, FunctionError::of_argument(0, text));
        assert_eq!(call_function(&MembersByEmail, &[list(&[" "])]).unwrap_err().argument, Some(0));
        let unknown = DynamicValue::List(vec![DynamicValue::Unknown]);
        assert_eq!(call_function(&MembersByEmail, &[unknown]), Ok(DynamicValue::Unknown));
    }
}
