//! What a type needs, stores, sends and notices. Most of it follows from the words of the declaration.

use plugin_framework::engine::Declared;
use plugin_framework::schema::Attr;

use crate::served::{Sort, Type};

/// The sections between the schema and the import.
pub(super) fn sections(it: &Type<'_>) -> Vec<String> {
    let schema = it.declared.schema();
    let mut sections =
        vec!["## Permissions".to_owned(), schema.permissions.to_owned(), "## State".to_owned()];
    match it.sort {
        Sort::Resource => {
            sections.push(secrets(&schema.attrs));
            sections.extend(["## Drift".to_owned(), drift(it.declared)]);
        }
        Sort::DataSource => sections.push("What it reads is stored in state. None of it is a secret.".to_owned()),
        Sort::EphemeralResource => sections.push(
            "Nothing of it is stored, neither in state nor in plan files. Ephemeral resources need Terraform 1.10 or \
             OpenTofu 1.11."
                .to_owned(),
        ),
    }
    let calls: Vec<String> = schema.calls.iter().map(|call| format!("- `{call}`")).collect();
    sections.extend(["## API Calls".to_owned(), calls.join("\n")]);
    sections
}

fn secrets(attrs: &[Attr]) -> String {
    let names = |belongs: fn(&&Attr) -> bool| listed(attrs.iter().filter(belongs));
    let clear = names(|attr| attr.sensitive && !attr.write_only);
    let mut sentences = match clear {
        None => vec!["State holds no secret.".to_owned()],
        Some(clear) => vec![format!(
            "State holds {clear} in clear: Terraform hides secrets in its output only, so keep the state encrypted."
        )],
    };
    if attrs.iter().any(|attr| attr.name == "seal_to") {
        sentences.push(
            "With `seal_to`, it holds `sealed_api_key` instead, which only the recipient can open."
                .to_owned(),
        );
    }
    if let Some(never) = names(|attr| attr.write_only) {
        sentences.push(format!("{never} is never stored."));
    }
    if let Some(once) = names(|attr| attr.sensitive && attr.only_returned_on_create) {
        sentences.push(format!("The API tells {once} only once; after an import it is null."));
    }
    sentences.join(" ")
}

fn drift(it: &dyn Declared) -> String {
    let mut sentences = vec!["A change made elsewhere shows in the next plan.".to_owned()];
    let untold = |attr: &&Attr| {
        attr.configurable()
            && !attr.protects
            && (attr.local || attr.write_only || attr.only_returned_on_create)
    };
    if let Some(names) = listed(it.schema().attrs.iter().filter(untold)) {
        sentences.push(format!("What the API does not tell is not compared: {names}."));
    }
    let absence = it.absence();
    let mut first = absence.chars();
    let absence: String = first.next().into_iter().flat_map(char::to_lowercase).chain(first).collect();
    sentences.push(format!(
        "An object that no longer exists is planned anew, with a warning. It counts as gone only when {absence} \
         A read that is refused or fails is an error and removes nothing from state."
    ));
    sentences.join(" ")
}

/// `a`, `b` and `c`; nothing for none.
fn listed<'a>(attrs: impl Iterator<Item = &'a Attr>) -> Option<String> {
    let names: Vec<String> = attrs.map(|attr| format!("`{}`", attr.name)).collect();
    match names.split_last()? {
        (only, []) => Some(only.clone()),
        (last, rest) => Some(format!("{} and {last}", rest.join(", "))),
    }
}
