//! Rules about schemas: combinations of properties that are meaningless or that Terraform rejects. A schema with a
//! contradiction is a bug, which a test over all served types finds.

mod attributes;
mod descriptions;

use super::{Attr, Schema};

/// What a schema belongs to: some rules depend on it.
#[derive(Clone, Copy, Debug)]
pub enum Declares<'a> {
    /// A resource whose ID has these parts.
    Resource {
        id: &'a [&'a str],
    },
    DataSource,
    EphemeralResource,
    /// The `config` block of a list resource or an action: arguments only.
    Arguments,
    /// The configuration of a provider.
    Provider,
}

/// Names that Terraform reserves in every block except `provider`.
const RESERVED: &[&str] =
    &["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];
/// The same for `provider` blocks.
const RESERVED_IN_PROVIDERS: &[&str] = &["alias", "version"];

impl Schema {
    /// All contradictions of the schema, each as a sentence that names the attribute.
    pub fn contradictions(&self, declares: Declares<'_>) -> Vec<String> {
        let mut found: Vec<String> = descriptions::complaint(&self.description)
            .map(|it| format!("The description {it}."))
            .into_iter()
            .collect();
        let reserved = match declares {
            Declares::Provider => RESERVED_IN_PROVIDERS,
            _ => RESERVED,
        };
        for attr in self.attrs.iter().filter(|attr| reserved.contains(&attr.name)) {
            found.push(format!("`{}` is a reserved name in Terraform.", attr.name));
        }
        attributes::of_members(&self.attrs, "", declares, &mut found);
        self.references(&mut found);
        if let Declares::Resource { id } = declares {
            self.identity(id, &mut found);
            self.versions(&mut found);
        }
        found
    }

    /// Names that refer to top-level attributes.
    fn references(&self, found: &mut Vec<String>) {
        let is_unknown = |name: &&str| self.attr(name).is_none();
        for relation in &self.relations {
            for name in relation.names().into_iter().filter(|name| is_unknown(name)) {
                found.push(format!("\"{}\" names an unknown attribute `{name}`.", relation.sentence()));
            }
        }
        for attr in &self.attrs {
            for name in attr.unknown_if_changed.unwrap_or_default().iter().filter(|name| is_unknown(name)) {
                found.push(format!("`{}` changes with `{name}`, which is not an attribute.", attr.name));
            }
            match attr.triggers.map(|name| (name, self.attr(name))) {
                Some((name, None)) => {
                    found.push(format!("`{}` triggers `{name}`, which is not an attribute.", attr.name));
                }
                Some((name, Some(sent))) if !sent.write_only => {
                    found.push(format!("`{}` triggers `{name}`, which is not write-only.", attr.name));
                }
                _ => {}
            }
        }
    }

    /// Terraform cannot detect changes of a write-only attribute, so a version attribute is required.
    fn versions(&self, found: &mut Vec<String>) {
        for attr in self.attrs.iter().filter(|attr| attr.write_only) {
            if !self.attrs.iter().any(|it| it.triggers == Some(attr.name)) {
                found.push(format!("`{}` is write-only, and no attribute triggers it.", attr.name));
            }
        }
    }

    /// The ID: a computed attribute, and parts that are attributes of the object.
    fn identity(&self, id: &[&str], found: &mut Vec<String>) {
        let is_read_only = |attr: &Attr| attr.computed && !attr.configurable();
        if !self.attr("id").is_some_and(is_read_only) {
            found.push("A resource needs a computed `id`.".to_owned());
        }
        let leading = id.split_last().map_or(&[][..], |(_, leading)| leading);
        for part in leading.iter().filter(|part| self.attr(part).is_none()) {
            found.push(format!("The id has the part `{part}`, which is not an attribute."));
        }
        if id.is_empty() {
            found.push("The id has no parts.".to_owned());
        }
    }
}

#[cfg(test)]
mod tests;
