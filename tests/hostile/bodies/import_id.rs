//! Import ids and identities: taken apart or refused, and put together the same again, so that nothing else is imported.

use plugin_framework::engine::{Id, Part, forms};
use plugin_framework::value::{DynamicValue, from_json};

const KINDS: [&[Part]; 4] = [
    &[Part::required("id", "The id.")],
    &[Part::optional("project_id", "The project."), Part::required("key_id", "The key.")],
    &[
        Part::optional("project_id", "The project."),
        Part::required("customer_id", "The customer."),
        Part::required("user_id", "The user."),
    ],
    &[
        Part::optional("project_id", "The project."),
        Part::required("customer_id", "The customer.").with_slashes(),
        Part::required("user_id", "The user."),
    ],
];

/// Reads `data` as an import id of every kind, and as an identity when it is JSON.
pub(crate) fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for parts in KINDS {
        match Id::parse(parts, &text) {
            Ok(id) => check_parts(parts, &text, &id),
            Err(failure) => assert!(failure.detail.contains(&forms(parts)), "{}", failure.detail),
        }
        if let Ok(identity) = from_json(data) {
            named(parts, &identity);
        }
    }
}

fn check_parts(parts: &[Part], text: &str, id: &Id) {
    assert_eq!(id.to_string(), text, "an id is written as it was read");
    for part in parts {
        let value = id.part(part.name);
        assert!(part.optional || value.is_some(), "`{}` is missing in {text:?}", part.name);
        assert!(value.is_none_or(|it| !it.trim().is_empty() && !it.contains(char::is_control)), "{text:?}");
    }
    assert_eq!(Id::from_identity(parts, &id.identity()).expect("its own identity"), *id);
}

/// What an identity names is what its id names: the id goes into state, and is all that is read afterwards.
fn named(parts: &[Part], identity: &DynamicValue) {
    let Ok(id) = Id::from_identity(parts, identity) else { return };
    assert_eq!(Id::parse(parts, &id.to_string()).expect("an identity is an id"), id, "{identity}");
    for part in parts {
        let given = identity.get(part.name).text().filter(|it| !it.is_empty());
        assert_eq!(id.part(part.name), given, "{identity}");
    }
}
