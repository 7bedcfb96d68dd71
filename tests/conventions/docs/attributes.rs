//! The section `Schema` as tfplugindocs writes it: its headings, labels and anchors, attributes by alphabet in each group.

use plugin_framework::schema::{Attr, Schema};

/// tfplugindocs' own words.
const WRITE_ONLY: &str =
    "https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments";

/// Attributes by who sets them, each with what is nested in it at the end.
pub(super) fn section(schema: &Schema) -> String {
    let mut parts = vec!["## Schema".to_owned()];
    if schema.attrs.is_empty() {
        parts.push("There are no arguments.".to_owned());
    }
    members(&schema.attrs, &[], &mut parts);
    parts.join("\n\n")
}

/// The rules between attributes, for the lines above the schema; nothing when there are none.
pub(super) fn relations(schema: &Schema) -> Option<String> {
    let sentences: Vec<String> =
        schema.relations.iter().map(plugin_framework::schema::Relation::sentence).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The heading an attribute stands under.
fn group(attr: &Attr) -> &'static str {
    match (attr.required, attr.optional) {
        (true, _) => "Required",
        (_, true) => "Optional",
        _ => "Read-Only",
    }
}

fn members(attrs: &[Attr], parents: &[&str], parts: &mut Vec<String>) {
    let mut nested = Vec::new();
    for heading in ["Required", "Optional", "Read-Only"] {
        let mut members: Vec<&Attr> = attrs.iter().filter(|attr| group(attr) == heading).collect();
        members.sort_by_key(|attr| attr.name);
        if members.is_empty() {
            continue;
        }
        parts.push(if parents.is_empty() { format!("### {heading}") } else { format!("{heading}:") });
        if members.iter().any(|attr| attr.write_only) {
            parts.push(format!(
                "> **NOTE**: [Write-only arguments]({WRITE_ONLY}) are supported in Terraform 1.11 and later."
            ));
        }
        nested.extend(members.iter().copied().filter(|attr| !attr.kind.members().is_empty()));
        parts.push(members.into_iter().map(|attr| line(attr, parents)).collect::<Vec<_>>().join("\n"));
    }
    for attr in nested {
        let path = [parents, &[attr.name]].concat();
        parts.push(format!(
            "<a id=\"nestedatt--{}\"></a>\n### Nested Schema for `{}`",
            path.join("--"),
            path.join(".")
        ));
        members(attr.kind.members(), &path, parts);
    }
}

fn line(attr: &Attr, parents: &[&str]) -> String {
    let mut labels = vec![attr.kind.label().to_owned()];
    if attr.sensitive {
        labels.push("Sensitive".to_owned());
    }
    if attr.write_only {
        labels.push(format!("[Write-only]({WRITE_ONLY})"));
    }
    let nested = if attr.kind.members().is_empty() {
        String::new()
    } else {
        let anchor = [parents, &[attr.name]].concat().join("--");
        format!(" (see [below for nested schema](#nestedatt--{anchor}))")
    };
    format!("- `{}` ({}) {}{nested}", attr.name, labels.join(", "), attr.sentence())
}
