//! Moves objects from `restapi_object` of the provider Mastercard/restapi, based on the end of its `path` and its ID.

use plugin_framework::engine::{Error, Id, MoveSource, Result};
use plugin_framework::value::{self, DynamicValue};

/// An object behind a REST API, by its collection and its ID.
#[derive(Debug)]
pub(super) struct RestObject<'a> {
    /// The segments of the collection's path, without the empty ones.
    segments: Vec<&'a str>,
    id: &'a str,
    state: &'a DynamicValue,
}

/// A collection whose objects a resource type manages: the end of its path, in which `*` is an ID.
pub(super) type Collection = &'static [&'static str];

impl<'a> RestObject<'a> {
    /// The object, if it is of that provider's resource type.
    ///
    /// # Errors
    /// If its state lacks the path or the ID.
    pub(super) fn of(object: &MoveSource<'a>) -> Result<Option<RestObject<'a>>> {
        if object.provider != "mastercard/restapi" || object.type_name != "restapi_object" {
            return Ok(None);
        }
        let state = object.state;
        let text = |name: &str| state.get(name).text().filter(|it| !it.is_empty());
        let (Some(path), Some(id)) = (text("path"), text("id").or_else(|| text("object_id"))) else {
            let detail = "The state of the `restapi_object` has no `path` or no `id`. Run `terraform apply` with the restapi \
                          provider first, or import the object instead.";
            return Err(Error::new("Cannot move an object without path and ID", detail));
        };
        let path = path.split('?').next().unwrap_or_default();
        let segments = path.split('/').filter(|it| !it.is_empty()).collect();
        Ok(Some(RestObject { segments, id, state }))
    }

    /// The segments for each `*` of the collection, if the path matches.
    pub(super) fn within(&self, collection: Collection) -> Option<Vec<&'a str>> {
        let start = self.segments.len().checked_sub(collection.len())?;
        let tail = &self.segments[start..];
        let matches =
            tail.iter().zip(collection).all(|(given, expected)| *expected == "*" || given == expected);
        let ids = tail.iter().zip(collection).filter(|(_, expected)| **expected == "*");
        matches.then(|| ids.map(|(given, _)| *given).collect())
    }

    /// The import ID of an object of one of these collections: the IDs in the path and the object's own.
    ///
    /// # Errors
    /// When the object is in another collection.
    pub(super) fn import_id(&self, collections: &[Collection]) -> Result<String> {
        let found = collections.iter().find_map(|it| self.within(it));
        let ids = found.ok_or_else(|| self.elsewhere(collections))?;
        Ok(Id::join(ids.into_iter().chain([self.id]).map(Some)))
    }

    /// The object's own ID.
    pub(super) fn id(&self) -> &'a str {
        self.id
    }

    /// A string that the API returned for the object or that was sent to it.
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        let sent = self.state.get("data").text().and_then(|it| value::from_json(it.as_bytes()).ok());
        let all = [Some(self.state.get("api_data").clone()), sent];
        let found = all.into_iter().flatten().find_map(|it| {
            names.iter().find_map(|name| match it.get(name) {
                DynamicValue::List(all) => all.first().and_then(DynamicValue::text).map(str::to_owned),
                other => other.text().map(str::to_owned),
            })
        });
        found.filter(|it| !it.is_empty())
    }

    /// The error for an object of another collection.
    pub(super) fn elsewhere(&self, collections: &[Collection]) -> Error {
        let ends: Vec<_> = collections.iter().map(|it| format!("`/{}`", it.join("/"))).collect();
        Error::new(
            "Cannot move an object of another collection",
            format!(
                "The `path` of the `restapi_object` is `/{}`. For this resource type it must end in {}, in which `*` is an ID.",
                self.segments.join("/"),
                ends.join(" or ")
            ),
        )
    }
}

/// The import ID of a `restapi_object` in one of these collections; `None` for any other object.
///
/// # Errors
/// When the object is in another collection.
pub(super) fn import_id(object: &MoveSource<'_>, collections: &[Collection]) -> Result<Option<String>> {
    RestObject::of(object)?.map(|it| it.import_id(collections)).transpose()
}

/// The import ID of an object that exists once per account: the `id` that the API returned, or `current`. `None` for
/// any object that is not a `restapi_object`.
///
/// # Errors
/// When the object is in another collection.
pub(super) fn current(object: &MoveSource<'_>, collection: Collection, id: &str) -> Result<Option<String>> {
    let Some(rest) = RestObject::of(object)? else { return Ok(None) };
    if rest.within(collection).is_none() {
        return Err(rest.elsewhere(&[collection]));
    }
    Ok(Some(rest.text(&[id]).unwrap_or_else(|| "current".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(path: &str, collections: &[Collection]) -> Option<String> {
        let state = DynamicValue::object([("path", path.into()), ("id", "7".into())]);
        let object = MoveSource::new("example.com/Mastercard/restapi", "restapi_object", &state);
        import_id(&object, collections).ok().flatten()
    }

    #[test]
    fn the_end_of_the_path_says_what_it_is() {
        const ROLES: &[Collection] = &[&["projects", "*", "roles"], &["organization", "roles"]];
        const USERS: &[Collection] =
            &[&["projects", "*", "customers", "*", "users"], &["customers", "*", "users"]];
        for (path, collections, expected) in [
            ("/v2/organization/roles", ROLES, Some("7")),
            ("organization/roles/", ROLES, Some("7")),
            ("/v2/projects/p/roles?x=1", ROLES, Some("p/7")),
            ("/v2/organization/policies", ROLES, None),
            ("/roles", ROLES, None),
            ("/projects/p/customers/c/users", USERS, Some("p/c/7")),
            ("/customers/c/users", USERS, Some("c/7")),
        ] {
            assert_eq!(moved(path, collections).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn other_providers_objects_are_not_taken() {
        let state = DynamicValue::object([("path", "/v2/projects".into()), ("id", "7".into())]);
        for (address, type_name) in [
            ("example.com/other/restapi", "restapi_object"),
            ("example.com/mastercard/restapi", "restapi_call"),
        ] {
            let object = MoveSource::new(address, type_name, &state);
            assert_eq!(import_id(&object, &[&["projects"]]), Ok(None), "{address} {type_name}");
        }
    }
}
