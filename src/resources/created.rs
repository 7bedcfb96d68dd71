//! The result of a creation: the object and its warnings.

use admin_client::{Candidate, Created};
use plugin_framework::engine::{CallContext, Error, Id};

/// The object that was created. Warns if its response was lost and it was found by looking.
pub(super) fn object<T>(ctx: &CallContext, created: Created<T>) -> T {
    if created.is_adopted() {
        ctx.adopted();
    }
    created.object
}

/// The objects that a request with a lost response may have created, one per line, for the end of a message.
pub(super) fn listed(candidates: &[Candidate]) -> String {
    candidates.iter().map(|candidate| format!("- {candidate}")).collect::<Vec<_>>().join("\n")
}

/// The warning about keys that may have been created besides the one in state.
pub(super) fn possible_extra_keys(
    kind: &str,
    name: &str,
    project: Option<&str>,
    candidates: &[Candidate],
) -> Error {
    let imports: Vec<String> = candidates
        .iter()
        .map(|candidate| Id::join([project, Some(&candidate.id)]))
        .map(|id| format!("import {{\n  to = {kind}.<name>\n  id = {id:?}\n}}"))
        .collect();
    Error::new(
        format!("{kind} `{name}`: another key with this name may exist"),
        format!(
            "The response to the first request was lost, so the key was created by a second request. The first \
             request, or another run, may have created these keys with the same name:\n\n{}\n\nThey were not changed. \
             Delete those that are not in use, or import them to manage them:\n\n{}",
            listed(candidates),
            imports.join("\n\n")
        ),
    )
}
