//! Reads one object by its import ID, for commands that generate configuration.

use tf_provider::Diagnostics;

use crate::engine::AnyResource;
use crate::value::DynamicValue;

/// The state of an object after an import.
///
/// # Errors
/// The reason why it cannot be imported.
pub async fn import(resource: &dyn AnyResource, id: &str) -> Result<DynamicValue, String> {
    let mut diags = Diagnostics::default();
    let stored = match resource.import(&mut diags, id) {
        Some(stored) => resource.read(&mut diags, stored).await,
        None => None,
    };
    match stored {
        Some(stored) if diags.errors.is_empty() && !stored.state.is_null() => Ok(stored.state),
        Some(_) if diags.errors.is_empty() => Err(format!("{} `{id}` does not exist.", resource.name())),
        _ => {
            let errors = diags.errors.iter().map(|error| format!("{}: {}", error.summary, error.detail));
            Err(errors.collect::<Vec<_>>().join("\n"))
        }
    }
}
