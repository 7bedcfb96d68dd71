//! Determines which arguments refer to other objects and become references to their resources.

use std::collections::BTreeMap;

use plugin_framework::value::DynamicValue;

use super::account::Object;
use super::hcl::Argument;

/// An argument, or the elements of one, whose value is an attribute of another object.
struct Relation {
    from: &'static str,
    argument: &'static str,
    to: &'static str,
    attribute: &'static str,
    /// The attributes in which both objects must be equal, if the attribute alone does not identify an object.
    within: Option<&'static str>,
    /// A redundant argument, which is dropped.
    instead_of: Option<&'static str>,
}

const fn relation(
    from: &'static str,
    argument: &'static str,
    to: &'static str,
    attribute: &'static str,
) -> Relation {
    Relation { from, argument, to, attribute, within: None, instead_of: None }
}

const RELATIONS: &[Relation] = &[
    Relation {
        within: Some("project_id"),
        ..relation("corti_user", "customer_id", "corti_customer", "customer_id")
    },
    relation("confident_api_key", "project_id", "confident_project", "id"),
    relation("confident_member", "project_id", "confident_project", "id"),
    relation("confident_role", "project_id", "confident_project", "id"),
    relation("confident_policy", "project_id", "confident_project", "id"),
    relation("confident_role", "policy_ids", "confident_policy", "id"),
    Relation { instead_of: Some("role"), ..relation("confident_member", "role_id", "confident_role", "id") },
];

/// The addresses of all exported resources, by the attributes that others refer to.
#[derive(Debug, Default)]
pub(super) struct References(BTreeMap<(&'static str, &'static str, String, String), String>);

impl References {
    pub(super) fn new<'a>(objects: impl Iterator<Item = (&'a Object, &'a str)>) -> References {
        let mut addresses = BTreeMap::new();
        for (object, label) in objects {
            for relation in RELATIONS.iter().filter(|relation| relation.to == object.kind) {
                let Some(value) = object.state.get(relation.attribute).text() else { continue };
                let within = place(&object.state, relation.within);
                addresses.insert(
                    (relation.to, relation.attribute, within, value.to_owned()),
                    format!("{}.{label}.{}", object.kind, relation.attribute),
                );
            }
        }
        References(addresses)
    }

    /// The arguments of an object, with references instead of literals if the other object is exported, too.
    pub(super) fn arguments<'a>(
        &self,
        object: &Object,
        config: impl IntoIterator<Item = (&'a str, DynamicValue)>,
    ) -> Vec<(&'a str, Argument)> {
        let mut arguments: Vec<(&str, Argument)> = Vec::new();
        let mut dropped = Vec::new();
        for (name, value) in config {
            let relation =
                RELATIONS.iter().find(|relation| relation.from == object.kind && relation.argument == name);
            let argument = match relation {
                Some(relation) => self.argument(relation, object, value),
                None => Argument::Is(value),
            };
            if let (Some(other), Argument::Refers(_)) =
                (relation.and_then(|relation| relation.instead_of), &argument)
            {
                dropped.push(other);
            } else if relation.is_some_and(|relation| relation.instead_of.is_some()) {
                // The other argument is the one that users know.
                continue;
            }
            arguments.push((name, argument));
        }
        arguments.retain(|(name, _)| !dropped.contains(name));
        arguments
    }

    fn argument(&self, relation: &Relation, object: &Object, value: DynamicValue) -> Argument {
        match value {
            DynamicValue::List(items) => {
                Argument::List(items.into_iter().map(|item| self.argument(relation, object, item)).collect())
            }
            DynamicValue::Text(text) => {
                let within = place(&object.state, relation.within);
                match self.0.get(&(relation.to, relation.attribute, within, text.to_string())) {
                    Some(address) => Argument::Refers(address.clone()),
                    None => Argument::Is(DynamicValue::Text(text)),
                }
            }
            other => Argument::Is(other),
        }
    }
}

fn place(state: &DynamicValue, within: Option<&str>) -> String {
    within.and_then(|name| state.get(name).text()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object<const N: usize>(kind: &'static str, state: [(&'static str, DynamicValue); N]) -> Object {
        Object { kind, id: String::new(), name: String::new(), state: DynamicValue::object(state) }
    }

    #[test]
    fn references_exported_objects_only() {
        let customer = object("corti_customer", [("project_id", "p".into()), ("customer_id", "c".into())]);
        let role = object("confident_role", [("id", "r1".into())]);
        let references = References::new([(&customer, "clinic"), (&role, "reviewer")].into_iter());

        let check =
            |object: &Object, config: &[(&'static str, DynamicValue)], expected: &[(&str, Argument)]| {
                assert_eq!(references.arguments(object, config.to_vec()), expected);
            };
        let refers = |to: &str| Argument::Refers(to.to_owned());
        let same_project = object("corti_user", [("project_id", "p".into())]);
        let other_project = object("corti_user", [("project_id", "q".into())]);
        let customer_id = [("customer_id", "c".into())];
        check(&same_project, &customer_id, &[("customer_id", refers("corti_customer.clinic.customer_id"))]);
        check(&other_project, &customer_id, &[("customer_id", Argument::Is("c".into()))]);

        let member = object("confident_member", []);
        let custom = [("role", "Reviewer".into()), ("role_id", "r1".into())];
        check(&member, &custom, &[("role_id", refers("confident_role.reviewer.id"))]);
        let built_in = [("role", "Admin".into()), ("role_id", "b1".into())];
        check(&member, &built_in, &[("role", Argument::Is("Admin".into()))]);
    }
}
