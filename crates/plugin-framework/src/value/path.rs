//! Finds the value at an attribute path.

pub use tf_provider::{AttributePath, AttributePathStep};

use super::DynamicValue;

/// The value at `path`; null where the path leads nowhere.
pub fn at<'a>(root: &'a DynamicValue, path: &AttributePath) -> &'a DynamicValue {
    path.steps.iter().fold(root, |value, step| match step {
        AttributePathStep::Attribute(name) | AttributePathStep::Key(name) => value.get(name),
        AttributePathStep::Index(index) => usize::try_from(*index)
            .ok()
            .and_then(|index| value.elements().get(index))
            .unwrap_or(&DynamicValue::Null),
    })
}
