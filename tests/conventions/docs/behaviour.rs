//! What a type destroys, needs, stores, sends and notices. Most of it follows from the words of the declaration.

use plugin_framework::engine::Declared;
use plugin_framework::schema::{Attr, Schema};

use crate::served::{Sort, Type};

/// The callout about what destroying the object does, where that cannot be undone.
pub(super) fn caution(schema: &Schema) -> Option<String> {
    (!schema.caution.is_empty()).then(|| format!("!> {}", schema.caution))
}

/// The sections below the schema and the import.
pub(super) fn sections(it: &Type<'_>) -> Vec<String> {
    let schema = it.declared.schema();
    let mut sections =
        vec!["## Permissions".to_owned(), schema.permissions.to_owned(), "## State".to_owned()];
    if matches!(it.sort, Sort::ListResource | Sort::Action) {
        "## Requirements".clone_into(&mut sections[2]);
    }
    match it.sort {
        Sort::Resource => {
            sections.extend(secrets(&schema.attrs));
            sections.extend(["## Drift".to_owned(), drift(it.declared)]);
        }
        Sort::DataSource => {
            sections.push(
                "All attributes of this data source are stored in the state. None of them is a secret.".to_owned(),
            );
        }
        Sort::EphemeralResource => sections.push(
            "Nothing is stored in the state or in plan files. Ephemeral resources require Terraform 1.10 or OpenTofu \
             1.11."
                .to_owned(),
        ),
        Sort::ListResource => sections.push(
            "List resources require Terraform 1.14. OpenTofu does not support them. `terraform query` only reads, and \
             its results never include secrets."
                .to_owned(),
        ),
        Sort::Action => sections.push(
            "Actions require Terraform 1.14. OpenTofu does not support them. Actions do not store anything in the \
             state."
                .to_owned(),
        ),
    }
    let calls: Vec<String> = schema.calls.iter().map(|call| format!("- `{call}`")).collect();
    sections.extend(["## API Calls".to_owned(), calls.join("\n")]);
    sections
}

/// What of an object is secret and where it is kept: a callout, then the rest.
fn secrets(attrs: &[Attr]) -> Vec<String> {
    let has = |name: &str| attrs.iter().any(|attr| attr.name == name);
    let names = |belongs: fn(&&Attr) -> bool| listed(attrs.iter().filter(belongs));
    let plaintext = |attr: &&Attr| attr.sensitive && !attr.write_only;
    let mut paragraphs = match listed(attrs.iter().filter(plaintext)) {
        None => vec!["No secret is stored in the state.".to_owned()],
        Some(secrets) => {
            let write_only = attrs.iter().filter(plaintext).map(|attr| format!("{}_wo", attr.name));
            let instead = match write_only.into_iter().find(|name| has(name)) {
                _ if has("seal_to") => ", or use `seal_to`".to_owned(),
                Some(name) => format!(", or use `{name}`"),
                None => String::new(),
            };
            vec![format!("~> {secrets} is stored in the state in plaintext. Encrypt your state{instead}.")]
        }
    };
    let mut sentences = Vec::new();
    if has("seal_to") {
        sentences.push(
            "With `seal_to`, the state holds only `sealed_api_key`: an age file that only the recipient can decrypt."
                .to_owned(),
        );
    }
    if let Some(never) = names(|attr| attr.write_only) {
        sentences.push(format!("{never} is never stored."));
    }
    if let Some(once) = names(|attr| attr.sensitive && attr.only_returned_on_create) {
        sentences.push(format!("The API returns {once} only once, on creation. It is null after an import."));
    }
    if !sentences.is_empty() {
        paragraphs.push(sentences.join(" "));
    }
    paragraphs
}

fn drift(it: &dyn Declared) -> String {
    let mut paragraphs = vec!["Changes made outside Terraform appear in the next plan.".to_owned()];
    let not_returned = |attr: &&Attr| {
        attr.configurable()
            && !attr.deletion_protection
            && (attr.not_returned || attr.write_only || attr.only_returned_on_create)
    };
    if let Some(names) = listed(it.schema().attrs.iter().filter(not_returned)) {
        paragraphs
            .push(format!("The API does not return these attributes, so drift is not detected: {names}."));
    }
    let mut reason = it.not_found_reason().to_owned();
    reason[..1].make_ascii_lowercase();
    paragraphs.push(format!(
        "If the object was deleted outside Terraform, the next plan shows a warning and recreates it. It is \
         considered deleted only in this case: {reason} If a read is denied or fails, the provider returns an error \
         and the object stays in the state."
    ));
    paragraphs.join("\n\n")
}

/// `a`, `b` and `c`; nothing for none.
fn listed<'a>(attrs: impl Iterator<Item = &'a Attr>) -> Option<String> {
    let names: Vec<String> = attrs.map(|attr| format!("`{}`", attr.name)).collect();
    match names.split_last()? {
        (only, []) => Some(only.clone()),
        (last, rest) => Some(format!("{} and {last}", rest.join(", "))),
    }
}
