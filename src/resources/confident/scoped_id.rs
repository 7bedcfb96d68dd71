//! IDs of objects in the organization or in a project. Terraform's IDs begin with the project, so that they are unique.
//! The API's own IDs do not. Both are accepted wherever an ID is configured.

use std::borrow::Cow;

use admin_client::confident::Scope;
use plugin_framework::engine::Id;
use plugin_framework::value::DynamicValue;

/// The last part of an ID.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reference<'a> {
    Id(&'a str),
    Name(Cow<'a, str>),
}

const NAME: &str = "name:";

/// The scope and the object of an ID. Names may contain `/`.
pub(super) fn reference(id: &Id) -> (Scope, Reference<'_>) {
    let project = id.part("project_id");
    if let Some(name) = project.and_then(|project| project.strip_prefix(NAME)) {
        return (Scope::Organization, Reference::Name(format!("{name}/{}", id.last()).into()));
    }
    let reference = match id.last().strip_prefix(NAME) {
        Some(name) => Reference::Name(name.into()),
        None => Reference::Id(id.last()),
    };
    (Scope::of(project), reference)
}

/// The scope of a planned object, once it is known.
pub(super) fn planned_scope(planned: &DynamicValue) -> Option<Scope> {
    let project = planned.get("project_id");
    (!project.is_unknown()).then(|| Scope::of(project.text()))
}

/// The Terraform ID of the object with the API's `id`.
pub(super) fn of(scope: &Scope, id: &str) -> String {
    Id::join([scope.project(), Some(id)])
}

/// The API's own ID of an object that is configured by either; `None` if it is in another scope.
pub(super) fn within<'a>(scope: &Scope, id: &'a str) -> Option<&'a str> {
    match id.rsplit_once('/') {
        Some((project, id)) => (scope.project() == Some(project)).then_some(id),
        None => Some(id),
    }
}

/// Whether two IDs, each with or without its project, refer to the same object.
pub(super) fn same(a: &str, b: &str) -> bool {
    match (a.rsplit_once('/'), b.rsplit_once('/')) {
        (Some((_, a)), None) => a == b,
        (None, Some((_, b))) => a == b,
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plugin_framework::engine::Part;

    #[test]
    fn an_object_is_named_by_id_or_name_in_either_scope() {
        const PARTS: &[Part] = &[Part::optional("project_id", "P."), Part::required("role_id", "R.")];
        for (text, project, expected) in [
            ("r1", None, Reference::Id("r1")),
            ("p1/r1", Some("p1"), Reference::Id("r1")),
            ("name:Auditor", None, Reference::Name("Auditor".into())),
            ("p1/name:Auditor", Some("p1"), Reference::Name("Auditor".into())),
            ("name:Read/Write", None, Reference::Name("Read/Write".into())),
            ("p1/name:Read/Write", Some("p1"), Reference::Name("Read/Write".into())),
        ] {
            let id = Id::parse(PARTS, text).unwrap();
            assert_eq!(reference(&id), (Scope::of(project), expected), "{text}");
        }
    }

    #[test]
    fn an_id_with_its_project_means_the_same_as_without() {
        let project = Scope::Project("p1".to_owned());
        assert_eq!(of(&project, "r1"), "p1/r1");
        assert_eq!(of(&Scope::Organization, "r1"), "r1");
        for (scope, id, expected) in [
            (&project, "r1", Some("r1")),
            (&project, "p1/r1", Some("r1")),
            (&project, "p2/r1", None),
            (&Scope::Organization, "r1", Some("r1")),
            (&Scope::Organization, "p1/r1", None),
        ] {
            assert_eq!(within(scope, id), expected, "{id}");
        }
        for (a, b, expected) in
            [("r1", "p1/r1", true), ("p1/r1", "r1", true), ("p1/r1", "p2/r1", false), ("r1", "r2", false)]
        {
            assert_eq!(same(a, b), expected, "{a} {b}");
        }
    }
}
