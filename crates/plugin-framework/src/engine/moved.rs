//! Objects that another provider managed and that a `moved` block brings here.

use crate::value::DynamicValue;

/// An object of another provider's resource type, as its state holds it.
#[derive(Debug)]
pub struct ForeignObject<'a> {
    /// The provider without its registry host, in lower case, such as `mastercard/restapi`.
    pub provider: String,
    /// The resource type.
    pub type_name: &'a str,
    /// Its attributes.
    pub state: &'a DynamicValue,
}

impl<'a> ForeignObject<'a> {
    /// The object of a provider's full source address.
    pub fn new(address: &str, type_name: &'a str, state: &'a DynamicValue) -> ForeignObject<'a> {
        let mut parts: Vec<_> = address.rsplit('/').take(2).collect();
        parts.reverse();
        ForeignObject { provider: parts.join("/").to_lowercase(), type_name, state }
    }
}
