//! A declaration as tf-provider's schema types, which is what the server puts on the wire.

use std::collections::HashMap;

use tf_provider::schema::{
    Attribute, AttributeConstraint, AttributeType, Block, Description, Schema as View,
};

use super::{Attr, Kind, Schema};

impl Schema {
    /// The declaration in tf-provider's terms. It has no word for write-only; the server adds that from `Attr`.
    pub fn view(&self) -> View {
        View {
            version: self.version,
            block: Block {
                version: self.version,
                attributes: attributes(&self.attrs),
                blocks: HashMap::new(),
                description: Description::plain(&self.description),
                deprecated: false,
            },
        }
    }
}

fn attributes(attrs: &[Attr]) -> HashMap<String, Attribute> {
    attrs.iter().map(|attr| (attr.name.to_owned(), attribute(attr))).collect()
}

fn attribute(attr: &Attr) -> Attribute {
    Attribute {
        attr_type: attribute_type(&attr.kind),
        description: Description::plain(attr.sentence()),
        constraint: match (attr.required, attr.optional, attr.computed) {
            (true, ..) => AttributeConstraint::Required,
            (_, true, true) => AttributeConstraint::OptionalComputed,
            (_, true, false) => AttributeConstraint::Optional,
            (_, false, _) => AttributeConstraint::Computed,
        },
        sensitive: attr.sensitive,
        deprecated: false,
    }
}

fn attribute_type(kind: &Kind) -> AttributeType {
    match kind {
        Kind::Text => AttributeType::String,
        Kind::Whole | Kind::Number => AttributeType::Number,
        Kind::Bool => AttributeType::Bool,
        Kind::SetOfText => AttributeType::Set(Box::new(AttributeType::String)),
        Kind::MapOfText => AttributeType::Map(Box::new(AttributeType::String)),
        Kind::Object(members) => AttributeType::AttributeSingle(attributes(members)),
        Kind::ListOf(members) => AttributeType::AttributeList(attributes(members)),
    }
}

impl Attr {
    /// The description with everything the words say that a reader must know.
    pub fn sentence(&self) -> String {
        let mut sentences = vec![self.description.clone()];
        sentences.extend(self.checks.iter().filter_map(super::Check::sentence));
        if let super::Default::Is(value) = &self.default {
            sentences.push(format!("Defaults to `{}`.", value.to_string().trim_matches('"')));
        }
        match self.requires_replace {
            super::RequiresReplace::Never => {}
            super::RequiresReplace::OnChange => {
                sentences.push("Changing it creates a new object.".to_owned());
            }
            super::RequiresReplace::OnChangeUnlessImported => sentences.push(
                "Changing it creates a new object; a first value on an imported object is only stored."
                    .to_owned(),
            ),
        }
        if self.write_only {
            sentences.push("Never stored; needs Terraform 1.11 or OpenTofu 1.11.".to_owned());
        }
        if let Some(variable) = self.env {
            sentences.push(format!("Can be set with the environment variable `{variable}`."));
        }
        sentences.join(" ")
    }
}
