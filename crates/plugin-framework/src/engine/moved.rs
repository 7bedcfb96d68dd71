//! Objects of another provider that a `moved` block moves to a type of this one.

use crate::value::DynamicValue;

/// The state of an object of another provider's resource type.
#[derive(Debug)]
pub struct MoveSource<'a> {
    /// The provider without its registry host, in lower case, such as `mastercard/restapi`.
    pub provider: String,
    /// The resource type.
    pub type_name: &'a str,
    /// Its attributes.
    pub state: &'a DynamicValue,
}

impl<'a> MoveSource<'a> {
    /// The object of a provider's full source address.
    pub fn new(address: &str, type_name: &'a str, state: &'a DynamicValue) -> MoveSource<'a> {
        let mut parts: Vec<_> = address.rsplit('/').take(2).collect();
        parts.reverse();
        MoveSource { provider: parts.join("/").to_lowercase(), type_name, state }
    }
}
