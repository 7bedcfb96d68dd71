//! What was tried on which object, for the messages about it.

use super::failure::{Evidence, Failure};
use super::id::{Id, Part};
use crate::framework::value::Tree;

/// One call of an author's code, as a sentence.
pub(super) struct Attempt<'a> {
    /// Infinitive: "create".
    pub(super) verb: &'static str,
    /// The type name.
    pub(super) name: &'static str,
    pub(super) parts: &'static [Part],
    /// The attribute by which people know the object.
    pub(super) subject: &'static str,
    /// The object as planned or stored.
    pub(super) object: &'a Tree,
}

impl Attempt<'_> {
    /// The failure with everything a reader needs: what was tried, and blocks to import what may be there.
    pub(super) fn explain(&self, mut failure: Failure) -> Failure {
        if failure.summary.is_empty() {
            failure.summary = format!("Cannot {} {}", self.verb, self.label());
        }
        match std::mem::take(&mut failure.evidence) {
            Evidence::Perhaps if self.verb == "create" => failure.detail.push_str(
                "\n\nIt may exist nevertheless, although looking for it did not find it. Look for it before applying \
                 again, and import it if it is there.",
            ),
            Evidence::Perhaps if matches!(self.verb, "update" | "delete") => failure.detail.push_str(
                "\n\nIt may have been done nevertheless. Plan again: what is there is read first, and the plan shows \
                 what is left to do.",
            ),
            Evidence::None | Evidence::Perhaps => {}
            Evidence::Exists(id) => {
                failure.detail.push_str("\n\nIt exists already, and this configuration does not manage it. ");
                match id {
                    Some(id) => failure.detail.extend(["To manage it, import it:\n\n", &self.import_block(&id)]),
                    None => failure.detail.push_str("Import it, or choose another name."),
                }
            }
            Evidence::Suspects(ids) => {
                failure.detail.push_str(
                    "\n\nThese objects may be the result; they cannot be told apart. Import the one that is, and \
                     delete the others:\n",
                );
                for id in ids {
                    failure.detail.push('\n');
                    failure.detail.push_str(&self.import_block(&id));
                }
            }
        }
        failure
    }

    /// The warning about an object that was found after the answer that told of it was lost.
    pub(super) fn adopted(&self) -> Failure {
        Failure::new(
            format!("{} was found after its answer was lost", self.label()),
            "The server made it, but its answer did not arrive. The one new object of that name was taken as the result.",
        )
    }

    /// The type and the name people know the object by.
    pub(super) fn label(&self) -> String {
        let known = [self.subject, "id"].iter().find_map(|name| self.object.get(name).text());
        known.map_or_else(|| self.name.to_owned(), |text| format!("{} `{text}`", self.name))
    }

    /// The leading parts of an id are attributes of the same name.
    fn import_block(&self, last: &str) -> String {
        let leading = self.parts.iter().rev().skip(1).rev().map(|part| self.object.get(part.name).text());
        let id = Id::join(leading.chain([Some(last)]));
        format!("import {{\n  to = {}.<name>\n  id = {id:?}\n}}\n", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_in_the_way_comes_with_its_import_block() {
        const PARTS: &[Part] = &[Part::optional("project_id", "P."), Part::required("key_id", "K.")];
        let object = Tree::object([("project_id", "p".into()), ("name", "ci".into())]);
        let attempt =
            Attempt { verb: "create", name: "x_key", parts: PARTS, subject: "name", object: &object };
        let failure =
            attempt.explain(Failure::came_back("POST /keys: 409.", Evidence::Exists(Some("7".into()))));
        assert_eq!(failure.summary, "Cannot create x_key `ci`");
        assert_eq!(
            failure.detail,
            "POST /keys: 409.\n\nIt exists already, and this configuration does not manage it. To manage it, import \
             it:\n\nimport {\n  to = x_key.<name>\n  id = \"p/7\"\n}\n"
        );
    }
}
