//! The section `Schema`, with the headings, labels and anchors of tfplugindocs, in the order of the declaration.

use aiadmin::framework::schema::{Attr, Schema};

/// tfplugindocs' own words.
const WRITE_ONLY: &str =
    "https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments";

/// Attributes by who sets them, each with what is nested in it at the end.
pub(super) fn section(schema: &Schema) -> String {
    let mut parts = vec!["## Schema".to_owned()];
    let relations: Vec<String> =
        schema.relations.iter().map(aiadmin::framework::schema::Relation::sentence).collect();
    if !relations.is_empty() {
        parts.push(relations.join(" "));
    }
    members(&schema.attrs, &[], &mut parts);
    parts.join("\n\n")
}

fn members(attrs: &[Attr], here: &[&str], parts: &mut Vec<String>) {
    let groups: [(&str, fn(&Attr) -> bool); 3] = [
        ("Required", |attr| attr.required),
        ("Optional", |attr| attr.optional),
        ("Read-Only", |attr| !attr.configurable()),
    ];
    for (title, belongs) in groups {
        let group: Vec<&Attr> = attrs.iter().filter(|attr| belongs(attr)).collect();
        if group.is_empty() {
            continue;
        }
        parts.push(if here.is_empty() { format!("### {title}") } else { format!("{title}:") });
        if group.iter().any(|attr| attr.write_only) {
            parts.push(format!(
                "> **NOTE**: [Write-only arguments]({WRITE_ONLY}) are supported in Terraform 1.11 and later."
            ));
        }
        parts.push(group.into_iter().map(|attr| line(attr, here)).collect::<Vec<_>>().join("\n"));
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
    let mut line = format!("- `{}` ({}) {}", attr.name, labels.join(", "), attr.sentence());
    if !attr.kind.members().is_empty() {
        let anchor = [here, &[attr.name]].concat().join("--");
        line.push_str(&format!(" (see [below for nested schema](#nestedatt--{anchor}))"));
    }
    line
}
