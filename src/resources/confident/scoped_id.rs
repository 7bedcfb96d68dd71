//! Ids of what lives in the organization or in a project, taken apart: an id, or for an import `name:` and a name.

use std::borrow::Cow;

use crate::framework::engine::Id;

/// What the last part of an id says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reference<'a> {
    Id(&'a str),
    Name(Cow<'a, str>),
}

const NAME: &str = "name:";

/// The project, where the id has one, and the object in it. Names may hold `/`.
pub(super) fn reference(id: &Id) -> (Option<&str>, Reference<'_>) {
    let project = id.part("project_id");
    if let Some(name) = project.and_then(|project| project.strip_prefix(NAME)) {
        return (None, Reference::Name(format!("{name}/{}", id.last()).into()));
    }
    match id.last().strip_prefix(NAME) {
        Some(name) => (project, Reference::Name(name.into())),
        None => (project, Reference::Id(id.last())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::engine::Part;

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
            assert_eq!(reference(&id), (project, expected), "{text}");
        }
    }
}
