//! The section `Schema`, with the headings, labels and anchors of tfplugindocs, in the order of the declaration.

use plugin_framework::schema::{Attr, Schema};

/// tfplugindocs' own words.
const WRITE_ONLY: &str =
    "https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments";

/// Attributes by who sets them, each with what is nested in it at the end.
pub(super) fn section(schema: &Schema) -> String {
    let mut parts = vec!["## Schema".to_owned()];
    let relations: Vec<String> =
        schema.relations.iter().map(plugin_framework::schema::Relation::sentence).collect();
    if !relations.is_empty() {
        parts.push(relations.join(" "));
    }
    members(&schema.attrs, &[], &mut parts);
    parts.join("\n\n")
}

fn members(attrs: &[Attr], here: &[&str], parts: &mut Vec<String>) {
    let title = |attr: &Attr| match (attr.required, attr.optional) {
        (true, _) => "Required",
        (_, true) => "Optional",
        _ => "Read-Only",
    };
    for group in ["Required", "Optional", "Read-Only"] {
        let members: Vec<&Attr> = attrs.iter().filter(|attr| title(attr) == group).collect();
        if members.is_empty() {
            continue;
        }
        parts.push(if here.is_empty() { format!("### {group}") } else { format!("{group}:") });
        if members.iter().any(|attr| attr.write_only) {
            parts.push(format!(
                "> **NOTE**: [Write-only arguments]({WRITE_ONLY}) are supported in Terraform 1.11 and later."
            ));
        }
        parts.push(members.into_iter().map(|attr| line(attr, here)).collect::<Vec<_>>().join("\n"));
    }
    for attr in attrs.iter().filter(|attr| !attr.kind.members().is_empty()) {
        let path = [here, &[attr.name]].concat();
        parts.push(format!(
            "<a id=\"nestedatt--{}\"></a>\n### Nested Schema for `{}`",
            path.join("--"),
            path.join(".")
        ));
        members(attr.kind.members(), &path, parts);
    }
}

fn line(attr: &Attr, here: &[&str]) -> String {
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
        let anchor = [here, &[attr.name]].concat().join("--");
        format!(" (see [below for nested schema](#nestedatt--{anchor}))")
    };
    format!("- `{}` ({}) {}{nested}", attr.name, labels.join(", "), attr.sentence())
}
