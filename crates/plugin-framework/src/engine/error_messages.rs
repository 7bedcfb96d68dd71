//! Messages about an operation on an object.

use super::apply_result::Inconsistency;
use super::error::{Error, Evidence, report};
use super::id::{Id, Part, explained};
use crate::value::{AttributePath, DynamicValue};

/// An operation on an object, for messages.
pub(super) struct Operation<'a> {
    /// Infinitive: "create".
    pub(super) verb: &'static str,
    /// The type name.
    pub(super) name: &'static str,
    pub(super) parts: &'static [Part],
    /// The attribute that names the object for the user.
    pub(super) subject: &'static str,
    /// The object as planned or stored.
    pub(super) object: &'a DynamicValue,
}

impl Operation<'_> {
    /// Adds the operation, the object and, for objects that may exist, import blocks to an error.
    pub(super) fn explain(&self, mut error: Error) -> Error {
        if error.summary.is_empty() {
            error.summary = format!("Cannot {} {}", self.verb, self.label());
        }
        match std::mem::take(&mut error.evidence) {
            Evidence::MayExist if self.verb == "create" => error.detail.push_str(
                "\n\nIt may still have been created, although the provider could not find it. Look for it in the \
                 console before you apply again. If it exists, import it.",
            ),
            Evidence::MayExist if matches!(self.verb, "update" | "delete") => error.detail.push_str(
                "\n\nThe request may still have succeeded. Run a new plan, which shows what is left to do.",
            ),
            Evidence::None | Evidence::MayExist => {}
            Evidence::AlreadyExists(id) if self.verb == "update" => {
                let other = id.map(|id| format!(" (`{}`)", self.full_id(&id))).unwrap_or_default();
                error = error.and(format!(
                    "\n\nAnother {}{other} already uses this `{}`. Choose a different value, or change the other \
                     object first.",
                    self.name, self.subject
                ));
                if error.attribute == AttributePath::root() {
                    error = error.on(self.subject);
                }
            }
            Evidence::AlreadyExists(id) => {
                error.detail.push_str("\n\nIt already exists. ");
                match id {
                    Some(id) => error.detail.extend([
                        "If another resource in this configuration manages it, remove one of the two. Otherwise, \
                         import it:\n\n",
                        &self.import_block(&id),
                    ]),
                    None => error.detail.push_str("Import it, or choose another name."),
                }
            }
            Evidence::Candidates(ids) => {
                error.detail.push_str(
                    "\n\nIf one of them is yours, import it, or delete it and apply again:\n",
                );
                for id in ids {
                    error.detail.push('\n');
                    error.detail.push_str(&self.import_block(&id));
                }
            }
        }
        error
    }

    /// The error for an object that differs from its plan.
    pub(super) fn not_as_planned(&self, inconsistency: Inconsistency) -> Error {
        let Inconsistency { path, what, is_bug } = inconsistency;
        if is_bug {
            return Error::bug(format!("{}: `{path}` {what}.", self.name)).at(path);
        }
        let tainted = if self.verb == "create" {
            " Terraform marks the new object as tainted and replaces it with the next apply. To keep it, run \
             `terraform untaint`."
        } else {
            ""
        };
        let detail = format!(
            "`{path}` {what}. The state holds what the API returned. If the object was changed outside Terraform at \
             the same time, run a new plan.{tainted} If the next apply fails with the same error, this is a bug in \
             the provider. {}",
            report()
        );
        Error::new(format!("{} is not as planned", self.label()), detail).at(path)
    }

    /// The warning for an object that was found after the response to its creation was lost.
    pub(super) fn adopted(&self) -> Error {
        Error::new(
            format!("{} was found after the response was lost", self.label()),
            "The object was created, but the response was lost. The provider found the object and stored it in the \
             state.",
        )
    }

    /// The error for a data source whose provider settings are unknown during plan. Terraform has no way to defer the
    /// result.
    pub(super) fn settings_unknown(&self, waiting: &Error) -> Error {
        let detail = format!(
            "{}\n\nTerraform reads this data source during the plan. To read it during apply, add `depends_on` with \
             the resource that provides the settings.",
            waiting.detail
        );
        Error::new(format!("Reading {}: provider settings are known only after apply", self.label()), detail)
    }

    /// The warning for a stored object that no longer exists. `how` describes how that was determined.
    pub(super) fn removed_from_state(&self, how: &str) -> Error {
        Error::new(
            format!("{} no longer exists", self.label()),
            format!(
                "{how} The resource was removed from the state. The next apply recreates it. To prevent this, remove \
                 the resource from the configuration."
            ),
        )
    }

    /// The type and the name of the object.
    pub(super) fn label(&self) -> String {
        let known = [self.subject, "id"].iter().find_map(|name| self.object.get(name).text());
        known.map_or_else(|| self.name.to_owned(), |text| format!("{} `{text}`", self.name))
    }

    /// The error for an import of an object that does not exist. `how` describes how that was determined.
    pub(super) fn absent(&self, how: &str) -> Error {
        let detail = format!("There is no {}. {how}\n\n{}", self.label(), explained(self.parts));
        Error::new("Cannot import an object that does not exist", detail)
    }

    /// The full ID. Its leading parts are the attributes of the same name.
    fn full_id(&self, last: &str) -> String {
        let leading = self.parts.iter().rev().skip(1).rev().map(|part| self.object.get(part.name).text());
        Id::join(leading.chain([Some(last)]))
    }

    fn import_block(&self, last: &str) -> String {
        let id = self.full_id(last);
        format!("import {{\n  to = {}.<name>\n  id = {id:?}\n}}\n", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_in_the_way_comes_with_its_import_block() {
        const PARTS: &[Part] = &[Part::optional("project_id", "P."), Part::required("key_id", "K.")];
        let object = DynamicValue::object([("project_id", "p".into()), ("name", "ci".into())]);
        let attempt =
            Operation { verb: "create", name: "x_key", parts: PARTS, subject: "name", object: &object };
        let error = attempt
            .explain(Error::from_response("POST /keys: 409.", Evidence::AlreadyExists(Some("7".into()))));
        assert_eq!(error.summary, "Cannot create x_key `ci`");
        assert_eq!(
            error.detail,
            "POST /keys: 409.\n\nIt already exists. If another resource in this configuration manages it, remove one \
             of the two. Otherwise, import it:\n\nimport {\n  to = x_key.<name>\n  id = \"p/7\"\n}\n"
        );
    }

    #[test]
    fn name_conflict_on_update_names_another_object() {
        const PARTS: &[Part] = &[Part::optional("project_id", "P."), Part::required("role_id", "R.")];
        let object = DynamicValue::object([("project_id", "p".into()), ("name", "before".into())]);
        let attempt =
            Operation { verb: "update", name: "x_role", parts: PARTS, subject: "name", object: &object };
        let error = attempt
            .explain(Error::from_response("PUT /roles: 409.", Evidence::AlreadyExists(Some("7".into()))));
        assert_eq!(error.summary, "Cannot update x_role `before`");
        assert_eq!(
            error.detail,
            "PUT /roles: 409.\n\nAnother x_role (`p/7`) already uses this `name`. Choose a different value, or change \
             the other object first."
        );
        assert_eq!(error.attribute, AttributePath::new("name"));
    }

    #[test]
    fn an_import_of_nothing_says_which_ids_there_are() {
        const PARTS: &[Part] = &[
            Part::optional("project_id", "The project."),
            Part::required("role_id", "The id, or `name:` and it."),
        ];
        let object = DynamicValue::object([("id", "p/r".into())]);
        let attempt =
            Operation { verb: "import", name: "x_role", parts: PARTS, subject: "name", object: &object };
        assert_eq!(
            attempt.absent("Not found in a complete listing.").detail,
            "There is no x_role `p/r`. Not found in a complete listing.\n\nExpected `<project_id>/<role_id>` or \
             `<role_id>`.\n- `project_id`: The project.\n- `role_id`: The id, or `name:` and it."
        );
    }
}
